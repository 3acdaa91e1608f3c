"""Holds the counter's time, which a tablet says, against the arrival, which the city says.

The date that counts by law is the counter's, and nothing here changes it: a mark asks a person.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sync.office.store.moments import read_moment
from sync.office.store.store import ApplicationRow, OfficeStore
from sync.wire.events.clocks import DRIFT_BOUND_S
from sync.wire.messages.lease import LONGEST, SHORTEST, USUAL

LEASE_DAYS: Final = "lease_days"  # the setting that the reception told
CLOCKS_DIFFER: Final = timedelta(seconds=DRIFT_BOUND_S)


class TimeMark(StrEnum):
    """Why a person has to ask for the day on which the counter took an application."""

    APART = "apart"  # further from its arrival than a lease
    AHEAD = "ahead"  # after its arrival


def lease_length(store: OfficeStore) -> timedelta:
    """Return for how long this city lets a tablet work without a line; 1 to 30 days."""
    told = timedelta(days=int(store.setting(LEASE_DAYS) or USUAL.days))
    return min(max(told, SHORTEST), LONGEST)


def judged_at(row: ApplicationRow, lease: timedelta) -> datetime | None:
    """Return as of when a certificate is judged; None when the arrival is no time.

    That is the counter's time, but never before the earliest lease that could still run at the
    arrival, and never after the arrival.
    """
    arrived, counter = read_moment(row.received_at), read_moment(row.counter_at)
    if arrived is None or counter is None:
        return arrived
    return min(max(counter, arrived - lease), arrived)


def time_mark(row: ApplicationRow, lease: timedelta) -> TimeMark | None:
    """Return what a clerk has to ask about the two times of *row*; None when they agree."""
    arrived, counter = read_moment(row.received_at), read_moment(row.counter_at)
    if arrived is None or counter is None:
        return None
    if counter - arrived > CLOCKS_DIFFER:
        return TimeMark.AHEAD
    return TimeMark.APART if arrived - counter > lease else None
