"""Seals values on the tablet with AES-256-GCM, bound to the place where they lie."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.tablet.errors import StoreDamaged

NONCE_LENGTH = 12


def seal_value(key: bytes, value: bytes, place: str) -> bytes:
    """Return nonce and ciphertext of *value*, bound to *place*."""
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return nonce + AESGCM(key).encrypt(nonce, value, place.encode())


def open_value(key: bytes, sealed: bytes, place: str) -> bytes:
    """Return what :func:`seal_value` sealed.

    Raises:
        StoreDamaged: another key, another place, or changed bytes.
    """
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:], place.encode())
    except (InvalidTag, ValueError) as refused:
        raise StoreDamaged("a sealed value does not open") from refused
