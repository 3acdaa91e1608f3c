"""Remembers in which browsers a clerk signed in, by a cookie of theirs that opens nothing."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from sync.office.store.store import OfficeStore
from sync.wire.digest import sha256_hex

REMEMBERED_S: Final = 180 * 24 * 60 * 60


@dataclass(frozen=True)
class KnownBrowsers:
    """The browsers by the digest of their cookie; any thread of any worker may ask."""

    store: OfficeStore
    now_s: Callable[[], float] = field(default=time.time)

    def digest(self, cookie: str | None, clerk: str) -> str:
        """Return the digest of a browser in which *clerk* signed in; empty for another one."""
        digest = sha256_hex((cookie or "").encode())
        found = self.store.rows(
            "select 1 from known_browser where digest = ? and clerk = ? and seen_s > ?",
            *(digest, clerk, int(self.now_s()) - REMEMBERED_S),
        )
        return digest if found else ""

    def remember(self, cookie: str | None, clerk: str) -> str:
        """Remember that a clerk signed in here; return the value of the browser's cookie.

        A value that no office gave is not taken over: somebody else may know it.
        """
        held = sha256_hex((cookie or "").encode())
        is_ours = bool(self.store.rows("select 1 from known_browser where digest = ?", held))
        value = cookie if is_ours and cookie else secrets.token_urlsafe(32)
        now_s = int(self.now_s())
        with self.store.transaction() as db:
            db.execute("delete from known_browser where seen_s < ?", [now_s - REMEMBERED_S])
            db.execute(
                "insert into known_browser (digest, clerk, seen_s) values (?, ?, ?)"
                " on conflict (digest, clerk) do update set seen_s = excluded.seen_s",
                [sha256_hex(value.encode()), clerk, now_s],
            )
        return value
