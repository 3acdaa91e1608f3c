"""Finds in a card's files what was signed, and the signature over it.

Which bytes a signature covers: docs/card.md, confidence M.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Final

from card_reader import tlv
from card_reader.errors import CardUnreadable
from card_reader.genuineness.digest_info import digest_info

TAG_OFFSETS: Final = 0xDF21
# The face, EF 0002 of 券面事項確認AP: three groups, each with a digest of its own.
FACE_GROUPS: Final = ((0xDF22, 0xDF23, 0xDF24), (0xDF25, 0xDF26), (0xDF27,))
FACE_KEY: Final = 0xDF24
FACE_SIGNATURE: Final = 0xDF28
# EF 0003 of 券面事項入力補助AP: digests of the two data files; the first file is never read here.
NUMBER_DIGEST: Final = 0xDF31
ATTRIBUTES_DIGEST: Final = 0xDF32
DIGESTS_SIGNATURE: Final = 0xDF33
# EF 0007 of 券面事項入力補助AP: the key with which it answers challenges.
OWN_KEY: Final = 0xDF51
OWN_KEY_SIGNATURE: Final = 0xDF52


@dataclass(frozen=True)
class SignedData:
    """What a signature must hold, and the signature."""

    info: bytes = field(repr=False)
    signature: bytes = field(repr=False)


def signed_face(content: bytes) -> SignedData:
    """Return the signature of the face; expiry and security code are not covered by it.

    Raises:
        CardUnreadable: a part is missing.
    """
    objects, values = _opened(content)
    groups = [_joined(objects, group) for group in FACE_GROUPS]
    return SignedData(digest_info(*groups), _value(values, FACE_SIGNATURE))


def face_key(content: bytes) -> bytes:
    """Return the chip's own key as the face holds it. CardUnreadable when it has none."""
    return _value(_opened(content)[1], FACE_KEY)


def signed_digests(content: bytes) -> SignedData:
    """Return the signature over the digests in EF 0003. CardUnreadable: a part is missing."""
    objects, values = _opened(content)
    signed = _joined(objects, (NUMBER_DIGEST, ATTRIBUTES_DIGEST))
    return SignedData(digest_info(signed), _value(values, DIGESTS_SIGNATURE))


def signed_key(content: bytes) -> tuple[SignedData, bytes]:
    """Return the signature over the key in EF 0007, and the key. CardUnreadable as above."""
    objects, values = _opened(content)
    signed = SignedData(
        digest_info(_joined(objects, (OWN_KEY,))), _value(values, OWN_KEY_SIGNATURE)
    )
    return signed, _value(values, OWN_KEY)


def are_attributes_of(digests: bytes, attributes: bytes) -> bool:
    """Tell whether EF 0003 holds the digest of the attributes file, its offset table left out."""
    _, values = _opened(digests)
    said = _value(values, ATTRIBUTES_DIGEST)
    inner = _inside(attributes)
    table = tlv.objects(inner).get(TAG_OFFSETS, b"")
    if not inner.startswith(table):
        raise CardUnreadable("the offset table is not the first object")
    return hmac.compare_digest(hashlib.sha256(inner[len(table) :]).digest(), said)


def _opened(content: bytes) -> tuple[dict[int, bytes], dict[int, bytes]]:
    """Return the objects inside the one that a file is, whole and by value."""
    inner = _inside(content)
    return tlv.objects(inner), tlv.parse(inner)


def _inside(content: bytes) -> bytes:
    outer = list(tlv.parse(content).values())
    if not outer:
        raise CardUnreadable("an empty file")
    return outer[0]


def _joined(objects: dict[int, bytes], tags: tuple[int, ...]) -> bytes:
    return b"".join(_value(objects, tag) for tag in tags)


def _value(found: dict[int, bytes], tag: int) -> bytes:
    if tag not in found:
        raise CardUnreadable(f"no object {tag:04X}")
    return found[tag]
