"""Opens one envelope after checking which tablet signed it and that nothing was changed."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.errors import SignatureInvalid, WireError
from sync.office.keys.opening_keys import KeysAway, OpeningKeyMissing, Seal, SealOpener
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.wire.attachment import attachment_info, unpad_attachment
from sync.wire.envelope import Envelope, Header, envelope_info, verify


class CannotOpen(Exception):
    """The envelope stays shut; the text says why, for the clerk (Japanese)."""


class HolderAway(CannotOpen):
    """The key holder does not answer: it says nothing of this envelope, which waits."""


@dataclass(frozen=True)
class Unsealed:
    """The bytes that an approved tablet sealed; nothing of them has been parsed.

    Args:
        padded: the package, see `sync.wire.package`.
        beside: the opened attachments, in their order.
    """

    padded: bytes = field(repr=False)
    beside: tuple[bytes, ...] = field(repr=False)


def unseal(id: str, content: bytes, opener: SealOpener, store: OfficeStore) -> Unsealed:
    """Check the tablet's signature on the application kept under *id*, then have it opened.

    Raises:
        CannotOpen: an unknown tablet, a changed envelope or one of another id, or a key we
            do not hold.
        HolderAway: nobody opens seals now; ask again later.
    """
    try:
        envelope = Envelope.from_bytes(content)
        _verify(id, envelope, store)
        beside = _attachments(envelope.header, opener, store)
        info = envelope_info(envelope.header)
        return Unsealed(opener.open(_seal(envelope.header, info, envelope.sealed)), beside)
    except SignatureInvalid as refused:
        raise CannotOpen("端末の署名が合いません。途中で変えられたおそれがあります。") from refused
    except OpeningKeyMissing as refused:
        raise CannotOpen("この鍵は庁内にありません。") from refused
    except KeysAway as refused:
        raise HolderAway(
            "鍵をあずかるプログラムが応答しません。しばらくしてもう一度ひらいてください。"
            "つづくときは、情報システムの担当者に伝えてください。"
        ) from refused
    except (WireError, ValueError) as refused:
        raise CannotOpen("封を開けられません。データが壊れています。") from refused


def _verify(id: str, envelope: Envelope, store: OfficeStore) -> None:
    device = Tablets(store).keys(envelope.header.device)
    if device is None:
        raise CannotOpen("承認していない端末から届きました。端末を確認してください。")
    verify(envelope, Ed25519PublicKey.from_public_bytes(device[0]))
    if envelope.header.id != id:
        raise CannotOpen("記録の番号が封の番号と合いません。データが壊れています。")


def _attachments(header: Header, opener: SealOpener, store: OfficeStore) -> tuple[bytes, ...]:
    opened = []
    for place, blob in enumerate(header.blobs):
        sealed = store.attachment(blob["sha256"])
        if sealed is None:
            raise CannotOpen("添付がまだ届いていません。")
        info = attachment_info(header.city_key, header.id, place)
        opened.append(unpad_attachment(opener.open(_seal(header, info, sealed))))
    return tuple(opened)


def _seal(header: Header, info: bytes, sealed: bytes) -> Seal:
    return Seal(header.city_key, header.suite, header.id, info, sealed)
