"""Locks a key file by a passphrase, or by a key that stays in a PKCS#11 token.

A token cannot hold the opening keys themselves: it has no ML-KEM, and most have no X25519.
It holds the key that encrypts the file's key; the opening keys are in the key holder's
memory while that runs.
"""

import base64
import json
import secrets
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap,
    aes_key_wrap,
)

from sync.errors import SyncError
from sync.office.keys.passphrase import KeysLocked, passphrase_of
from sync.office.keys.token import TokenKey

KEY_BYTES: Final = 32
SCRYPT_N: Final = 2**17  # 128 MiB and some tenths of a second
BY_PASSPHRASE: Final = "passphrase"  # noqa: S105 - the name of a kind
BY_TOKEN: Final = "token"  # noqa: S105 - the name of a kind
# The keys of this process' files by their locks: nobody types a passphrase twice.
_KEYS: Final[dict[str, bytes]] = {}


class WrongKeyPassphrase(SyncError):
    """The passphrase or the PIN is another one; nothing was read."""


@dataclass(frozen=True)
class KeyLock:
    """The key of one key file, and what its file says of how to get at it."""

    said: dict[str, Any]
    key: bytes = field(repr=False)


def passphrase_lock(passphrase: str) -> KeyLock:
    """Make a lock that *passphrase* opens."""
    key, salt = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(16)
    wrapped = aes_key_wrap(_stretched(passphrase, salt, SCRYPT_N), key)
    said = {"kind": BY_PASSPHRASE, "n": SCRYPT_N, "salt": _text(salt), "wrapped": _text(wrapped)}
    return _known(said, key)


def token_lock(token: TokenKey, pin: str) -> KeyLock:
    """Make a lock that a key of a token opens; the key is made there when it is missing."""
    key = secrets.token_bytes(KEY_BYTES)
    wrapped = token.encrypt(key, pin)
    return _known({"kind": BY_TOKEN, **token.said(), "wrapped": _text(wrapped)}, key)


def unlocked(said: dict[str, Any], whose: str, *, may_ask: bool = True) -> KeyLock:
    """Open a lock with the passphrase or PIN of *whose* file; asked for once in a process.

    Raises:
        KeysLocked, WrongKeyPassphrase: see the classes.
        TokenAway: the token or its library is not there.
    """
    key = _KEYS.get(_text_of(said))
    if key is None and not may_ask:
        raise KeysLocked("it has another lock than at the start")
    return _known(said, _key(said, whose) if key is None else key)


def _known(said: dict[str, Any], key: bytes) -> KeyLock:
    _KEYS[_text_of(said)] = key
    return KeyLock(said, key)


def _text_of(said: dict[str, Any]) -> str:
    return json.dumps(said, sort_keys=True)


def _key(said: dict[str, Any], whose: str) -> bytes:
    wrapped = base64.b64decode(said["wrapped"])
    if said["kind"] == BY_TOKEN:
        return TokenKey.of(said).decrypt(wrapped, passphrase_of(whose))
    salt = base64.b64decode(said["salt"])
    try:
        return aes_key_unwrap(_stretched(passphrase_of(whose), salt, said["n"]), wrapped)
    except InvalidUnwrap as refused:
        raise WrongKeyPassphrase(whose) from refused


def _stretched(passphrase: str, salt: bytes, n: int) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, n=n, r=8, p=1).derive(passphrase.encode())


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
