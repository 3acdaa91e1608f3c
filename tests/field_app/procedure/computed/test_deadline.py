"""The last day of a deadline, the city's closed days, and windows."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from field_app.platform.assets_folder import assets_folder
from field_app.procedure.city.layer import load_city
from field_app.procedure.computed.deadline import Window, after_months, deadline, window
from sync.wire.boards.closed_days import ClosedDays
from tests.vectors import Vector, vectors


@pytest.mark.parametrize("vector", vectors("deadline"), ids=lambda one: one.id)
def test_the_deadline_is_that_of_the_vector(vector: Vector) -> None:
    begins = date.fromisoformat(vector.input["from"])
    assert deadline(begins, vector.input["days"], ClosedDays()).isoformat() == vector.right


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        ("2026-12-20", "2027-01-04"),
        ("2026-04-20", "2026-05-07"),
        ("2026-11-09", "2026-11-24"),
        ("2027-04-15", "2027-04-30"),
    ],
)
def test_fourteen_days_over_closed_ones(begins: str, ends: str) -> None:
    assert deadline(date.fromisoformat(begins), 14, ClosedDays()) == date.fromisoformat(ends)


def test_the_citys_own_closed_days_count() -> None:
    own = ClosedDays(frozenset({date(2026, 11, 24)}))
    assert deadline(date(2026, 11, 9), 14, own) == date(2026, 11, 25)


def test_a_city_closes_over_its_own_turn_of_the_year() -> None:
    longer = ClosedDays(year_end=("12-28", "01-04"))
    assert date(2026, 12, 28) in longer
    assert date(2026, 12, 28) not in ClosedDays()
    assert longer.next_open(date(2026, 12, 28)) == date(2027, 1, 5)


def test_a_window_opens_before_the_event_and_closes_after_it() -> None:
    found = window(date(2026, 11, 13), 30, 10, ClosedDays())
    assert found == Window(opens=date(2026, 10, 14), closes=date(2026, 11, 24))
    assert (found.opens, found.closes) == (date(2026, 10, 14), date(2026, 11, 24))


@pytest.mark.parametrize(
    ("event", "ends"),
    [
        ("2024-10-31", "2026-10-31"),
        ("2024-02-29", "2026-02-28"),  # from the 1st of March to the end of February
        ("2024-02-28", "2026-02-28"),
        ("2024-12-15", "2026-12-15"),
        ("2024-12-31", "2026-12-31"),
    ],
)
def test_two_years_are_counted_by_the_calendar(event: str, ends: str) -> None:
    found = after_months(date.fromisoformat(event), 24)
    assert found == date.fromisoformat(ends)


def test_a_window_of_months_rolls_over_closed_days() -> None:
    assert window(date(2024, 10, 31), 0, 0, ClosedDays(), 24).closes == date(2026, 11, 2)


def test_a_citys_layer_names_its_closed_days(tmp_path: Path) -> None:
    layer = (assets_folder() / "city" / "mihon.toml").read_text(encoding="utf-8")
    own = 'closed_days = [2026-11-24]\nyear_end = ["12-28", "01-04"]\n'
    (tmp_path / "city.toml").write_text(own + layer, encoding="utf-8")
    closed = load_city(tmp_path / "city.toml").closed
    assert deadline(date(2026, 11, 9), 14, closed) == date(2026, 11, 25)
    assert date(2026, 12, 28) in closed
    (tmp_path / "city.toml").write_text('year_end = ["12-28", "13-04"]\n' + layer)
    with pytest.raises(ValidationError):
        load_city(tmp_path / "city.toml")
