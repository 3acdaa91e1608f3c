"""A telephone number is divided as the area codes say, however it was typed."""

import random

import phonenumbers
import pytest

from field_app.procedure.answers import validate
from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import ValidationContext
from tests.vectors import TODAY, Vector, vectors

QUESTION = Question(id="x", kind="phone")
CONTEXT = ValidationContext(TODAY)
SAMPLED, ENOUGH = 20_000, 0.999


def kept(typed: object) -> str:
    """Return the number as it is kept, or REFUSE."""
    try:
        return str(validate(QUESTION, typed, CONTEXT))
    except AnswerRefused:
        return "REFUSE"


@pytest.mark.parametrize("vector", vectors("phone"), ids=lambda one: one.id)
def test_phone_vectors(vector: Vector) -> None:
    assert kept(vector.input) == vector.right


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("℡ 0977-21-1111", "(0977)21-1111"),
        ("電話番号：0977-21-1111", "(0977)21-1111"),
        ("職場 0977-21-1111（むすめ）", "(0977)21-1111"),
        ("FAX：0977-21-1111", "(0977)21-1111"),
        ("O977-21-1111", "REFUSE"),
        ("+81 (0)977 21 1111", "(0977)21-1111"),
        ("+8190 1234 5678", "090-1234-5678"),
        ("0120-123-456", "0120-123456"),
        ("0800-123-4567", "0800-1234567"),
        ("049981234", "REFUSE"),
        ("04998-2-1234", "(04998)2-1234"),
        ("0977-21-1111 内線3", "REFUSE"),
        ("110", "REFUSE"),
        ("0011-81-977-21-1111", "REFUSE"),
        ("", "REFUSE"),
        (None, "REFUSE"),
    ],
)
def test_other_ways_of_writing(typed: object, number: str) -> None:
    assert kept(typed) == number
    assert number == "REFUSE" or kept(number) == number


def test_the_parts_are_those_that_phonenumbers_says() -> None:
    dice = random.Random(20261123)  # noqa: S311 - no secret
    right = 0
    for _ in range(SAMPLED):
        rest = "".join(dice.choice("0123456789") for _ in range(dice.choice((8, 8, 9))))
        digits = f"0{dice.choice('123456789')}{rest}"
        number = phonenumbers.PhoneNumber(country_code=81, national_number=int(digits[1:]))
        there = phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) not in (
            phonenumbers.PhoneNumberType.PAGER,  # nobody is called on these
            phonenumbers.PhoneNumberType.PREMIUM_RATE,
        )
        national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
        said = kept(digits)
        if not there:
            right += said == "REFUSE"
        elif said.startswith("("):
            right += said[1:].replace(")", "-") == national
        else:
            right += said.replace("-", "") == digits
    assert right >= SAMPLED * ENOUGH
