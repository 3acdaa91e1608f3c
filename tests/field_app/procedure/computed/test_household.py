"""One person who is listed twice is found, and two people who are alike are not made one."""

from itertools import permutations
from typing import Any

import pytest

from field_app.procedure.computed.household import (
    is_listed,
    is_listed_twice,
    same_person,
    size_of,
)
from field_app.procedure.computed.possible import Between, OneOf, Truth


def one(name: str, birth: str = "1985-04-03", kana: str = "") -> dict[str, Any]:
    family, _, given = name.partition("　")
    parts = {"name": name, "family": family, "given": given, "kana": kana}
    return {"name": parts, "birth_date": birth}


HANAKO = one("見本　花子", kana="ミホン ハナコ")


@pytest.mark.parametrize(
    ("other", "truth"),
    [
        (one("見本　花子"), Truth.YES),
        (one("見本花子"), Truth.YES),
        (one("見本　花子", kana="ミホン カコ"), Truth.YES),
        (one("見本　はな子", kana="みほん　はなこ"), Truth.MAYBE),
        (one("見本　花子", "1985-04-99"), Truth.MAYBE),
        (one("見本　花子", "1985-99-99"), Truth.MAYBE),
        (one("見本　花子", ""), Truth.MAYBE),
        (one("見本　花子", "1985-04-04"), Truth.NO),
        (one("見本　花子", "1986-99-99"), Truth.NO),
        (one("見本　太郎"), Truth.NO),
        (one("見本　太郎", kana="ミホン タロウ"), Truth.NO),
        (one(""), Truth.NO),
    ],
)
def test_two_entries_are_one_person_by_name_and_birth_date(other: Any, truth: Truth) -> None:
    assert same_person(HANAKO, other) is truth
    assert same_person(other, HANAKO) is truth


def test_other_characters_of_a_name_and_what_the_register_adds_make_nobody_else() -> None:
    added = one("髙田　花子")
    added["name"]["former_family"] = "試験"
    assert same_person(one("高田　花子"), added) is Truth.YES
    half = one("見本　花子", "1985-04-99")
    assert same_person(half, half) is Truth.MAYBE, "two of one month are possible"


def test_two_without_a_name_are_not_one_person() -> None:
    assert same_person(one(""), one("")) is Truth.NO


def test_the_household_is_who_is_listed_and_the_applicant() -> None:
    assert size_of([]) == Between(1, 1)
    assert size_of([HANAKO, one("見本　太郎")]) == Between(3, 3)


def test_what_is_sure_of_one_goes_before_what_is_unclear_of_another() -> None:
    unclear, other = one("見本　花子", ""), one("見本　太郎")
    yes, no, both = (OneOf(frozenset(said)) for said in (["yes"], ["no"], ["yes", "no"]))
    assert is_listed(HANAKO, []) == is_listed_twice([]) == is_listed_twice([HANAKO]) == no
    for people in permutations([unclear, HANAKO, other]):
        assert is_listed(HANAKO, people) == yes
        assert is_listed_twice(people) == both
    for people in permutations([HANAKO, HANAKO, unclear]):
        assert is_listed_twice(people) == yes
    assert is_listed(HANAKO, [unclear, other]) == both
    assert is_listed(HANAKO, [other]) == no
