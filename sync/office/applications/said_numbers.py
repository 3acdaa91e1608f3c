"""Finds again which other receipt number a decision told, to say it once more under a new place."""

from typing import Final

from sync.office.store.states import NOT_RECEIVED, ApplicationState, in_sql
from sync.office.store.store import ApplicationRow, OfficeStore
from sync.wire.messages.decision import DecisionStatus
from sync.wire.messages.decision_body import NumberBody, read_body

# The first that came took its place: later ones replace that one.
CORRECTION: Final = (
    "select number, nth from application where replaces = ? and device in (?, ?)"  # noqa: S608 - our own words
    f" and status not in {in_sql(*NOT_RECEIVED)} order by received_at, id limit 1"
)
WITHDRAWAL: Final = (
    "select number, nth from application where withdraws in (?, ?)"  # noqa: S608 - our own words
    f" and status = '{ApplicationState.ACCEPTED.value}' order by received_at, id limit 1"
)


def number_body(kind: str, number: str) -> NumberBody | None:
    """Return the body that names another receipt number; None where the number is none."""
    return read_body({"kind": kind, "number": number})


def body_said(store: OfficeStore, row: ApplicationRow, status: DecisionStatus) -> NumberBody | None:
    """Return the body of a decision on *row* that was made before; None where it had none."""
    if status is DecisionStatus.RECEIVED and row.nth > 1:
        return number_body("renumbered", row.city_number)
    if status is DecisionStatus.REPLACED:
        return _named(store, "replaced", CORRECTION, row.id, row.device, row.holder)
    if status is DecisionStatus.WITHDRAWN:
        return _named(store, "withdrawn", WITHDRAWAL, row.id, row.number)
    return None


def _named(store: OfficeStore, kind: str, which: str, *values: object) -> NumberBody | None:
    found = store.rows(which, *values)
    if not found:
        return None
    number, nth = found[0]
    return number_body(kind, f"{number}-{nth}" if nth > 1 else f"{number}")
