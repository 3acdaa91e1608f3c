"""Wrong passphrases are counted in the store; waiting grows, and no clock makes it shorter."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sync.tablet.errors import WrongPassphrase
from sync.tablet.store import Store

FREE_TRIES: Final = 5
MOST_TRIES: Final = 10
FIRST_WAIT_S: Final = 30


def wait_after(wrong: int) -> int:
    """Return the seconds to wait after so many wrong ones in a row: 30, 60, 120 …"""
    return FIRST_WAIT_S * 2 ** (wrong - FREE_TRIES) if wrong >= FREE_TRIES else 0


@dataclass(frozen=True)
class Tries:
    """The try counter of each member of staff."""

    store: Store
    now: Callable[[], datetime]

    def count(self, id: str) -> None:
        """Count a try before it is made: a tablet switched off in between has used it.

        Raises:
            WrongPassphrase: it is too soon; nothing was counted.
        """
        ((wrong, until),) = self.store.rows("select wrong, wait_until from staff where id = ?", id)
        wait_s = self._still(id, wrong, until) if until else 0.0
        if wait_s > 0:
            raise WrongPassphrase(MOST_TRIES - wrong, int(wait_s) + 1)
        with self.store.atomic() as db:
            db.execute("update staff set wrong = wrong + 1 where id = ?", [id])

    def note_wrong(self, id: str) -> int:
        """Begin the wait that the counted try has earned; return how many tries are left."""
        ((wrong,),) = self.store.rows("select wrong from staff where id = ?", id)
        if wait_after(wrong):
            self._wait(id, wait_after(wrong))
        return int(max(0, MOST_TRIES - wrong))

    def clear(self, id: str) -> None:
        """Forget the wrong ones after a right one."""
        with self.store.atomic() as db:
            db.execute("update staff set wrong = 0, wait_until = null where id = ?", [id])

    def _still(self, id: str, wrong: int, until: str) -> float:
        """Return the seconds still to wait.

        More than was ever earned means that the clock went back since: the whole
        wait begins anew, neither shorter by it nor as long as the clock is wrong.
        """
        earned = wait_after(wrong)
        wait_s = (datetime.fromisoformat(until) - self.now()).total_seconds()
        if wait_s <= earned:
            return wait_s
        self._wait(id, earned)
        return earned

    def _wait(self, id: str, seconds: int) -> None:
        until = (self.now() + timedelta(seconds=seconds)).isoformat()
        with self.store.atomic() as db:
            db.execute("update staff set wait_until = ? where id = ?", [until, id])
