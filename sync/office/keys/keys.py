"""Makes, reads and writes the city's private keys, in two files that only their user may read.

What opens applications lies apart from what signs decisions, see ``key_file``: the process
that talks to clerks and tablets loads the second file only.
"""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.office.keys.column_keys import COLUMN_KEYS, new_column_entry
from sync.office.keys.key_file import OFFICE_FILE, OPENING_FILE, read_key_file, write_key_file
from sync.office.keys.locks import KeyLock
from sync.office.keys.mail_secrets import mail_secrets_in
from sync.office.keys.opening_keys import (
    SEALING,
    OpeningKeys,
    SealOpener,
    pairs_of,
    read_opening,
    write_opening,
)
from sync.wire.city import CityKey, NamedKey
from sync.wire.digest import sha256_hex
from sync.wire.hpke.suites import SUITES, KeyPair, make_key

KEY_FILE: Final = OFFICE_FILE
Locks: TypeAlias = Mapping[str, KeyLock]
OPEN: Final[Locks] = {}
NEW_EVERY: Final = timedelta(days=92)
# An epoch goes on beside the next one, for tablets that get no pack in that time.
OVERLAP: Final = timedelta(days=31)


@dataclass(frozen=True)
class OfficeKeys:
    """The keys that sign decisions, and what opens applications.

    Where a *holder* opens seals, *sealing* and *not_after* are empty: this process has no
    opening key. *not_after* says of each sealing key until when tablets seal to it; it
    opens after that as well. *next_answer* is published, and signs nothing yet. *mail_secrets*
    are those by which foreign systems sign, by their names.
    """

    sealing: dict[str, KeyPair] = field(repr=False)
    answer_kid: str
    answer_key: Ed25519PrivateKey = field(repr=False)
    office_token: str = field(repr=False)
    not_after: dict[str, datetime]
    next_answer: NamedKey | None = None
    folder: Path | None = None
    holder: SealOpener | None = None
    mail_secrets: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def opener(self) -> SealOpener:
        """Return what opens seals: the key holder, or these keys where they were loaded."""
        return self.holder or OpeningKeys(self.sealing, self.folder)

    def token_sha256(self) -> str:
        """Return the digest by which the reception knows the office's token."""
        return sha256_hex(self.office_token.encode())

    def public_sealing(self, now: datetime) -> tuple[CityKey, ...]:
        """Return the public halves that are in date, newest epoch and hybrid suite first."""
        halves = (
            CityKey(id=id, suite=pair.suite, public=pair.public, not_after=self.not_after[id])
            for id, pair in self.sealing.items()
            if self.not_after[id] > now
        )
        return tuple(sorted(halves, key=lambda key: key.not_after, reverse=True))

    def public_answers(self) -> tuple[NamedKey, ...]:
        """Return the key that signs decisions, and the one that will."""
        public = self.answer_key.public_key().public_bytes_raw()
        signing = NamedKey(kid=self.answer_kid, public=public)
        return (signing, self.next_answer) if self.next_answer else (signing,)


def make_office_keys(
    folder: Path, now: datetime, opening: Path | None = None, locks: Locks = OPEN
) -> OfficeKeys:
    """Make the first epoch of sealing keys, decision keys and the token for the reception.

    Args:
        folder: the office's.
        now: aware.
        opening: the folder of the opening keys, where the key holder has its own.
        locks: of the files, by their names.

    Raises:
        FileExistsError: there are keys already; making others would lose applications.
    """
    refuse_keys_that_are_there(folder, opening)
    signing = new_answer_key(now)
    write(
        folder,
        {
            SEALING: new_epoch(now),
            "answer_kid": signing["kid"],
            "answer_key": signing["private"],
            "next_answer": new_answer_key(now),
            "office_token": secrets.token_urlsafe(32),
            COLUMN_KEYS: [new_column_entry()],
        },
        opening,
        locks,
    )
    return load_office_keys(folder, opening)


def refuse_keys_that_are_there(folder: Path, opening: Path | None = None) -> None:
    """Raise FileExistsError when one of the folders holds keys."""
    for path in (folder / OFFICE_FILE, (opening or folder) / OPENING_FILE):
        if path.exists():
            raise FileExistsError(path)


def load_office_keys(folder: Path, opening: Path | None = None) -> OfficeKeys:
    """Read every key that :func:`make_office_keys` made; FileNotFoundError without a file."""
    signing, entries = load_signing_keys(folder), read_opening(opening or folder)
    ends = {entry["id"]: datetime.fromisoformat(entry["not_after"]) for entry in entries}
    return replace(signing, sealing=pairs_of(entries), not_after=ends, folder=opening or folder)


def load_signing_keys(folder: Path, holder: SealOpener | None = None) -> OfficeKeys:
    """Read the office's own key file alone; *holder* opens what tablets sealed."""
    content = read_key_file(folder / OFFICE_FILE)
    waiting = content.get("next_answer")
    return OfficeKeys(
        sealing={},
        answer_kid=content["answer_kid"],
        answer_key=Ed25519PrivateKey.from_private_bytes(_raw(content["answer_key"])),
        office_token=content["office_token"],
        not_after={},
        next_answer=_public(waiting["kid"], waiting["private"]) if waiting else None,
        holder=holder,
        mail_secrets=mail_secrets_in(content),
    )


def read(folder: Path, opening: Path | None = None) -> dict[str, Any]:
    """Return the content of both key files as one; FileNotFoundError without a file."""
    office = read_key_file(folder / OFFICE_FILE)
    return {**office, SEALING: read_opening(opening or folder)}


def write(
    folder: Path, content: dict[str, Any], opening: Path | None = None, locks: Locks = OPEN
) -> None:
    """Write both key files whole, the opening keys first: a power cut loses none.

    A file keeps the lock that it has; *locks* are those of new files, by their names.
    """
    for one in {folder, opening or folder}:
        one.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_opening(opening or folder, content[SEALING], locks.get(OPENING_FILE))
    office = {name: content[name] for name in content if name not in (SEALING, "not_after")}
    write_key_file(folder / OFFICE_FILE, office, locks.get(OFFICE_FILE))


def new_epoch(now: datetime) -> list[dict[str, str]]:
    """Make one sealing key for each suite, as the file holds it; its id begins with the day."""
    pairs = {f"{now:%Y-%m-%d}-{'ab'[n]}": make_key(suite) for n, suite in enumerate(SUITES)}
    return [
        {
            "id": id,
            "suite": pair.suite,
            "public": _text(pair.public),
            "private": _text(pair.private),
            "not_after": (now + NEW_EVERY + OVERLAP).isoformat(),
        }
        for id, pair in pairs.items()
    ]


def new_answer_key(now: datetime) -> dict[str, str]:
    """Make a key that signs decisions, as the file holds it."""
    private = Ed25519PrivateKey.generate().private_bytes_raw()
    kid = f"answer-{secrets.token_hex(4)}"
    return {"kid": kid, "private": _text(private), "made_at": now.isoformat()}


def _public(kid: str, private: str) -> NamedKey:
    key = Ed25519PrivateKey.from_private_bytes(_raw(private))
    return NamedKey(kid=kid, public=key.public_key().public_bytes_raw())


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _raw(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
