"""Knows by when the city answers an application, by its procedure's 標準処理期間."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from sync.office.casework.procedure_rules import ProcedureRule
from sync.office.store.moments import read_moment
from sync.office.store.states import FINALLY_DECIDED, ApplicationState
from sync.office.store.store import ApplicationRow
from sync.wire.boards.closed_days import ClosedDays
from sync.wire.japan import JAPAN

SOON: Final = timedelta(days=3)


class Lateness(StrEnum):
    """How near the day is by which the city answers."""

    LATE = "late"
    SOON = "soon"
    IN_TIME = "in_time"


def due_on(
    rule: ProcedureRule,
    counter_at: str | None,
    received_at: str,
    closed: ClosedDays | None = None,
) -> str | None:
    """Return the day (ISO, in Japan) by which the city answers; None where none is promised.

    A counter time that is none, or after the arrival, does not count: the arrival does. A last day
    on which the city is *closed* rolls on to the next open one (民法 第142条).
    """
    arrived, taken = read_moment(received_at), read_moment(counter_at or "")
    begun = taken if rule.clock == "counter" and taken and arrived and taken < arrived else arrived
    if rule.due_days is None or begun is None:
        return None
    last = begun.astimezone(JAPAN).date() + timedelta(days=rule.due_days)
    return (closed.next_open(last) if closed else last).isoformat()


def lateness(row: ApplicationRow, now: datetime) -> Lateness | None:
    """Tell how late an application is; None where nothing is due of the city."""
    is_ours = row.status not in (
        *FINALLY_DECIDED,
        ApplicationState.RETURNED,
        ApplicationState.REPLACED,
    )
    if row.due_on is None or not is_ours:
        return None
    left = date.fromisoformat(row.due_on) - now.astimezone(JAPAN).date()
    if left < timedelta(0):
        return Lateness.LATE
    return Lateness.SOON if left <= SOON else Lateness.IN_TIME
