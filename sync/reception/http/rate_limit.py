"""Limits the requests of each caller by a bucket of tokens that fills again with time."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from sync.reception.store.refusal import RequestRefused
from sync.wire.problem import Slug

MOST_CALLERS = 10_000


@dataclass
class RateLimit:
    """At most *burst* requests at once and *per_s* a second in the long run, for each caller.

    Each worker counts for itself: with N workers a caller may have N times as much.
    """

    burst: float
    per_s: float
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str) -> None:
        """Count one request; RequestRefused ``too-many-requests`` with the seconds to wait."""
        now = self.clock()
        left, at = self._left.pop(caller, (self.burst, now))
        left = min(self.burst, left + (now - at) * self.per_s)
        is_free = left >= 1
        self._left[caller] = (left - 1 if is_free else left, now)
        while len(self._left) > MOST_CALLERS:
            self._left.popitem(last=False)
        if not is_free:
            raise RequestRefused(
                Slug.TOO_MANY_REQUESTS, retry_after_s=math.ceil((1 - left) / self.per_s)
            )
