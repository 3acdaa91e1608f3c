"""Makes, reads and writes the city's private keys, in one file that only its user may read."""

import base64
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.wire.city import CityKey, NamedKey
from sync.wire.digest import sha256_hex
from sync.wire.durably import ONLY_ITS_USER, write_durably
from sync.wire.hpke.suites import SUITES, KeyPair, make_key

KEY_FILE: Final = "keys.json"
NEW_EVERY: Final = timedelta(days=92)
# An epoch goes on beside the next one, for tablets that get no pack in that time.
OVERLAP: Final = timedelta(days=31)


@dataclass(frozen=True)
class OfficeKeys:
    """The keys that open applications and sign decisions.

    *not_after* says of each sealing key until when tablets seal to it; it opens
    after that as well. *next_answer* is published, and signs nothing yet.
    """

    sealing: dict[str, KeyPair] = field(repr=False)
    answer_kid: str
    answer_key: Ed25519PrivateKey = field(repr=False)
    office_token: str = field(repr=False)
    not_after: dict[str, datetime]
    next_answer: NamedKey | None = None
    folder: Path | None = None

    def token_sha256(self) -> str:
        """Return the digest by which the reception knows the office's token."""
        return sha256_hex(self.office_token.encode())

    def opening(self, id: str) -> KeyPair | None:
        """Return the sealing key *id*; read the file again for one that was made meanwhile."""
        if id not in self.sealing and self.folder is not None:
            self.sealing.update(load_office_keys(self.folder).sealing)
        return self.sealing.get(id)

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


def make_office_keys(folder: Path, now: datetime) -> OfficeKeys:
    """Make the first epoch of sealing keys, decision keys and the token for the reception.

    Raises:
        FileExistsError: there are keys already; making others would lose applications.
    """
    refuse_keys_that_are_there(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    signing = new_answer_key(now)
    write(
        folder,
        {
            "sealing": new_epoch(now),
            "answer_kid": signing["kid"],
            "answer_key": signing["private"],
            "next_answer": new_answer_key(now),
            "office_token": secrets.token_urlsafe(32),
        },
    )
    return load_office_keys(folder)


def refuse_keys_that_are_there(folder: Path) -> None:
    """Raise FileExistsError when *folder* holds keys."""
    if (folder / KEY_FILE).exists():
        raise FileExistsError(folder / KEY_FILE)


def load_office_keys(folder: Path) -> OfficeKeys:
    """Read what :func:`make_office_keys` made; FileNotFoundError when there is nothing."""
    content = read(folder)
    waiting = content.get("next_answer")
    return OfficeKeys(
        sealing={
            entry["id"]: KeyPair(entry["suite"], _raw(entry["public"]), _raw(entry["private"]))
            for entry in content["sealing"]
        },
        answer_kid=content["answer_kid"],
        answer_key=Ed25519PrivateKey.from_private_bytes(_raw(content["answer_key"])),
        office_token=content["office_token"],
        not_after={
            # Keys from before there was a second epoch share one date.
            entry["id"]: datetime.fromisoformat(entry.get("not_after") or content["not_after"])
            for entry in content["sealing"]
        },
        next_answer=_public(waiting["kid"], waiting["private"]) if waiting else None,
        folder=folder,
    )


def read(folder: Path) -> dict[str, Any]:
    """Return the content of the key file; FileNotFoundError when there is none."""
    return dict(json.loads((folder / KEY_FILE).read_text(encoding="utf-8")))


def write(folder: Path, content: dict[str, Any]) -> None:
    """Write the key file whole; a power cut leaves the one before."""
    write_durably(folder / KEY_FILE, json.dumps(content).encode(), ONLY_ITS_USER)


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
