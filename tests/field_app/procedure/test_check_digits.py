"""Numbers that people copy from papers. Source: docs/domain.md d-1 to d-6; tests/vectors."""

import string
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.jp import cn, in_

from field_app.components.entries.choices import alone
from field_app.procedure.answers import shown
from field_app.procedure.definition.check_digits import (
    is_corporate_number,
    is_insurer_number,
    is_lg_code,
)
from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds import KINDS
from field_app.procedure.kinds.kind import ValidationContext
from field_app.words.words import Words
from sync.wire.individual_number import is_individual_number
from tests.vectors import TODAY, Vector, vectors

CONTEXT = ValidationContext(TODAY)
CHECKS: dict[str, Callable[[str], bool]] = {
    "houjin": is_corporate_number,
    "kaigo_hokensha": is_insurer_number,
    "lg_code": is_lg_code,
    "my_number": lambda text: len(text) == 12 and is_individual_number(text),
}


def digits(length: int) -> st.SearchStrategy[str]:
    return st.text(string.digits, min_size=length, max_size=length)


def entered(kind: str, raw: Any, **settings: Any) -> Any:
    return KINDS[kind].validate(Question(id="x", kind=kind, **settings), raw, CONTEXT)


def refused(kind: str, raw: Any, **settings: Any) -> str:
    with pytest.raises(AnswerRefused) as found:
        entered(kind, raw, **settings)
    return found.value.message_key


@pytest.mark.parametrize("vector", vectors(*CHECKS), ids=lambda one: one.id)
def test_a_number_of_real_life_is_well_formed_or_not(vector: Vector) -> None:
    assert CHECKS[vector.kind](vector.input) is (vector.right == "valid")


def test_the_vectors_of_numbers_are_all_here() -> None:
    assert {kind: len(vectors(kind)) for kind in CHECKS} == {
        "houjin": 3, "kaigo_hokensha": 1, "lg_code": 5, "my_number": 4,
    }  # fmt: skip


@given(digits(13))
def test_corporate_numbers_are_those_of_python_stdnum(text: str) -> None:
    assert is_corporate_number(text) == cn.is_valid(text)
    right = cn.calc_check_digit(text[1:]) + text[1:]
    assert is_corporate_number(right)


@given(digits(12).filter(lambda text: text.strip("0")))
def test_individual_numbers_are_those_of_python_stdnum(text: str) -> None:
    assert is_individual_number(text) == in_.is_valid(text)
    assert is_individual_number(text[:-1] + in_.calc_check_digit(text[:-1]))


@given(digits(5) | digits(7))
def test_insurers_numbers_are_those_of_luhn(front: str) -> None:
    """The modulus 10 of insurers has the weights of Luhn's formula."""
    if front.strip("0"):
        assert is_insurer_number(front + luhn.calc_check_digit(front))
        found = [last for last in string.digits if is_insurer_number(front + last)]
        assert found == [luhn.calc_check_digit(front)]


@given(digits(5))
def test_one_last_digit_is_right_for_a_citys_number(front: str) -> None:
    assert len([last for last in string.digits if is_lg_code(front + last)]) == 1


@pytest.mark.parametrize("check", CHECKS.values())
@pytest.mark.parametrize("text", ["", "abc", "１２３４５６", "442020 ", "44202", "٤٤٢٠٢٠"])
def test_what_is_no_number_is_none(check: Any, text: str) -> None:
    assert not check(text)


@pytest.mark.parametrize("raw", ["282152", "２８２１５２", "28-2152", " 28 2152 ", "二八二一五二"])
def test_an_insurers_number_is_taken_as_it_is_copied(raw: str) -> None:
    assert entered("insurer_number", raw) == "282152"


@pytest.mark.parametrize(
    ("kind", "raw", "key"),
    [
        ("insurer_number", "282151", "p_insurer_check"),
        ("insurer_number", "000000", "p_insurer_check"),
        ("insurer_number", "28215", "p_insurer_number"),
        ("insurer_number", "", "p_insurer_number"),
        ("insured_number", "123456", "p_insured_number"),
        ("insured_number", "0000000000", "p_insured_number"),
        ("insured_number", "123456789018", "p_insured_number"),
        ("amount", "", "p_amount"),
        ("amount", "1.5万円", "p_amount"),
        ("amount", "円", "p_amount"),
        ("amount", "万円", "p_amount"),
        ("amount", "٣万円", "p_amount"),
        ("amount", "百千円", "p_amount"),
        ("amount", "-100", "p_amount"),
        ("amount", "99万9999999", "p_number_range"),
    ],
)
def test_a_number_with_a_slip_says_what_to_do(kind: str, raw: str, key: str) -> None:
    assert refused(kind, raw, maximum=9_999_999) == f"kinds.{key}"


def test_an_insured_number_may_have_another_length() -> None:
    assert entered("insured_number", "0012 3456", digits=8) == "00123456"
    assert entered("insured_number", "0012345678") == "0012345678"


@pytest.mark.parametrize(
    ("raw", "yen"),
    [
        ("12000", 12000), ("１２，０００円", 12000), ("¥12,000", 12000), ("1万2千円", 12000),
        ("3万円", 30000), ("一万二千円", 12000), ("二千五百円", 2500),
        ("千円", 1000), ("5百円", 500), ("金12,000円也", 12000), ("1万5百20円", 10520),
        ("0", 0), (12000, 12000),
    ],
)  # fmt: skip
def test_an_amount_is_read_however_it_is_written(raw: Any, yen: int) -> None:
    assert entered("amount", raw) == yen


def test_a_number_is_shown_with_what_is_counted() -> None:
    asked = Question(id="copies", kind="number", has_unit=True, owner="juminhyo")
    assert shown(asked, 2, Words("ja", strict=True)) == "2通"
    assert shown(asked, 2, Words("en", strict=True)) == "2 copies"


def test_what_excludes_the_others_stands_alone() -> None:
    settings = {"options": ("a", "b", "none"), "exclusive": "none"}
    assert entered("choices", ["none"], **settings) == ["none"]
    assert entered("choices", ["b", "a"], **settings) == ["a", "b"]
    assert refused("choices", ["a", "none"], **settings) == "kinds.p_choose_alone"


def test_a_press_takes_away_what_it_excludes() -> None:
    assert alone(("a", "none"), ("a",), "none") == ("none",)
    assert alone(("a", "none"), ("none",), "none") == ("a",)
    assert alone(("a", "b"), ("a",), "none") == ("a", "b")
    assert alone((), ("none",), "none") == ()
    assert alone(("a", "none"), ("a",), None) == ("a", "none")
