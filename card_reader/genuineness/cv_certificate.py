"""Reads a card-verifiable certificate: the key that signed a card's data, and who certifies it."""

from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa

from card_reader import tlv
from card_reader.errors import CardUnreadable
from card_reader.genuineness.digest_info import digest_info
from card_reader.genuineness.public_key import has_signed, parse_key

TAG: Final = 0x7F21
TAG_BODY: Final = 0x5F4E
TAG_SIGNATURE: Final = 0x5F37
KEY_ID_LENGTH: Final = 16
BODY_LENGTH: Final = 297


@dataclass(frozen=True)
class CvCertificate:
    """One certificate of EF 0004; ``key`` is what *issuer* certifies. Both ids have 16 bytes."""

    issuer: bytes
    subject: bytes
    key: rsa.RSAPublicKey = field(repr=False)
    body: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    def is_signed_by(self, issuer_key: rsa.RSAPublicKey) -> bool:
        """Tell whether *issuer_key* signed the ids and the key together (SHA-256)."""
        return has_signed(issuer_key, digest_info(self.body), self.signature)


def parse_cv_certificate(content: bytes) -> CvCertificate:
    """Read ``7F21 { 5F4E { issuer id, subject id, key }, 5F37 signature }``.

    Raises:
        CardUnreadable: it is none, or not of the one length that cards have.
    """
    inner = tlv.parse(tlv.parse(content).get(TAG, b""))
    body, signature = inner.get(TAG_BODY, b""), inner.get(TAG_SIGNATURE, b"")
    if len(body) != BODY_LENGTH or not signature:
        raise CardUnreadable("no card-verifiable certificate")
    issuer, rest = body[:KEY_ID_LENGTH], body[KEY_ID_LENGTH:]
    subject, key = rest[:KEY_ID_LENGTH], rest[KEY_ID_LENGTH:]
    return CvCertificate(issuer, subject, parse_key(key), body, signature)


def shown_id(key_id: bytes) -> str:
    """Return a key id as people write it, ``5000023/001``; hex where it is not of that form."""
    number, group = key_id[:7], key_id[9:12]
    if len(key_id) == KEY_ID_LENGTH and number.isdigit() and group.isdigit():
        return f"{number.decode()}/{group.decode()}"
    return key_id.hex()
