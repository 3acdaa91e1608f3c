"""Know the days on which the city's offices are closed."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import jpholiday

SATURDAY: Final = 5
YEAR_END: Final = ("12-29", "01-03")


@dataclass(frozen=True)
class ClosedDays:
    """Saturday, Sunday, holidays, the turn of the year, and the city's own closed days.

    Attributes:
        own: days on which this city is closed beside the calendar.
        year_end: first and last closed day of the turn of the year, as ``MM-DD``.

    Source: 地方自治法 第4条の2; each city's 休日条例 (hence both attributes).
    """

    own: frozenset[date] = frozenset()
    year_end: tuple[str, str] = YEAR_END

    def __contains__(self, day: date) -> bool:
        first, last = self.year_end
        return (
            day.weekday() >= SATURDAY
            or day in self.own
            or f"{day:%m-%d}" >= first
            or f"{day:%m-%d}" <= last
            or bool(jpholiday.is_holiday(day))
        )

    def next_open(self, day: date) -> date:
        """Return *day*, or the first day after it on which the city is open."""
        while day in self:
            day += timedelta(days=1)
        return day
