"""Obeys what a person types beside the running sample city: cut the line, mend it, an address."""

import os
import select
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from build.sample_city import words
from build.sample_city.programs import Running

STDIN: Final = 0


def take_letters() -> None:
    """Let a start in the background go on where the terminal is somebody else's."""
    signal.signal(signal.SIGTTIN, signal.SIG_IGN)


def typed() -> list[str]:
    """Return the words that were typed since the last call; never waits."""
    with suppress(OSError):
        if select.select([STDIN], [], [], 0)[0]:
            return os.read(STDIN, 1024).decode(errors="replace").lower().split()
    return []


@dataclass(frozen=True)
class Orders:
    """What each letter does; anything else is answered with the list of letters."""

    running: Running

    def obey(self, word: str) -> None:
        """Do what *word* asks for, by its first letter."""
        orders: dict[str, Callable[[], str]] = {
            "c": self._cut,
            "m": self._mend,
            "a": self._address,
        }
        print(orders.get(word[0], lambda: words.LETTERS)(), flush=True)

    def _cut(self) -> str:
        self.running.stop("reception")
        return words.CUT

    def _mend(self) -> str:
        self.running.start_reception()
        return words.MENDED

    def _address(self) -> str:
        return words.another_address(self.running.tablet_address())
