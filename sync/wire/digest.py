"""Computes the digest that names bytes on the wire and in the databases."""

import hashlib


def sha256_hex(content: bytes) -> str:
    """Return the SHA-256 of *content* as 64 lower-case hex digits."""
    return hashlib.sha256(content).hexdigest()
