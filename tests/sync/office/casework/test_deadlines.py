"""By when the city answers, and what of it is late."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from sync.office.casework.deadlines import Lateness, due_on, lateness
from sync.office.casework.procedure_rules import NO_RULE, ProcedureRule
from sync.office.store.states import ApplicationState
from sync.office.store.store import ApplicationRow
from sync.wire.boards.closed_days import ClosedDays

ARRIVED = "2026-11-20T16:00:00+00:00"  # the 21st in Japan
ROW = ApplicationRow(
    *("id", "device", "2", "p", "t", "person", None, ARRIVED, ApplicationState.RECEIVED),
    *(None, None, 0, None),
    due_on="2026-12-05",
)


@pytest.mark.parametrize(
    ("rule", "counter_at", "day"),
    [
        ({"due_days": 14, "clock": "arrival"}, "2026-11-01T01:00:00+00:00", "2026-12-05"),
        ({"due_days": 14, "clock": "counter"}, "2026-11-01T01:00:00+00:00", "2026-11-15"),
        ({"due_days": 14, "clock": "counter"}, "2027-11-01T01:00:00+00:00", "2026-12-05"),
        ({"due_days": 14, "clock": "counter"}, "no time", "2026-12-05"),
        ({"clock": "counter"}, "2026-11-01T01:00:00+00:00", None),
    ],
)
def test_the_days_count_from_what_the_definition_says(
    rule: dict[str, Any], counter_at: str, day: str | None
) -> None:
    assert due_on(ProcedureRule(**rule), counter_at, ARRIVED) == day


@pytest.mark.parametrize(
    ("due_days", "day"),
    [
        (14, "2026-12-07"),  # the 5th is a Saturday
        (16, "2026-12-07"),  # a Monday
        (17, "2026-12-09"),  # the city's own closed day
        (38, "2027-01-04"),  # the turn of the year
        (51, "2027-01-12"),  # 成人の日
    ],
)
def test_a_last_day_that_is_closed_rolls_on(due_days: int, day: str) -> None:
    rule = ProcedureRule(due_days=due_days, clock="arrival")
    closed = ClosedDays(frozenset({date(2026, 12, 8)}))
    assert due_on(rule, None, ARRIVED, closed) == day


def test_nothing_is_due_without_a_promise_or_an_arrival() -> None:
    assert due_on(NO_RULE, ARRIVED, ARRIVED) is None
    assert due_on(ProcedureRule(due_days=1), "", "no time") is None


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 12, 1, 14, 59, tzinfo=UTC), Lateness.IN_TIME),
        (datetime(2026, 12, 1, 15, 0, tzinfo=UTC), Lateness.SOON),  # the 2nd in Japan
        (datetime(2026, 12, 5, 14, 59, tzinfo=UTC), Lateness.SOON),
        (datetime(2026, 12, 5, 15, 0, tzinfo=UTC), Lateness.LATE),
    ],
)
def test_the_day_ends_in_japan(now: datetime, expected: Lateness) -> None:
    assert lateness(ROW, now) is expected


@pytest.mark.parametrize("status", ["accepted", "rejected", "withdrawn", "returned", "replaced"])
def test_what_is_decided_or_with_the_applicant_is_not_late(status: str) -> None:
    row = replace(ROW, status=ApplicationState(status))
    assert lateness(row, datetime(2027, 1, 1, tzinfo=UTC)) is None
