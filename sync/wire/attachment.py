"""Seals a large part of an application on its own, so that its upload can go on where it broke.

The signed header of the envelope names the digest of the sealed bytes; the seal
binds the envelope's id and the place in that list, so that one attachment never
passes for another.
"""

from typing import Final

from sync.errors import WireError
from sync.wire.city import CityKey
from sync.wire.envelope import Header
from sync.wire.hpke.suites import open_bytes, seal_bytes
from sync.wire.package import pad, unpad

DOMAIN: Final = b"demado-attachment-v1\n"
LARGEST: Final = 16 * 1024 * 1024


def seal_attachment(content: bytes, id: str, place: int, key: CityKey) -> bytes:
    """Seal one part of the envelope *id* to the city; padded, so that its size says little.

    Raises:
        ValueError: more than 16 MiB.
    """
    if len(content) > LARGEST:
        raise ValueError("an attachment holds at most 16 MiB")
    return seal_bytes(key.suite, key.public, pad(content), attachment_info(key.id, id, place))


def open_attachment(sealed: bytes, header: Header, place: int, city_private: bytes) -> bytes:
    """Open the attachment at *place* of an envelope with the city's private key.

    Raises:
        OpenFailed: another key, envelope or place, or changed bytes.
        WireError: the padding is not ours.
    """
    info = attachment_info(header.city_key, header.id, place)
    return unpad_attachment(open_bytes(header.suite, city_private, sealed, info))


def unpad_attachment(padded: bytes) -> bytes:
    """Return the content of an attachment whose seal was opened; WireError when it is none."""
    content = unpad(padded)
    if len(content) > LARGEST:
        raise WireError("an attachment is too large")
    return content


def attachment_info(key: str, id: str, place: int) -> bytes:
    """Return what the seal of an attachment is bound to: city's key, envelope, place."""
    return DOMAIN + f"{key}\n{id}\n{place}".encode()
