"""The device secret: 32 random bytes that must not lie in the same file as the data."""

import os
import secrets
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LENGTH = 32


class DeviceSecret(Protocol):
    """Where the platform keeps the secret."""

    def load(self) -> bytes | None:
        """Return the secret; None when there is none (never enrolled, or wiped)."""

    def create(self) -> bytes:
        """Make and keep a new secret; the old one and all it opened are gone."""

    def erase(self) -> None:
        """Forget the secret for good."""


class FileDeviceSecret:
    """A file only this user may read: the honest fallback without a platform key store.

    It protects against a copied database, not against a copied home folder.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> bytes | None:
        """Return the secret, or None."""
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return None
        return content if len(content) == LENGTH else None

    def create(self) -> bytes:
        """Make a new secret, on disk before it is returned."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret = secrets.token_bytes(LENGTH)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with os.fdopen(os.open(self._path, flags, 0o600), "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        return secret

    def erase(self) -> None:
        """Overwrite and remove the file; harmless when it is gone."""
        try:
            with self._path.open("r+b") as file:
                file.write(bytes(LENGTH))
                os.fsync(file.fileno())
            self._path.unlink()
        except FileNotFoundError:
            return


def derive(secret: bytes, purpose: str) -> bytes:
    """Return the 32-byte key of *secret* for one purpose (HKDF-SHA256, RFC 5869)."""
    info = b"demado-" + purpose.encode()
    return HKDF(hashes.SHA256(), length=32, salt=None, info=info).derive(secret)
