"""Makes a SHA-256 as it stands in headers, file names and rows: 64 hex digits."""

import hashlib


def sha256_hex(content: bytes) -> str:
    """Return the SHA-256 of *content* in hex."""
    return hashlib.sha256(content).hexdigest()
