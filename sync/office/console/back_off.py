"""Makes each wrong sign-in wait longer than the one before it, and locks nobody out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from sync.wire.events.clocks import seconds_since_boot

FREE_TRIES: Final = 5
LONGEST_WAIT_S: Final = 60


@dataclass
class _Tries:
    wrong: int = 0
    until_s: float = 0.0


@dataclass
class BackOff:
    """Counts wrong tries in a row; any thread may ask. A restart of the office forgets them."""

    mono_s: Callable[[], float] = field(default=seconds_since_boot)
    _tries: dict[str, _Tries] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def begin(self, id: str) -> int:
        """Count a try before it is made; return 0, or how many seconds it has to wait.

        A try counts as wrong until `clear`, so that tries at the same time are no more than
        the free ones either. One that has to wait is not counted.
        """
        with self._lock:
            tries, now_s = self._tries.setdefault(id, _Tries()), self.mono_s()
            if now_s < tries.until_s:
                return int(tries.until_s - now_s) + 1
            tries.wrong += 1
            tries.until_s = now_s + wait_after(tries.wrong)
            return 0

    def wrong(self, id: str) -> int:
        """Return how many tries in a row were wrong."""
        with self._lock:
            found = self._tries.get(id)
            return found.wrong if found else 0

    def clear(self, id: str) -> None:
        """Forget the wrong ones after a right one."""
        with self._lock:
            self._tries.pop(id, None)


def wait_after(wrong: int) -> int:
    """Return the seconds to wait after so many wrong ones in a row: 0, then 2, 4, 8 … 60."""
    if wrong < FREE_TRIES:
        return 0
    return min(LONGEST_WAIT_S, 1 << min(wrong - FREE_TRIES + 1, 10))
