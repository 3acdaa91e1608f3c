"""Opens one envelope after checking which tablet signed it and that nothing was changed."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.errors import SignatureInvalid, WireError
from sync.office.keys.keys import OfficeKeys
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.wire.attachment import open_attachment
from sync.wire.envelope import Envelope, open_envelope, verify


class CannotOpen(Exception):
    """The envelope stays shut; the text says why, for the clerk (Japanese)."""


@dataclass(frozen=True)
class Unsealed:
    """The bytes that an approved tablet sealed; nothing of them has been parsed.

    Args:
        padded: the package, see `sync.wire.package`.
        beside: the opened attachments, in their order.
    """

    padded: bytes = field(repr=False)
    beside: tuple[bytes, ...] = field(repr=False)


def unseal(id: str, content: bytes, keys: OfficeKeys, store: OfficeStore) -> Unsealed:
    """Check the tablet's signature on the application kept under *id*, then open the seal.

    Raises:
        CannotOpen: an unknown tablet, a changed envelope or one of another id, or a key we
            do not hold.
    """
    try:
        envelope = Envelope.from_bytes(content)
        device = Tablets(store).keys(envelope.header.device)
        if device is None:
            raise CannotOpen("承認していない端末から届きました。端末を確認してください。")
        verify(envelope, Ed25519PublicKey.from_public_bytes(device[0]))
        if envelope.header.id != id:
            raise CannotOpen("記録の番号が封の番号と合いません。データが壊れています。")
        pair = keys.opening(envelope.header.city_key)
        if pair is None or pair.suite != envelope.header.suite:
            raise CannotOpen("この鍵は庁内にありません。")
        beside = _attachments(envelope, pair.private, store)
        return Unsealed(open_envelope(envelope, pair.private), beside)
    except SignatureInvalid as refused:
        raise CannotOpen("端末の署名が合いません。途中で変えられたおそれがあります。") from refused
    except (WireError, ValueError) as refused:
        raise CannotOpen("封を開けられません。データが壊れています。") from refused


def _attachments(envelope: Envelope, private: bytes, store: OfficeStore) -> tuple[bytes, ...]:
    opened = []
    for place, blob in enumerate(envelope.header.blobs):
        sealed = store.attachment(blob["sha256"])
        if sealed is None:
            raise CannotOpen("添付がまだ届いていません。")
        opened.append(open_attachment(sealed, envelope.header, place, private))
    return tuple(opened)
