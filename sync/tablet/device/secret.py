"""Keeps the device secret: random bytes that must not lie in the same file as the data.

It has two halves. Staff keys, and through them every draft, are wrapped under the
first: a wipe erases it. The tablet's own signing key is sealed under the second,
which stays, so that what was sealed before a wipe still finds its way.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.tablet.errors import KeyStoreUnavailable
from sync.wire.durably import ONLY_ITS_USER, write_durably

LENGTH: Final = 32


class DeviceSecret(Protocol):
    """A store for the two halves; each platform has its own."""

    def load(self) -> bytes | None:
        """Return the half for drafts; None when there is none (never enrolled, or wiped)."""

    def load_line(self) -> bytes | None:
        """Return the half for the tablet's signing key; None before enrolment."""

    def create(self) -> bytes:
        """Make and keep new halves, and return the first; nothing opens with the old ones again."""

    def wipe(self) -> None:
        """Erase the half for drafts for good; harmless when it is gone."""


class FileDeviceSecret:
    """Keeps the secret in a file that only this user may read, where there is no key store.

    It protects against a copied database, not against a copied home folder, and
    flash memory may keep what was overwritten.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> bytes | None:
        """Return the half for drafts, or None."""
        half = self._content()[:LENGTH]
        return half if any(half) else None

    def load_line(self) -> bytes | None:
        """Return the half for the signing key, or None."""
        # A file of one half is from before there were two: it was both.
        half = self._content()[-LENGTH:]
        return half if any(half) else None

    def create(self) -> bytes:
        """Make new halves, on disk before the first is returned."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        halves = secrets.token_bytes(2 * LENGTH)
        write_durably(self._path, halves, ONLY_ITS_USER)
        return halves[:LENGTH]

    def wipe(self) -> None:
        """Overwrite the half for drafts; harmless when it is gone."""
        if not self._content():
            return
        with self._path.open("r+b") as file:
            file.write(bytes(LENGTH))
            file.flush()
            os.fsync(file.fileno())

    def _content(self) -> bytes:
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return b""
        return content if len(content) in (LENGTH, 2 * LENGTH) else b""


class KeyStore(Protocol):
    """A platform's own store of small secrets; every call waits, and raises KeyStoreUnavailable."""

    def get(self, name: str) -> str | None:
        """Return what is kept under *name*; None when nothing is."""

    def set(self, name: str, value: str) -> None:
        """Keep *value* under *name*, in place of what was there."""

    def remove(self, name: str) -> None:
        """Forget what is kept under *name*; harmless when nothing is."""


class KeyStoreDeviceSecret:
    """Keeps the secret in the platform's key store (Keystore, Keychain …), one entry a half.

    It protects against a copied disk of a tablet that is off. It does not
    protect a running tablet against its own user: the store hands the secret out.

    Every method raises KeyStoreUnavailable when the store does not answer; that
    is never taken for a secret that was wiped.
    """

    DRAFTS: Final = "demado.drafts"
    LINE: Final = "demado.line"

    def __init__(self, key_store: KeyStore) -> None:
        self._store = key_store

    def load(self) -> bytes | None:
        """Return the half for drafts, or None."""
        return self._read(self.DRAFTS)

    def load_line(self) -> bytes | None:
        """Return the half for the signing key, or None."""
        return self._read(self.LINE)

    def create(self) -> bytes:
        """Make new halves, and read each back from the store before anything is sealed under it."""
        for name in (self.LINE, self.DRAFTS):
            half = secrets.token_bytes(LENGTH)
            self._store.set(name, half.hex())
            if self._read(name) != half:
                raise KeyStoreUnavailable
        return half

    def wipe(self) -> None:
        """Remove the half for drafts; harmless when it is gone."""
        self._store.remove(self.DRAFTS)

    def _read(self, name: str) -> bytes | None:
        try:
            half = bytes.fromhex(self._store.get(name) or "")
        except ValueError:
            return None
        return half if len(half) == LENGTH else None


@dataclass(frozen=True)
class SecretPlace:
    """A place for the device secret: its word key, and what it protects against."""

    kind: Literal["key_store", "file"]
    message_key: str
    protects: tuple[str, ...]


IN_KEY_STORE: Final = SecretPlace(
    "key_store", "sync.p_secret_key_store", ("copied_database", "copied_home_folder", "flash_image")
)
IN_FILE: Final = SecretPlace("file", "sync.p_secret_file", ("copied_database",))
_WITH_KEY_STORE: Final = ("android", "ios", "darwin", "win32")


def secret_place(platform: str, *, served: bool) -> SecretPlace:
    """Say where the secret of a tablet of *platform* (``wire.suite_names.this_platform``) belongs.

    *served*: the app is drawn in a browser. A key store would then be that
    browser's own storage: readable by whoever opens the browser, gone when
    its data is cleared. The file is the more honest place. On Linux it is the
    file as well: the keyring there is a daemon that a kiosk with automatic
    login unlocks with an empty password or not at all.
    """
    return IN_KEY_STORE if platform in _WITH_KEY_STORE and not served else IN_FILE


def derive(secret: bytes, purpose: str) -> bytes:
    """Return the 32-byte key of *secret* for one purpose (HKDF-SHA256, RFC 5869)."""
    info = b"demado-" + purpose.encode()
    return HKDF(hashes.SHA256(), length=32, salt=None, info=info).derive(secret)
