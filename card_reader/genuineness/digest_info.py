"""Builds the DigestInfo of SHA-256 that a signature of the card's data holds."""

import hashlib
from typing import Final

# SEQUENCE { OID of SHA-256, NULL }. Source: RFC 8017 §9.2, note 1.
SHA256: Final = bytes.fromhex("300d06096086480165030402010500")
SEQUENCE: Final = 0x30
OCTETS: Final = 0x04


def digest_info(*parts: bytes) -> bytes:
    """Return the DigestInfo that holds the SHA-256 of each of *parts*, one behind the other.

    One part makes the usual one. The card's face is signed over three in one (docs/card.md).
    At most three: longer ones would need another form of length.
    """
    digests = b"".join(hashlib.sha256(part).digest() for part in parts)
    inner = SHA256 + bytes((OCTETS, len(digests))) + digests
    return bytes((SEQUENCE, len(inner))) + inner
