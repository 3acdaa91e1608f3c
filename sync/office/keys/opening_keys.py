"""Opens seals with the city's opening keys, which lie in a file of their own.

The key holder loads this module and little else: nothing here parses what a tablet sealed.
"""

import base64
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from sync.errors import OpenFailed, SyncError
from sync.office.keys.key_file import (
    OFFICE_FILE,
    OPENING_FILE,
    is_locked,
    read_key_file,
    write_key_file,
)
from sync.office.keys.locks import KeyLock
from sync.wire.hpke.suites import KeyPair, open_bytes

log = logging.getLogger(__name__)

SEALING: Final = "sealing"


@dataclass(frozen=True)
class Seal:
    """What is to be opened: sealed bytes, what they are bound to, and the key's id and suite.

    ``id`` is the envelope's, for the log.
    """

    key: str
    suite: str
    id: str
    info: bytes = field(repr=False)
    sealed: bytes = field(repr=False)


class SealOpener(Protocol):
    """Opens seals: the keys themselves, or a line to the process that holds them."""

    def open(self, seal: Seal) -> bytes:
        """Return what was sealed.

        Raises:
            OpeningKeyMissing: there is no such key.
            OpenFailed: another key, another header, or changed bytes.
            KeysAway: the process that holds the keys does not answer.
        """


class OpeningKeyMissing(OpenFailed):
    """The seal is to a key that is not here."""


class NoOpeningKeys(SyncError):
    """The folder has the office's other keys and none that open applications."""


class KeysAway(SyncError):
    """The process that holds the opening keys does not answer; ask again later."""


@dataclass(frozen=True)
class OpeningKeys:
    """The opening keys by their ids; *folder* is read again for a key that was made meanwhile."""

    pairs: dict[str, KeyPair] = field(repr=False)
    folder: Path | None = None

    @classmethod
    def load(cls, folder: Path) -> "OpeningKeys":
        """Read the keys of *folder*; FileNotFoundError when it holds none."""
        return cls(pairs_of(read_opening(folder)), folder)

    def open(self, seal: Seal) -> bytes:
        """Return what was sealed, see :class:`SealOpener`."""
        if seal.key not in self.pairs:
            self._read_again()
        pair = self.pairs.get(seal.key)
        if pair is None or pair.suite != seal.suite:
            raise OpeningKeyMissing("no such key")
        return open_bytes(pair.suite, pair.private, seal.sealed, seal.info)

    def _read_again(self) -> None:
        """Take in keys that were made meanwhile; a file that does not open leaves those of before.

        Nobody is asked for a passphrase: any tablet can name a key that is not there.
        """
        if self.folder is None:
            return
        try:
            self.pairs.update(pairs_of(read_opening(self.folder, may_ask=False)))
        except (SyncError, OSError, ValueError) as refused:
            log.error("the opening keys cannot be read again: %s", type(refused).__name__)


def read_opening(folder: Path, *, may_ask: bool = True) -> list[dict[str, str]]:
    """Return the entries of the opening keys; in an older office they lie among the others."""
    try:
        content = read_key_file(folder / OPENING_FILE, may_ask=may_ask)
    except FileNotFoundError:
        content = read_key_file(folder / OFFICE_FILE, may_ask=may_ask)
    if SEALING not in content:
        raise NoOpeningKeys(f"{OPENING_FILE} is missing: copy it, or take two escrow shares")
    return dated(content)


def split_key_file(folder: Path) -> None:
    """Move the opening keys of an older office into their own file; harmless where they are.

    A power cut between the two writes leaves them in both files until the next start. Where an
    older file was put back beside newer opening keys, those of both are kept.
    """
    if not holds_opening_keys(folder):
        return
    content, held = read_key_file(folder / OFFICE_FILE), _parted(folder)
    known = {entry["id"] for entry in held}
    older = (entry for entry in dated(content) if entry["id"] not in known)
    write_opening(folder, [*held, *older])
    rest = {name: content[name] for name in content if name not in (SEALING, "not_after")}
    write_key_file(folder / OFFICE_FILE, rest)


def holds_opening_keys(folder: Path) -> bool:
    """Tell whether the office's own key file is one of before, with the opening keys in it.

    Only parted ones are locked.
    """
    path = folder / OFFICE_FILE
    return path.exists() and not is_locked(path) and SEALING in read_key_file(path)


def _parted(folder: Path) -> list[dict[str, str]]:
    """Return what the opening keys' own file holds; nothing without one."""
    try:
        return dated(read_key_file(folder / OPENING_FILE))
    except FileNotFoundError:
        return []


def write_opening(folder: Path, entries: list[dict[str, str]], lock: KeyLock | None = None) -> None:
    """Write the opening keys' own file; under *lock*, or the one that it has."""
    write_key_file(folder / OPENING_FILE, {SEALING: entries}, lock)


def dated(content: dict[str, Any]) -> list[dict[str, str]]:
    """Give each opening key its own end; keys from before the second epoch shared one."""
    shared = content.get("not_after", "")
    return [{"not_after": shared, **entry} for entry in content[SEALING]]


def pairs_of(entries: list[dict[str, str]]) -> dict[str, KeyPair]:
    """Return the key pairs that the entries of a file hold."""
    return {
        entry["id"]: KeyPair(entry["suite"], _raw(entry["public"]), _raw(entry["private"]))
        for entry in entries
    }


def _raw(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
