"""Reads and writes the two files of private keys, whole, for their user only; locked or open.

A locked file holds its content under a random key of its own (AES-256-GCM), and that key under
a passphrase or a key of a token, see ``locks``. What is written into a locked file stays
under the lock that it has.
"""

import base64
import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.errors import SyncError
from sync.office.keys.locks import KeyLock, unlocked
from sync.wire.durably import ONLY_ITS_USER, write_durably

OFFICE_FILE: Final = "keys.json"  # what the office's own process needs: token, decisions, columns
OPENING_FILE: Final = "opening.json"  # what opens applications: the key holder's alone
DOMAIN: Final = "demado-key-file-v1"
NONCE_BYTES: Final = 12
OPEN_WARNING: Final = (
    "注意: {0} に合言葉がありません。見本市のほかでは lock-keys で付けてください。\n"
    "Warning: {0} has no passphrase. Anywhere but in a sample city: sync.office lock-keys"
)
# Whose passphrase opens it; the names of the systemd credentials begin with it.
WHOSE: Final = {OFFICE_FILE: "office", OPENING_FILE: "opening"}


class KeyFileDamaged(SyncError):
    """The key file was changed, or its content belongs to another lock; nothing was read."""


def read_key_file(path: Path, *, may_ask: bool = True) -> dict[str, Any]:
    """Return the content of a key file; FileNotFoundError when there is none.

    A locked one asks for its passphrase or PIN once in a process, see ``passphrase``; where it
    may not, a lock that this process has not opened is KeysLocked.

    Raises:
        KeysLocked: nobody is there to say the passphrase.
        WrongKeyPassphrase: it is another one.
        KeyFileDamaged: see the class.
    """
    content = _parsed(path)
    if "lock" not in content:
        return content
    lock = unlocked(content["lock"], WHOSE[path.name], may_ask=may_ask)
    raw = base64.b64decode(content["sealed"])
    try:
        plain = AESGCM(lock.key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound(path))
    except InvalidTag as refused:
        raise KeyFileDamaged(path.name) from refused
    return dict(json.loads(plain))


def write_key_file(path: Path, content: dict[str, Any], lock: KeyLock | None = None) -> None:
    """Write a key file whole; a power cut leaves the one before.

    Written by root, it belongs to whoever owns its folder: the programs run as other users.

    Args:
        path: one of the two files.
        content: what it holds from now on.
        lock: a new lock; else the one that the file has, if it has one.
    """
    if lock is None and is_locked(path):
        lock = unlocked(_parsed(path)["lock"], WHOSE[path.name])
    plain = json.dumps(content).encode()
    write_durably(path, _locked(path, plain, lock) if lock else plain, ONLY_ITS_USER)
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def is_locked(path: Path) -> bool:
    """Tell whether a key file is there and has a lock."""
    try:
        return "lock" in _parsed(path)
    except FileNotFoundError:
        return False


def warn_if_open(path: Path) -> None:
    """Say on standard error that a key file has no passphrase."""
    if not is_locked(path):
        print(OPEN_WARNING.format(path.name), file=sys.stderr, flush=True)


def _locked(path: Path, plain: bytes, lock: KeyLock) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = nonce + AESGCM(lock.key).encrypt(nonce, plain, _bound(path))
    said = {"lock": lock.said, "sealed": base64.b64encode(sealed).decode()}
    return json.dumps(said).encode()


def _parsed(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def _bound(path: Path) -> bytes:
    return f"{DOMAIN}\n{path.name}".encode()
