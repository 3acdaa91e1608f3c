"""Validate, show and export a whole number between the bounds of its question."""

import re
from typing import Any, Final
from unicodedata import east_asian_width

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.numerals import plain_digits
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import (
    Kind,
    ValidationContext,
    Words,
    exported_as_kept,
)

MOST_DIGITS: Final = 9
WIDE: Final = ("W", "F")  # a counter of Japanese, Chinese or Korean stands close to its number
# A number, and a counter that people write behind it, as 2通 or 3人.
COUNTED: Final = re.compile(
    r"(\d{1,9}|\d{1,3}(?:,\d{3}){1,2})\s*(?:通|部|冊|枚|人|名|個|箇所|か所|本|台|回|件|頭|匹|つ|歳|才|年|月|日|円)?"
)


def validate_number(question: Question, raw: Any, _: ValidationContext) -> int:
    """Return a whole number between the question's bounds; ２, ②, 二 and 2通 are 2."""
    found = COUNTED.fullmatch(plain_digits(str(raw or "")).strip())
    if not found or not found[1].isascii():
        raise AnswerRefused("kinds.p_number")
    return within_bounds(question, int(found[1].replace(",", "")))


def within_bounds(question: Question, value: int) -> int:
    """Return *value*. AnswerRefused where it is less or more than the question takes."""
    low, high = question.minimum or 0, question.maximum or 10**MOST_DIGITS - 1
    if not low <= value <= high:
        raise AnswerRefused("kinds.p_number_range", low=low, high=high)
    return value


def shown_number(question: Question, value: Any, words: Words) -> str:
    """Return the number, and what is counted where the question says it: 2通, 2 copies."""
    unit = words(question.unit_key) if question.unit_key else ""
    is_apart = bool(unit) and east_asian_width(unit[0]) not in WIDE
    return f"{value} {unit}" if is_apart else f"{value}{unit}"


def unit_keys(question: Question) -> tuple[str, ...]:
    """Return the word key of what is counted, where there is one."""
    return (question.unit_key,) if question.unit_key else ()


KIND: Final = Kind(
    validate_number, shown_number, exported_as_kept, compared_as="number", wording_keys=unit_keys
)
