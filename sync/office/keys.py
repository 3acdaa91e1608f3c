"""The city's private keys: made here, kept here, in one file only its user may read."""

import base64
import hashlib
import json
import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.wire.city import CityKey, NamedKey
from sync.wire.suites import SUITES, KeyPair, make_key

KEY_FILE: Final = "keys.json"
NEW_EVERY: Final = timedelta(days=92)


@dataclass(frozen=True)
class OfficeKeys:
    """What opens applications and signs answers."""

    sealing: dict[str, KeyPair] = field(repr=False)
    answer_kid: str
    answer_key: Ed25519PrivateKey = field(repr=False)
    office_token: str = field(repr=False)
    not_after: datetime

    def token_sha256(self) -> str:
        return hashlib.sha256(self.office_token.encode()).hexdigest()

    def public_sealing(self) -> tuple[CityKey, ...]:
        """Return the public halves, the hybrid suite first."""
        return tuple(
            CityKey(id=id, suite=pair.suite, public=pair.public, not_after=self.not_after)
            for id, pair in self.sealing.items()
        )

    def public_answer(self) -> NamedKey:
        public = self.answer_key.public_key().public_bytes_raw()
        return NamedKey(kid=self.answer_kid, public=public)


def make_office_keys(folder: Path, now: datetime) -> OfficeKeys:
    """Make one sealing key a suite, the answer key and the token for the reception.

    Raises:
        FileExistsError: there are keys already; making others would lose applications.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    epoch = f"{now:%Y-%m}"
    pairs = {f"{epoch}-{'ab'[n]}": make_key(suite) for n, suite in enumerate(SUITES)}
    content = {
        "sealing": [
            {"id": id, "suite": p.suite, "public": _text(p.public), "private": _text(p.private)}
            for id, p in pairs.items()
        ],
        "answer_kid": f"answer-{secrets.token_hex(4)}",
        "answer_key": _text(Ed25519PrivateKey.generate().private_bytes_raw()),
        "office_token": secrets.token_urlsafe(32),
        "not_after": (now + NEW_EVERY).isoformat(),
    }
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(folder / KEY_FILE, flags, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    return load_office_keys(folder)


def load_office_keys(folder: Path) -> OfficeKeys:
    """Read what :func:`make_office_keys` made; FileNotFoundError when there is nothing."""
    content: dict[str, Any] = json.loads((folder / KEY_FILE).read_text(encoding="utf-8"))
    return OfficeKeys(
        sealing={
            entry["id"]: KeyPair(entry["suite"], _raw(entry["public"]), _raw(entry["private"]))
            for entry in content["sealing"]
        },
        answer_kid=content["answer_kid"],
        answer_key=Ed25519PrivateKey.from_private_bytes(_raw(content["answer_key"])),
        office_token=content["office_token"],
        not_after=datetime.fromisoformat(content["not_after"]),
    )


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _raw(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
