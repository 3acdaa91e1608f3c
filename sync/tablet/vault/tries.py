"""Counts wrong passphrases in the store, and makes each wait longer by the machine's seconds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sync.tablet.errors import WrongPassphrase
from sync.tablet.store.store import Store
from sync.wire.events.clocks import seconds_since_boot

FREE_TRIES: Final = 5
MOST_TRIES: Final = 10
FIRST_WAIT_S: Final = 30


def wait_after(wrong: int) -> int:
    """Return the seconds to wait after so many wrong ones in a row: 30, 60, 120 …"""
    return FIRST_WAIT_S * 2 ** (wrong - FREE_TRIES) if wrong >= FREE_TRIES else 0


class Waits:
    """Measures how long each member of staff has waited, by the seconds since boot.

    They say nothing of the time before the app's start, so a wait that was
    running then begins again with it: eight minutes at most.
    """

    def __init__(self, mono_s: Callable[[], float] = seconds_since_boot) -> None:
        self._mono_s, self._started_s = mono_s, mono_s()
        self._begun_s: dict[str, float] = {}

    def begin(self, id: str) -> None:
        """Count the wait of this person from now."""
        self._begun_s[id] = self._mono_s()

    def waited_s(self, id: str) -> float:
        """Return the seconds since the last wrong one, or since the app's start."""
        return self._mono_s() - self._begun_s.get(id, self._started_s)


@dataclass(frozen=True)
class PassphraseTries:
    """The try counter of each member of staff."""

    store: Store
    waits: Waits

    def left(self, id: str) -> int:
        """Return how many tries are left; 0 means that the vault is to be wiped."""
        return max(0, MOST_TRIES - self._wrong(id))

    def count(self, id: str) -> None:
        """Count a try before it is made: a tablet switched off in between has used it.

        Raises:
            WrongPassphrase: it is too soon; nothing was counted.
        """
        wrong = self._wrong(id)
        wait_s = wait_after(wrong) - self.waits.waited_s(id)
        if wrong >= FREE_TRIES and wait_s > 0:
            raise WrongPassphrase(MOST_TRIES - wrong, int(wait_s) + 1)
        self._set(id, wrong + 1)

    def note_wrong(self, id: str) -> int:
        """Begin the wait after a wrong try; return how many tries are left."""
        self.waits.begin(id)
        return self.left(id)

    def give_back(self, id: str) -> None:
        """Take back a counted try that was never made, such as one that memory was too low for."""
        self._set(id, self._wrong(id) - 1)

    def clear(self, id: str) -> None:
        """Forget the wrong ones after a right one."""
        self._set(id, 0)

    def _wrong(self, id: str) -> int:
        ((wrong,),) = self.store.rows("select wrong from staff where id = ?", id)
        return int(wrong)

    def _set(self, id: str, wrong: int) -> None:
        with self.store.atomic() as db:
            db.execute("update staff set wrong = ? where id = ?", [wrong, id])
