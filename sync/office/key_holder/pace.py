"""Slows down whoever has more opened than an office's work asks for."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

# A lot of the intake is 50 applications with their attachments; its child processes read
# some 30 a second. Who copies everything out waits, and each opening stands in the log.
PER_S = 100.0
AT_ONCE = 1000.0


@dataclass
class Pace:
    """Lets *at_once* openings through, then *per_s* a second; any thread may call it."""

    per_s: float = PER_S
    at_once: float = AT_ONCE
    mono_s: Callable[[], float] = field(default=time.monotonic)
    _left: float = field(init=False)
    _at: float = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def __post_init__(self) -> None:
        self._left, self._at = self.at_once, self.mono_s()

    def wait_s(self) -> float:
        """Take one opening; return how many seconds it has to wait for its turn."""
        with self._lock:
            now = self.mono_s()
            self._left = min(self.at_once, self._left + (now - self._at) * self.per_s)
            self._at = now
            self._left -= 1
            return max(0.0, -self._left / self.per_s)
