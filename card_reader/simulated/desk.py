"""The practice reader on the table: whose card lies on it now."""

from dataclasses import dataclass
from pathlib import Path
from threading import RLock

from card_reader.errors import CardRemoved
from card_reader.simulated.authority import Authority
from card_reader.simulated.chip import Chip, Habits
from card_reader.simulated.issue import issue
from card_reader.simulated.persons import BY_KEY, PERSONS


@dataclass(frozen=True)
class PersonSummary:
    """One practice card in the list."""

    key: str
    title: str
    hint: str


class SimulatedDesk:
    """Safe from several threads; PIN counters last as long as the desk."""

    def __init__(self, folder: Path, habits: Habits | None = None) -> None:
        self._authority = Authority(folder)
        self._habits = habits or Habits()
        self._chips: dict[str, Chip] = {}
        self._current: str | None = None
        self._insertion = 0
        self._remove_after: int | None = None
        self._lock = RLock()

    def persons(self) -> list[PersonSummary]:
        """Return every invented person."""
        return [PersonSummary(person.key, person.title, person.hint) for person in PERSONS]

    def verification_b(self, key: str) -> str:
        """Return the 照合番号B printed on an invented person's card. KeyError for nobody."""
        return BY_KEY[key].verification_b

    def put(self, key: str) -> None:
        """Put a card on the reader, the one before it is taken away. KeyError for nobody."""
        person = BY_KEY[key]
        with self._lock:
            if key not in self._chips:
                self._chips[key] = issue(person, self._authority, self._habits)
            self._chips[key].reset()
            self._current, self._remove_after = key, None
            self._insertion += 1

    def remove(self) -> None:
        """Take the card away; harmless when there is none."""
        with self._lock:
            self._current, self._remove_after = None, None
            self._insertion += 1

    def remove_after(self, commands: int) -> None:
        """Take the card away while it answers the next command but *commands*."""
        with self._lock:
            self._remove_after = commands

    def current(self) -> str | None:
        """Return whose card lies on the reader."""
        return self._current

    def insertion(self) -> int:
        """Return a number that grows with every change; two equal ones mean the same card."""
        return self._insertion

    def chip(self) -> Chip:
        """Return the chip on the reader. CardRemoved when there is none."""
        with self._lock:
            if self._current is None:
                raise CardRemoved
            return self._chips[self._current]

    def transmit(self, insertion: int, apdu: bytes) -> bytes:
        """Hand one command to the chip. CardRemoved when it is another card by now."""
        with self._lock:
            if insertion != self._insertion:
                raise CardRemoved
            answer = self.chip().transmit(apdu)
            if self._remove_after is not None:
                self._remove_after -= 1
                if self._remove_after < 0:
                    self.remove()
                    raise CardRemoved
            return answer
