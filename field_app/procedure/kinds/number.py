"""Validate, show and export a whole number between the bounds of its question."""

import unicodedata
from typing import Any, Final

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import (
    Kind,
    ValidationContext,
    exported_as_kept,
    shown_as_kept,
)

MOST_DIGITS: Final = 9


def validate_number(question: Question, raw: Any, _: ValidationContext) -> int:
    """Return a whole number between the question's bounds; full-width digits are taken."""
    text = unicodedata.normalize("NFKC", str(raw or "")).strip()
    if not text.isascii() or not text.isdigit() or len(text) > MOST_DIGITS:
        raise AnswerRefused("kinds.p_number")
    value = int(text)
    low, high = question.minimum or 0, question.maximum or 10**MOST_DIGITS - 1
    if not low <= value <= high:
        raise AnswerRefused("kinds.p_number_range", low=low, high=high)
    return value


KIND: Final = Kind(validate_number, shown_as_kept, exported_as_kept, compared_as="number")
