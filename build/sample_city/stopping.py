"""Ctrl-C and a kill, taken at safe moments only: no part is left behind, holding a port."""

import signal
import time


class Stopped(Exception):
    """A person wants everything to stop."""


class StopWish:
    """Remembers that somebody asked; a second asking changes nothing."""

    def __init__(self) -> None:
        self._asked = False

    def listen(self) -> None:
        """Take SIGINT and SIGTERM from here on."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._ask())

    def _ask(self) -> None:
        self._asked = True

    def check(self) -> None:
        """Raise Stopped when somebody asked."""
        if self._asked:
            raise Stopped

    def sleep(self, seconds: float) -> None:
        """Sleep, then :meth:`check`."""
        time.sleep(seconds)
        self.check()
