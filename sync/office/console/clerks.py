"""Keeps the console's clerks, checks their passphrases and holds their sessions in memory."""

import hmac
import secrets
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from sync.office.store.store import OfficeStore

SCRYPT_N: Final = 2**15
MOST_WRONG: Final = 10


@dataclass(frozen=True)
class Session:
    """Who is signed in, and the secret that every form of theirs carries."""

    clerk: str
    name: str
    csrf: str = field(repr=False)


@dataclass
class Clerks:
    """Signs clerks in and out; a restart signs everybody out. Any thread may call it."""

    store: OfficeStore
    _sessions: dict[str, Session] = field(default_factory=dict, repr=False)
    _wrong: dict[str, int] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)  # of the two above

    def add(
        self, id: str, name: str, passphrase: str, *, administrator: bool | None = None
    ) -> None:
        """Add or replace a clerk; an administrator approves and revokes tablets.

        None leaves that as it is; the first clerk of all is an administrator.
        """
        salt = secrets.token_bytes(16)
        with self.store.transaction() as db:
            if administrator is None and not self.store.rows("select 1 from clerk limit 1"):
                administrator = True
            if administrator is not None:
                db.execute("delete from administrator where clerk = ?", [id])
            if administrator:
                db.execute("insert into administrator (clerk) values (?)", [id])
            db.execute(
                "insert into clerk values (?, ?, ?, ?) on conflict (id) do update set"
                " name = excluded.name, salt = excluded.salt, digest = excluded.digest",
                [id, name, salt, _digest(passphrase, salt)],
            )

    def sign_in(self, id: str, passphrase: str) -> str | None:
        """Return a new session's cookie value; None for a wrong passphrase or after ten.

        Takes about a tenth of a second and 32 MiB. A try counts as wrong until it proved
        right, so that tries at the same time are no more than ten either.
        """
        found = self.store.rows("select name, salt, digest from clerk where id = ?", id)
        name, salt, digest = found[0] if found else ("", bytes(16), bytes(32))
        with self._lock:
            wrong = self._wrong.get(id, 0)
            self._wrong[id] = wrong + 1
        right = hmac.compare_digest(_digest(passphrase, salt), digest)
        if not found or not right or wrong >= MOST_WRONG:
            return None
        cookie = secrets.token_urlsafe(32)
        with self._lock:
            self._wrong.pop(id, None)
            self._sessions[cookie] = Session(id, name, secrets.token_urlsafe(32))
        return cookie

    def is_administrator(self, id: str) -> bool:
        """Tell whether a clerk may approve and revoke tablets."""
        return bool(self.store.rows("select 1 from administrator where clerk = ?", id))

    def session(self, cookie: str | None) -> Session | None:
        """Return the session of a cookie; None when there is none."""
        with self._lock:
            return self._sessions.get(cookie or "")

    def sign_out(self, cookie: str | None) -> None:
        """Forget a session; harmless when there is none."""
        with self._lock:
            self._sessions.pop(cookie or "", None)


def _digest(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=SCRYPT_N, r=8, p=1).derive(passphrase.encode())
