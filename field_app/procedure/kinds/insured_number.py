"""Validate, show and export the number of an insured person: ten digits in care insurance.

Source: 介護保険法施行規則 様式第1号 (ten digits); 後期高齢者医療 has eight (``digits = 8``).
"""

from typing import Any, Final

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.numerals import copied_digits
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import (
    Kind,
    ValidationContext,
    digit_by_digit,
    exported_as_kept,
    no_text,
    shown_as_kept,
)

CARE: Final = 10


def validate_insured_number(question: Question, raw: Any, _: ValidationContext) -> str:
    """Return exactly as many digits as such a number has; zeros at its front count."""
    digits, length = copied_digits(raw), question.digits or CARE
    if len(digits) != length or not digits.strip("0"):
        raise AnswerRefused("kinds.p_insured_number", length=length)
    return digits


KIND: Final = Kind(
    validate_insured_number,
    shown_as_kept,
    exported_as_kept,
    free_texts=no_text,
    aloud=digit_by_digit,
)
