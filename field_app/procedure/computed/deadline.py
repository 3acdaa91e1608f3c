"""Compute the last day of a deadline, and the window in which something may be filed.

Source: 民法 第140条 (the first day is not counted), 第142条 (a closed last day rolls on);
地方自治法 第4条の2 第4項.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from field_app.procedure.computed.closed import ClosedDays


@dataclass(frozen=True)
class Window:
    """The first and the last day on which something may be filed."""

    opens: date
    closes: date


def deadline(begins: date, days: int, closed: ClosedDays) -> date:
    """Return the last of *days* days after *begins*, which itself is not counted."""
    return closed.next_open(begins + timedelta(days=days))


def window(event: date, before: int, after: int, closed: ClosedDays) -> Window:
    """Return from *before* days before an event to *after* days after it, rolled on."""
    return Window(event - timedelta(days=before), deadline(event, after, closed))
