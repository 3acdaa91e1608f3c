"""Seals the columns that name residents, so that a stolen database or backup tells none.

A sealed value is text: ``v1.``, the key's id, and nonce and ciphertext in base64. Table, column
and the row's id are its associated data, so that no value passes for another one's. A value
of any other form is one from before there was sealing, see ``resealing``.
"""

import base64
import binascii
import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.errors import SyncError

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
STEP: Final = 32  # short names have one length
DOMAIN: Final = "demado-column-v1"
COMPARED: Final = "demado-compared-v1"
# Each by its table, and the columns there; a row's id is what its primary key says.
# Not the receipt number: random digits, by which the database tells two applications apart.
APPLICATION: Final = ("procedure", "title", "person", "verdict", "readings")
DECISION: Final = ("message",)
RETURNED: Final = ("content",)
REVOCATION: Final = ("content",)
LINK: Final = ("content",)
SAVED_VIEW: Final = ("content",)
NOTE: Final = ("content",)
UNDONE: Final = ("message",)
MADE_EXPORT: Final = ("content",)
WEBHOOK: Final = ("secrets",)
PROPOSAL: Final = ("message",)
TOTP_LEAVE: Final = ("secret",)
LEGAL_HOLD: Final = ("content",)
PROCEDURE_DRAFT: Final = ("reason",)
PROVIDER: Final = ("secret",)
UNREADABLE: Final = "（読めません）"
AGREED_KEY: Final = "column_key"  # the setting: the id of the key that seals, for every office
_SEALED: Final = re.compile(r"v1\.([0-9a-f]{8})\.([A-Za-z0-9_-]{38,}=*)")


@dataclass(frozen=True)
class ColumnKeys:
    """AES-256 keys by their ids; *current* seals, the others open what they sealed."""

    keys: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    current: str = ""


@dataclass
class ColumnCipher:
    """Seals and opens values of columns; without a key it leaves them as they are.

    *load* is asked at the first use, with True, and again for a key that was made meanwhile.
    """

    load: Callable[[bool], ColumnKeys] = lambda _: ColumnKeys()
    _loaded: ColumnKeys | None = field(default=None, init=False, repr=False)
    _opens: dict[str, AESGCM] = field(default_factory=dict, init=False, repr=False)

    @property
    def current(self) -> str:
        """The id of the key that seals; empty when there is none."""
        if self._loaded is None:
            self._load()
        return self._loaded.current if self._loaded else ""

    def digest(self, text: str) -> str:
        """Return what *text* is compared by: the same for the same text under the current key."""
        key = self._loaded.keys[self.current] if self.current and self._loaded else b""
        return hmac.digest(key, f"{COMPARED}\n{text}".encode(), "sha256").hex()

    def seal(self, column: str, row: str, text: str | None) -> str | None:
        """Return *text* sealed for one place, such as ``application.person`` of a row's id."""
        if text is None or not self.current:
            return text
        plain, nonce = text.encode(), secrets.token_bytes(NONCE_BYTES)
        padded = plain.ljust(-(-len(plain) // STEP) * STEP, b"\0")
        sealed = self._opens[self.current].encrypt(nonce, padded, _place(column, row))
        return f"{prefix(self.current)}{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def opened(self, column: str, row: str, text: str | None) -> str | None:
        """Return what was sealed; a value from before stays as it is, a damaged one says so."""
        found = _SEALED.fullmatch(text) if text and self.current else None
        if found is None:
            return text
        if found[1] not in self._opens:
            self._load_again()
        try:
            raw, opens = base64.urlsafe_b64decode(found[2]), self._opens[found[1]]
            plain = opens.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _place(column, row))
        except (KeyError, InvalidTag, binascii.Error):
            return UNREADABLE
        return plain.rstrip(b"\0").decode()

    def is_current(self, text: str | None) -> bool:
        """Tell whether nothing is left to be sealed: no value, or one of the current key."""
        found = _SEALED.fullmatch(text) if text is not None else None
        return text is None or (found is not None and found[1] == self.current)

    def _load_again(self) -> None:
        with suppress(SyncError, OSError):  # locked anew meanwhile: those of before go on
            self._load()

    def _load(self) -> None:
        loaded = self.load(self._loaded is None)
        # Another thread that sees what was loaded has to find its keys there.
        self._opens = {id: AESGCM(key) for id, key in loaded.keys.items()}
        self._loaded = loaded


def prefix(key: str) -> str:
    """Return how a value begins that this key sealed."""
    return f"v1.{key}."


def new_column_key() -> tuple[str, bytes]:
    """Return id and bytes of a new key."""
    return secrets.token_hex(4), secrets.token_bytes(KEY_BYTES)


def _place(column: str, row: str) -> bytes:
    return f"{DOMAIN}\n{column}\n{row}".encode()
