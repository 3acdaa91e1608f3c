"""Look-ups on the tables that ship give what the vectors say."""

from datetime import date
from typing import Any

import pytest

from field_app.lookup.banks import Bank
from field_app.lookup.postal import PostalPlace
from field_app.lookup.tables import Tables
from field_app.platform.assets_folder import assets_folder
from tests.vectors import Vector, vectors

TABLES = Tables((assets_folder(),))
OITA = ("0183", "2870", "0590")


def said(place: PostalPlace, name: str) -> str:
    return {"city": place.city.name, "town": place.town, "office": place.office}[name]


@pytest.mark.parametrize("vector", vectors("postal_lookup"), ids=lambda one: one.id)
def test_postal_vectors(vector: Vector) -> None:
    found, right = TABLES.postal.find(vector.input), vector.right
    if "choose" not in right:
        (place,) = found
        assert {name: said(place, name) for name in right} == right
    elif isinstance(right["choose"], int):
        assert len({place.town for place in found}) == right["choose"]
    else:
        assert {place.town for place in found} == set(right["choose"])


@pytest.mark.parametrize("vector", vectors("bank_lookup"), ids=lambda one: one.id)
def test_bank_vectors(vector: Vector) -> None:
    assert looked_up(vector.input, len(vector.right or ())) == vector.right


def looked_up(asked: str, most: int) -> Any:
    code, _, branch = asked.partition("-")
    if asked.startswith("search "):
        found = TABLES.banks.branches_anywhere(asked.split()[1], OITA, most)
        return [f"{one.bank.code}-{one.code}" for one in found]
    if branch:
        found_branch = TABLES.banks.branch(code, branch)
        return found_branch and found_branch.name
    bank = TABLES.banks.bank(code)
    return bank.name if bank and bank.ended is None else None


def titles(found: list[Bank]) -> list[str]:
    return [one.title for one in found]


@pytest.mark.parametrize(
    ("text", "bank"),
    [
        ("おお", "大分銀行"), ("大分", "大分銀行"), ("ｵｵｲﾀ", "大分銀行"), ("オオイタ", "大分銀行"),
        ("ゆうちょ", "ゆうちょ銀行"), ("みずほ", "みずほ銀行"), ("楽天", "楽天銀行"),
        ("べっぷひじ", "べっぷ日出農協"), ("ろうきん", "九州労金"), ("paypay", "ＰａｙＰａｙ銀行"),
        ("大分銀行", "大分銀行"), ("おおいたぎんこう", "大分銀行"),
        ("ゆうちょ銀行", "ゆうちょ銀行"),
        ("大分信用金", "大分信金"), ("大分県信用組合", "大分県信組"), ("九州労働金庫", "九州労金"),
        ("べっぷひじのうぎょうきょうどうくみあい", "べっぷ日出農協"),
    ],
)  # fmt: skip
def test_a_bank_is_found_by_kana_and_by_name(text: str, bank: str) -> None:
    assert bank in titles(TABLES.banks.banks_named(text, most=40))


def test_the_citys_own_banks_come_first_and_stand_there_before_anything_is_typed() -> None:
    assert titles(TABLES.banks.banks_named("", OITA)) == ["大分銀行", "大分県信組", "豊和銀行"]
    assert titles(TABLES.banks.banks_named("お", OITA))[0] == "大分銀行"
    assert TABLES.banks.banks_named("") == []


def test_a_bank_that_ended_is_found_and_knows_its_successor() -> None:
    ended = TABLES.banks.bank("0118")
    assert ended
    assert (ended.ended, ended.successor) == (date(2025, 1, 1), "0117")
    assert ended in TABLES.banks.banks_named("みちのく")
    assert TABLES.banks.branch("0118", "001") is None


def test_a_branch_is_found_by_its_beginning_before_what_only_holds_it() -> None:
    found = [one.name for one in TABLES.banks.branches_named("0183", "べっぷ")]
    assert found[:3] == ["別府", "別府南", "別府北浜"]
    assert [one.code for one in TABLES.banks.branches_named("9900", "七三八")] == ["738"]


def test_an_unknown_postal_code_has_no_place() -> None:
    assert [TABLES.postal.find(code) for code in ("0000000", "9999999", "874", "")] == [()] * 4


def test_every_city_is_there_with_its_prefecture() -> None:
    cities = TABLES.postal.cities
    assert len(cities) > 1_880
    assert (cities["44202"].prefecture, cities["44202"].name) == ("大分県", "別府市")
