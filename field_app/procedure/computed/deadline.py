"""Compute the last day of a deadline, and the window in which something may be filed.

Source: 民法 第140条 (the first day is not counted), 第142条 (a closed last day rolls on),
第143条 (months by the calendar);
地方自治法 第4条の2 第4項.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from sync.wire.boards.closed_days import ClosedDays


@dataclass(frozen=True)
class Window:
    """The first and the last day on which something may be filed."""

    opens: date
    closes: date


def deadline(begins: date, days: int, closed: ClosedDays) -> date:
    """Return the last of *days* days after *begins*, which itself is not counted."""
    return closed.next_open(begins + timedelta(days=days))


def window(event: date, before: int, after: int, closed: ClosedDays, months: int = 0) -> Window:
    """Return from *before* days before an event to *after* days and *months* after it."""
    since = after_months(event, months) if months else event
    return Window(event - timedelta(days=before), deadline(since, after, closed))


def after_months(event: date, months: int) -> date:
    """Return the last of *months* months after *event*, which itself is not counted.

    From the last day of October two years are over on the last day of October.
    """
    begins = event + timedelta(days=1)
    year, month = divmod(begins.year * 12 + begins.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    if begins.day > last:
        return date(year, month + 1, last)
    return date(year, month + 1, begins.day) - timedelta(days=1)
