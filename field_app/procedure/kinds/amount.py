"""Validate, show and export an amount of money in yen."""

import re
from typing import Any, Final

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.numerals import plain_digits
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import Kind, ValidationContext, Words, exported_as_kept
from field_app.procedure.kinds.number import within_bounds

# 12,000円, ¥12000, 1万2千円, 二千五百円, 千円, 金3万円也: ten thousands and so on, and the rest.
YEN: Final = re.compile(
    r"金?[¥\\]?(?:(?P<man>\d{1,5})万)?(?:(?P<sen>\d{0,2})千)?(?:(?P<hyaku>\d?)百)?"
    r"(?P<rest>\d{1,3}(?:,\d{3})+|\d{1,9})?(?:円|yen|jpy)?也?",
    re.IGNORECASE,
)
UNITS: Final = {"man": 10_000, "sen": 1_000, "hyaku": 100, "rest": 1}


def validate_amount(question: Question, raw: Any, _: ValidationContext) -> int:
    """Return whole yen; 1万2千円 and 12,000円 are the same."""
    text = "".join(plain_digits(str(raw or "")).split())
    found = YEN.fullmatch(text)
    if not found or not text.isprintable():
        raise AnswerRefused("kinds.p_amount")
    said = {unit: part for unit in UNITS if (part := found[unit]) is not None}
    if not said or not "".join(said.values()).replace(",", "1").isascii():
        raise AnswerRefused("kinds.p_amount")
    value = sum(UNITS[unit] * int(part.replace(",", "") or 1) for unit, part in said.items())
    return within_bounds(question, value)


def shown_amount(_: Question, value: Any, words: Words) -> str:
    """Return 12,000円."""
    return f"{value:,}{words('kinds.s_yen')}"


def amount_aloud(_: Question, value: Any, words: Words) -> str:
    """Return 12000円; at a comma a voice would pause."""
    return f"{value}{words('kinds.s_yen')}"


KIND: Final = Kind(
    validate_amount, shown_amount, exported_as_kept, compared_as="number", aloud=amount_aloud
)
