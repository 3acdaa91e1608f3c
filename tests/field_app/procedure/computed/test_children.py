"""Ages of listed children, with a birth date known in part, and whether one lives elsewhere."""

from datetime import date
from typing import Any

import pytest

from field_app.procedure.computed.age import fiscal_year_end
from field_app.procedure.computed.children import is_one_apart, oldest, youngest
from field_app.procedure.computed.possible import Between, Known, Lack, OneOf

TODAY = date(2026, 11, 30)
END = fiscal_year_end(TODAY)


def born(*days: str) -> list[dict[str, Any]]:
    return [{"birth_date": day, "address": "same"} for day in days]


@pytest.mark.parametrize(
    ("days", "age"),
    [
        (["2008-04-02"], Between(18, 18)),
        (["2008-04-01"], Between(19, 19)),
        (["2009-04-01", "2020-01-01"], Between(18, 18)),
        (["2008-04-99"], Between(18, 19)),
        (["2008-99-99", "2009-05-01"], Between(18, 19)),
        (["9999-99-99", "2009-05-01"], Lack.UNKNOWN),
        ([], Lack.NONE),
    ],
)
def test_the_oldest_counts_at_the_end_of_the_fiscal_year(days: list[str], age: Known) -> None:
    assert oldest(born(*days), END) == age


@pytest.mark.parametrize(
    ("days", "age"),
    [
        (["2023-12-01", "2015-01-01"], Between(3, 3)),
        (["2023-12-02"], Between(2, 2)),
        (["2023-99-99", "2015-01-01"], Between(2, 3)),
    ],
)
def test_the_youngest_counts_on_the_day_as_the_law_counts(days: list[str], age: Known) -> None:
    assert youngest(born(*days), TODAY) == age


def test_one_who_lives_elsewhere_is_told_apart() -> None:
    at = {"postal": "", "text": "見本県見本市別の町4-5-6"}
    together = born("2015-01-01", "2020-01-01")
    assert is_one_apart(together) == OneOf(frozenset({"no"}))
    assert is_one_apart([*together, {"address": at}]) == OneOf(frozenset({"yes"}))
    assert is_one_apart([]) == OneOf(frozenset({"no"}))
