"""Computes the courier's pause: exponential after failures, never under the Retry-After."""

import random
import time
from collections.abc import Callable
from typing import Final

from sync.errors import SyncError
from sync.tablet.errors import ServerRefused

FIRST_WAIT_S: Final = 5.0
LONGEST_WAIT_S: Final = 300.0
LONGEST_RETRY_AFTER_S: Final = 3600.0


class Pauses:
    """Counts the failures of one line, and remembers the reception's Retry-After."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._not_before = clock()

    def note_success(self) -> None:
        """Forget the failures and the Retry-After."""
        self._failures, self._not_before = 0, self._clock()

    def note_failure(self, error: SyncError | None = None) -> None:
        """Count a failure; keep the Retry-After in *error*, an hour at most."""
        self._failures += 1
        if isinstance(error, ServerRefused) and error.retry_after_s:
            wait_s = min(error.retry_after_s, LONGEST_RETRY_AFTER_S)
            self._not_before = self._clock() + wait_s + _jitter(FIRST_WAIT_S)

    def retry_after_s(self) -> float:
        """Return how many seconds are left of the reception's Retry-After."""
        return max(0.0, self._not_before - self._clock())

    def next_s(self, every_s: float) -> float:
        """Return the seconds until the next try: *every_s* while all is well, else exponential."""
        if not self._failures:
            return every_s
        ceiling = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(self._failures, 10))
        return max(self.retry_after_s(), min(every_s, 1.0) + _jitter(ceiling))


def _jitter(most_s: float) -> float:
    """Return a random part of *most_s*, so that tablets that failed together return apart."""
    return random.uniform(0, most_s)  # noqa: S311 - no secret
