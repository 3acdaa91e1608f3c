"""Read the city's board of closed days: whether its offices are open, and how old that word is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from field_app.platform.clock import local_date
from sync.tablet.boards.shelf import BoardShelf
from sync.wire.boards.bodies import CLOSED_DAYS, ClosedDaysBody, body_of
from sync.wire.boards.closed_days import ClosedDays

HOUR_MIN: Final = 60
DAYS_FROM_MIN: Final = 48 * 60
SHOWN: Final = timedelta(days=31)


@dataclass(frozen=True)
class OpeningHours:
    """When the city's offices are open, as the city said it *age_min* minutes ago.

    ``opens_on`` is today, or the next day on which they are open; ``own`` are the days of the
    coming month on which they are closed beside weekends, holidays and the turn of the year.
    """

    opens: str
    closes: str
    today: date
    opens_on: date
    own: tuple[date, ...]
    age_min: int

    @property
    def age(self) -> tuple[str, int]:
        """The word key of its age, and the number in it."""
        if self.age_min < HOUR_MIN:
            return "board.l_minutes", self.age_min
        if self.age_min < DAYS_FROM_MIN:
            return "board.l_hours", self.age_min // HOUR_MIN
        return "board.l_days", self.age_min // (24 * HOUR_MIN)


def opening_hours(boards: BoardShelf, now: datetime) -> OpeningHours | None:
    """Return what the city said last; None where nothing that may be shown is here."""
    seen, today = boards.seen(CLOSED_DAYS, now), local_date(now)
    if seen is None:
        return None
    said = body_of(seen.board, ClosedDaysBody)
    closed = ClosedDays(frozenset(said.closed_on), said.year_end)
    own = tuple(day for day in sorted(said.closed_on) if today <= day <= today + SHOWN)
    age_min = int(seen.age.total_seconds()) // 60
    return OpeningHours(said.opens, said.closes, today, closed.next_open(today), own, age_min)
