"""Unusual reading shows: much, at night, and with no decision after."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from sync.office.audit.unusual import FEW, MonthOfReading, months_reading

DAY = datetime(2026, 11, 10, 3, tzinfo=UTC)  # noon in Japan


def events(kind: str, clerk: str, numbers: range, at: datetime = DAY) -> list[Any]:
    return [
        SimpleNamespace(kind=kind, staff=clerk, moment=at, detail={"envelope": f"{number:032x}"})
        for number in numbers
    ]


def months(*given: list[Any]) -> dict[str, MonthOfReading]:
    found = months_reading([one for some in given for one in some], "2026-11")
    return {one.clerk: one for one in found}


def test_work_that_leads_to_decisions_is_not_unusual() -> None:
    found = months(events("opened", "a", range(100)), events("decided", "b", range(100)))
    assert found["a"] == MonthOfReading("a", 100, 0, 0)
    assert not found["a"].is_unusual


def test_much_reading_without_decisions_is_unusual() -> None:
    found = months(events("opened", "a", range(FEW + 1)), events("opened", "b", range(FEW)))
    assert (found["a"].is_unusual, found["a"].undecided) == (True, FEW + 1)
    assert not found["b"].is_unusual, "a few are looked at and left"


def test_opening_the_same_one_again_counts_once() -> None:
    assert months(*[events("opened", "a", range(1))] * 50)["a"].opened == 1


def test_far_more_than_colleagues_read_is_unusual() -> None:
    all_decided = events("decided", "c", range(1000))
    usual = [events("opened", clerk, range(30)) for clerk in ("a", "b")]
    found = months(*usual, events("opened", "c", range(91)), all_decided)
    assert [found[clerk].is_unusual for clerk in "abc"] == [False, False, True]
    assert next(iter(found)) == "c", "the unusual ones come first"


@pytest.mark.parametrize(
    ("hour_utc", "at_night"), [(12, 0), (13, 1), (15, 1), (20, 1), (21, 0), (3, 0)]
)
def test_night_is_japans(hour_utc: int, at_night: int) -> None:
    at = DAY.replace(hour=hour_utc)
    found = months(events("opened", "a", range(1), at), events("decided", "a", range(1)))
    assert (found["a"].at_night, found["a"].is_unusual) == (at_night, bool(at_night))


def test_a_month_begins_at_midnight_in_japan() -> None:
    last = datetime(2026, 10, 31, 14, 59, tzinfo=UTC)
    first = datetime(2026, 10, 31, 15, 0, tzinfo=UTC)
    assert months(events("opened", "a", range(1), last)) == {}
    assert months(events("opened", "a", range(1), first))["a"].opened == 1
