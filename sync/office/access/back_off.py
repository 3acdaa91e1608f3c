"""Makes each wrong sign-in wait longer than the one before it, and locks nobody out.

Tries are counted in the office's database, for all of its workers: by the clerk, by the address
they come from, and for a browser in which that clerk signed in before by the browser alone. So
whoever guesses elsewhere, or behind the same address, holds up no clerk at their usual place.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Final

from sync.office.store.store import OfficeStore

FREE_TRIES: Final = 5
# Many clerks share an address; no more than these mistype within the time below.
FREE_OF_AN_ADDRESS: Final = 20
LONGEST_WAIT_S: Final = 60
FORGOTTEN_AFTER_S: Final = 15 * 60
# This row is the lock on the tries, where several workers share a database.
LOCK: Final = (
    "insert into setting values ('sign_in_tries', '')"
    " on conflict (name) do update set value = excluded.value"
)
FOUND: Final = "select wrong, until_s, tried_s from sign_in_try where who = ?"


@dataclass(frozen=True)
class Came:
    """Where a try comes from: the network address, and the digest of a browser that is known."""

    address: str = field(default="", repr=False)
    browser: str = field(default="", repr=False)


@dataclass(frozen=True)
class BackOff:
    """Counts wrong tries; any thread of any worker may ask."""

    store: OfficeStore
    now_s: Callable[[], float] = field(default=time.time)

    def begin(self, id: str, came: Came) -> int:
        """Count a try before it is made; return 0, or how many seconds it has to wait.

        A try counts as wrong until `clear`, so that tries at the same time are no more than
        the free ones either. One that has to wait is not counted.
        """
        return self.count(self._counted(id, came))

    def count(self, counted: Mapping[str, int]) -> int:
        """Count a try by each of these names, of which so many are free; return as `begin` does."""
        now_s = int(self.now_s())
        with self.store.transaction() as db:
            db.execute(LOCK)
            tries = {who: self._tries(db, who, now_s) for who in counted}
            until_s = max(until for _, until in tries.values())
            if now_s < until_s:
                return until_s - now_s
            for who, (wrong, _) in tries.items():
                wait_s = wait_after(wrong + 1, counted[who])
                db.execute(
                    "insert into sign_in_try (who, wrong, until_s, tried_s) values (?, ?, ?, ?)"
                    " on conflict (who) do update set wrong = excluded.wrong,"
                    " until_s = excluded.until_s, tried_s = excluded.tried_s",
                    [who, wrong + 1, now_s + wait_s, now_s],
                )
        return 0

    def wrong(self, id: str, came: Came) -> tuple[int, int]:
        """Return how many tries in a row were wrong, and how long the next one has to wait."""
        now_s = int(self.now_s())
        rows = [(self.store.rows(FOUND, who) or [(0, 0, 0)])[0] for who in self._counted(id, came)]
        return rows[0][0], max(0, *(until_s - now_s for _, until_s, _ in rows))

    def clear(self, id: str, came: Came) -> None:
        """Forget the wrong ones of a clerk after a right one, and this one of the address."""
        with self.store.transaction() as db:
            db.execute(LOCK)
            own, *shared = self._counted(id, came)
            db.execute("delete from sign_in_try where who = ?", [own])
            for who in shared:
                db.execute("update sign_in_try set wrong = wrong - 1 where who = ?", [who])
            old = int(self.now_s()) - FORGOTTEN_AFTER_S
            db.execute("delete from sign_in_try where tried_s < ?", [old])

    def _counted(self, id: str, came: Came) -> dict[str, int]:
        """Return by whom a try is counted, and how many of each are free."""
        if came.browser:
            return {f"browser {came.browser} {id}": FREE_TRIES}
        return {f"clerk {id}": FREE_TRIES, **self.by_address("address", came.address)}

    def by_address(self, what: str, address: str) -> dict[str, int]:
        """Return the name by which tries of an address are counted; none for this machine's own."""
        if not _tells_apart(address):
            return {}
        return {f"{what} {self.store.cipher.digest(address)}": FREE_OF_AN_ADDRESS}

    def _tries(self, db: Any, who: str, now_s: int) -> tuple[int, int]:
        """Return how many were wrong and until when the next waits; old ones are forgotten.

        A time from before the clock was set back counts no longer than the longest wait.
        """
        wrong, until_s, tried_s = db.execute(FOUND, [who]).fetchone() or (0, 0, now_s)
        if now_s - tried_s > FORGOTTEN_AFTER_S:
            return 0, 0
        return int(wrong), min(int(until_s), now_s + LONGEST_WAIT_S)


def wait_after(wrong: int, free: int = FREE_TRIES) -> int:
    """Return the seconds to wait after so many wrong ones in a row: 0, then 2, 4, 8 … 60."""
    if wrong < free:
        return 0
    return min(LONGEST_WAIT_S, 1 << min(wrong - free + 1, 10))


def _tells_apart(address: str) -> bool:
    """Tell whether an address says who comes; that of this machine is everybody's."""
    try:
        return not ip_address(address).is_loopback
    except ValueError:
        return False
