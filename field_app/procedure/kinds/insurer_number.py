"""Validate, show and export the number of an insurer: six digits, or eight of health insurance."""

from typing import Any, Final

from field_app.procedure.definition.check_digits import is_insurer_number
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

LENGTHS: Final = (6, 8)


def validate_insurer_number(_: Question, raw: Any, __: ValidationContext) -> str:
    """Return the digits; a slip of the pen shows by the last one."""
    digits = copied_digits(raw)
    if len(digits) not in LENGTHS:
        raise AnswerRefused("kinds.p_insurer_number")
    if not is_insurer_number(digits):
        raise AnswerRefused("kinds.p_insurer_check")
    return digits


KIND: Final = Kind(
    validate_insurer_number,
    shown_as_kept,
    exported_as_kept,
    free_texts=no_text,
    aloud=digit_by_digit,
)
