"""Ages as the law counts them, of a birth date that is known or known in part."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_app.procedure.computed.age import (
    Birth,
    birthday,
    fiscal_year_end,
    legal_age,
    reached_on,
)
from field_app.procedure.computed.possible import Between
from tests.vectors import Vector, vectors

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(1900, 1, 1), date(2026, 11, 23))


@pytest.mark.parametrize("vector", vectors("legal_age"), ids=lambda one: one.id)
def test_the_legal_age_is_that_of_the_vector(vector: Vector) -> None:
    born, on = (date.fromisoformat(vector.input[name]) for name in ("born", "on"))
    assert legal_age(born, on) == vector.right


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("1961-04-01", "2026-03-30", 64),
        ("1951-04-02", "2026-04-01", 75),
        ("1952-02-29", "2027-02-28", 75),
        ("1952-02-29", "2027-02-27", 74),
        ("1952-02-29", "2028-02-28", 76),
        ("2026-11-23", "2026-11-22", 0),
        ("2026-11-23", "2026-11-23", 0),
    ],
)
def test_the_legal_age_at_its_borders(born: str, on: str, age: int) -> None:
    assert legal_age(date.fromisoformat(born), date.fromisoformat(on)) == age


@given(DAYS, st.integers(0, 110))
def test_an_age_is_reached_on_one_day_and_not_before(born: date, age: int) -> None:
    day = reached_on(born, age)
    assert legal_age(born, day) == age
    assert legal_age(born, day - timedelta(days=1)) == max(0, age - 1)
    assert birthday(born, age) == day + timedelta(days=1)


def test_the_75th_birthday_is_a_day_after_the_age() -> None:
    birth = Birth.parse("1951-11-24")
    assert birth is not None
    assert birth.turns(75) == Between.exactly(date(2026, 11, 24))
    assert birth.age(TODAY) == Between.exactly(75)


@pytest.mark.parametrize(
    ("on", "end"),
    [("2026-04-01", "2027-03-31"), ("2026-03-31", "2026-03-31"), ("2026-11-23", "2027-03-31")],
)
def test_a_fiscal_year_ends_with_march(on: str, end: str) -> None:
    assert fiscal_year_end(date.fromisoformat(on)) == date.fromisoformat(end)


@pytest.mark.parametrize(("born", "age"), [("1957-04-01", 70), ("1957-04-02", 69)])
def test_the_age_at_the_end_of_the_fiscal_year(born: str, age: int) -> None:
    birth = Birth.parse(born)
    assert birth is not None
    assert birth.age_at_fiscal_year_end(TODAY) == Between.exactly(age)


@pytest.mark.parametrize(
    ("born", "categories"),
    [
        ("1961-11-24", {"first"}),
        ("1961-11-25", {"second"}),
        ("1986-11-24", {"second"}),
        ("1986-11-25", {"none"}),
        ("1961-99-99", {"first", "second"}),
        ("1935-99-99", {"first"}),
    ],
)
def test_who_is_insured_how(born: str, categories: set[str]) -> None:
    birth = Birth.parse(born)
    assert birth is not None
    assert birth.insured_categories(TODAY) == categories


def test_a_year_alone_gives_a_range_of_ages() -> None:
    birth = Birth.parse("1935-99-99")
    assert birth is not None
    assert birth.age(TODAY) == Between(90, 91)
    assert birth.age_at_fiscal_year_end(TODAY) == Between(91, 92)


def test_a_month_alone_is_a_month() -> None:
    assert Birth.parse("1936-02-99") == Birth(date(1936, 2, 1), date(1936, 2, 29))


@pytest.mark.parametrize(
    "text", ["9999-99-99", "1935-13-99", "1935-02-30", "1935", "", None, {"unknown": True}]
)
def test_what_names_no_year_is_no_birth(text: object) -> None:
    assert Birth.parse(text) is None
