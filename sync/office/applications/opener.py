"""Opens one envelope after checking which tablet signed it and that nothing was changed."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.errors import SignatureInvalid, WireError
from sync.office.applications.shape import refuse_odd
from sync.office.keys.keys import OfficeKeys
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.wire.attachment import open_attachment
from sync.wire.envelope import Envelope, open_envelope, verify
from sync.wire.package import Package, decode_package


class CannotOpen(Exception):
    """The envelope stays shut; the text says why, for the clerk (Japanese)."""


@dataclass(frozen=True)
class Opened:
    """An envelope of an approved tablet and the application in it."""

    envelope: Envelope
    package: Package = field(repr=False)


def open_application(id: str, content: bytes, keys: OfficeKeys, store: OfficeStore) -> Opened:
    """Check the tablet's signature on the application kept under *id*, then open the seal.

    Raises:
        CannotOpen: an unknown tablet, a changed envelope or one of another id, a key we do
            not hold, or something else inside than an application.
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
        package = decode_package(open_envelope(envelope, pair.private), beside)
        refuse_odd(package.document)
        return Opened(envelope, package)
    except SignatureInvalid as refused:
        raise CannotOpen("端末の署名が合いません。途中で変えられたおそれがあります。") from refused
    except WireError as refused:
        raise CannotOpen("封を開けられません。データが壊れています。") from refused
    except ValueError as refused:
        raise CannotOpen("封の中が申請の形ではありません。端末を確かめてください。") from refused


def _attachments(envelope: Envelope, private: bytes, store: OfficeStore) -> list[bytes]:
    opened = []
    for place, blob in enumerate(envelope.header.blobs):
        sealed = store.attachment(blob["sha256"])
        if sealed is None:
            raise CannotOpen("添付がまだ届いていません。")
        opened.append(open_attachment(sealed, envelope.header, place, private))
    return opened
