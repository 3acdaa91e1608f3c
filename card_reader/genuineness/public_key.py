"""Reads an RSA key as the card writes it, and verifies what was signed with it."""

import hmac

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from card_reader import tlv
from card_reader.errors import CardUnreadable

TAG_EXPONENT = 0x90
TAG_MODULUS = 0x91
EXPONENT = 65537
BITS = 2048


def rsa_key(modulus: bytes, exponent: int = EXPONENT) -> rsa.RSAPublicKey:
    """Return the key of *modulus*, high byte first.

    Raises:
        CardUnreadable: not RSA-2048 with 65537; no card has another one, and weak ones are forged.
    """
    number = int.from_bytes(modulus, "big")
    if exponent != EXPONENT or number.bit_length() != BITS or number % 2 == 0:
        raise CardUnreadable("no RSA-2048 key")
    return rsa.RSAPublicNumbers(exponent, number).public_key()


def parse_key(content: bytes) -> rsa.RSAPublicKey:
    """Read the objects ``90`` (exponent) and ``91`` (modulus). CardUnreadable as `rsa_key`."""
    found = tlv.parse(content)
    exponent = int.from_bytes(found.get(TAG_EXPONENT, b""), "big")
    return rsa_key(found.get(TAG_MODULUS, b""), exponent)


def has_signed(key: rsa.RSAPublicKey, info: bytes, signature: bytes) -> bool:
    """Tell whether *signature* is PKCS#1 v1.5 over *info*, byte for byte.

    *info* is a whole DigestInfo: that of the face holds three digests, which no library makes.

    Source: RFC 8017 §8.2.2 (section not checked).
    """
    try:
        signed = key.recover_data_from_signature(signature, padding.PKCS1v15(), None)
    except (InvalidSignature, ValueError):
        return False
    return hmac.compare_digest(signed, info)
