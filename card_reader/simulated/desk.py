"""Simulates a reader on which one practice card at a time is put."""

from dataclasses import dataclass, replace
from pathlib import Path
from threading import RLock

from card_reader.errors import CardRemoved
from card_reader.genuineness import Issuers
from card_reader.pins import PIN_FILES, Pin
from card_reader.simulated.authority import Authority
from card_reader.simulated.chip import Chip, Habits
from card_reader.simulated.faults import CardLine, CardReset, Fault
from card_reader.simulated.issue import issue
from card_reader.simulated.persons import BY_KEY, PERSONS
from card_reader.simulated.vouching import practice_issuers


@dataclass(frozen=True)
class PersonSummary:
    """One practice card in the list."""

    key: str
    title: str
    hint: str


class SimulatedDesk:
    """Puts, removes and disturbs practice cards, from any thread.

    A card keeps its PIN counters as long as the desk lives.
    """

    def __init__(self, folder: Path, habits: Habits | None = None) -> None:
        self._authority = Authority(folder)
        self._habits = habits or Habits()
        self._chips: dict[str, Chip] = {}
        self._current: str | None = None
        self._insertion = 0
        self._line = CardLine()
        self._lock = RLock()

    def persons(self) -> list[PersonSummary]:
        """Return every invented person."""
        return [PersonSummary(person.key, person.title, person.hint) for person in PERSONS]

    def verification_b(self, key: str) -> str:
        """Return the 照合番号B printed on an invented person's card. KeyError for nobody."""
        return BY_KEY[key].verification_b

    def issuers(self) -> Issuers:
        """Return the keys that vouch for these cards, and for no real one."""
        return practice_issuers(self._authority)

    def put(self, key: str) -> None:
        """Put a card on the reader, the one before it is taken away. KeyError for nobody."""
        person = BY_KEY[key]
        with self._lock:
            if key not in self._chips:
                self._chips[key] = issue(person, self._authority, self._habits)
            self._chips[key].power_off()
            self._current = key
            self._line.clear()
            self._insertion += 1

    def remove(self) -> None:
        """Take the card away; harmless when there is none."""
        with self._lock:
            self._current = None
            self._line.clear()
            self._insertion += 1

    def fail(self, fault: Fault, after: int = 0) -> None:
        """Let *fault* strike once, at the command behind the next *after*."""
        with self._lock:
            self._line.order(fault, after)

    def real_time(self, on: bool) -> None:
        """Take as long as a real card on a real reader, or answer at once."""
        self._line.real_time = on

    def select_clears(self, clears: bool) -> None:
        """Let a SELECT of the open application close its PINs, or keep them open."""
        self.take_habits(replace(self._habits, reselect_clears=clears))

    def pins_stay(self, stay: bool) -> None:
        """Let a verified PIN survive everything but power-off, as on a real card, or not."""
        self.take_habits(replace(self._habits, keeps_pins=stay))

    def take_habits(self, habits: Habits) -> None:
        """Let every card behave so from now on, also the one on the reader."""
        with self._lock:
            self._habits = habits
            for chip in self._chips.values():
                chip.habits = habits

    def block(self, pin: Pin) -> None:
        """Lock one PIN of the card on the reader, as three or five mistakes would."""
        aid, ef = PIN_FILES[pin]
        with self._lock:
            self.chip().applications[aid].pins[ef].left = 0

    def current(self) -> str | None:
        """Return whose card lies on the reader."""
        return self._current

    def insertion(self) -> int:
        """Return a number that grows with every change; two equal ones mean the same card."""
        return self._insertion

    def power_off(self, insertion: int) -> None:
        """Take the power from the card, if it is still the one of *insertion*."""
        with self._lock:
            if insertion == self._insertion and self._current is not None:
                self.chip().power_off()

    def chip(self) -> Chip:
        """Return the chip on the reader. CardRemoved when there is none."""
        with self._lock:
            if self._current is None:
                raise CardRemoved
            return self._chips[self._current]

    def transmit(self, insertion: int, apdu: bytes | bytearray) -> bytes:
        """Send one command to the chip. CardRemoved when it is another card by now."""
        with self._lock:
            if insertion != self._insertion:
                raise CardRemoved
            try:
                return self._line.carry(self.chip(), apdu)
            except CardReset:
                raise
            except CardRemoved:
                self.remove()
                raise
