"""Counts what each clerk read in a month, and marks what is unusual, for a person to look at."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Final

from sync.wire.events.event import Event
from sync.wire.japan import JAPAN

NIGHT_BEGINS, NIGHT_ENDS = 22, 6
FEW: Final = 20  # so many openings alone are never unusual
TIMES_OTHERS: Final = 3


@dataclass(frozen=True)
class MonthOfReading:
    """One clerk's month: applications opened, opened at night, and those that nobody decided."""

    clerk: str
    opened: int
    at_night: int
    undecided: int
    is_much: bool = False

    @property
    def is_mostly_undecided(self) -> bool:
        """Whether most of what was opened led to no decision."""
        return self.opened > FEW and 2 * self.undecided > self.opened

    @property
    def is_unusual(self) -> bool:
        """Whether a person should ask why."""
        return self.is_much or self.at_night > 0 or self.is_mostly_undecided


def months_reading(events: Iterable[Event], month: str) -> list[MonthOfReading]:
    """Return every clerk's reading in *month*, as ``2026-11``, the unusual ones first.

    Whatever was decided in these events, by whomever, counts as decided.
    """
    opened: dict[str, set[str]] = defaultdict(set)
    night: dict[str, set[str]] = defaultdict(set)
    decided: set[str] = set()
    for event in events:
        envelope = str(event.detail.get("envelope", ""))
        if event.kind == "decided":
            decided.add(envelope)
        at = event.moment.astimezone(JAPAN)
        if event.kind != "opened" or f"{at:%Y-%m}" != month or event.staff is None:
            continue
        opened[event.staff].add(envelope)
        if at.hour >= NIGHT_BEGINS or at.hour < NIGHT_ENDS:
            night[event.staff].add(envelope)
    counts = {clerk: len(found) for clerk, found in opened.items()}
    months = [
        MonthOfReading(
            *(clerk, count, len(night[clerk]), len(opened[clerk] - decided)),
            is_much=_is_much(count, [one for other, one in counts.items() if other != clerk]),
        )
        for clerk, count in counts.items()
    ]
    return sorted(months, key=lambda one: (not one.is_unusual, -one.opened, one.clerk))


def _is_much(count: int, others: list[int]) -> bool:
    return count > FEW and bool(others) and count > TIMES_OTHERS * median(others)
