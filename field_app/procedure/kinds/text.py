"""Validate, show and export free text, kept exactly as it was written."""

from typing import Any, Final

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import (
    Kind,
    ValidationContext,
    exported_as_kept,
    shown_as_kept,
)

LONGEST: Final = 200


def validate_text(question: Question, raw: Any, _: ValidationContext) -> str:
    """Return the text without spaces around it; names keep their own characters."""
    text = str(raw or "").strip()
    if not text:
        raise AnswerRefused("kinds.p_empty")
    if len(text) > (question.maximum or LONGEST):
        raise AnswerRefused("kinds.p_too_long", most=question.maximum or LONGEST)
    return text


KIND: Final = Kind(validate_text, shown_as_kept, exported_as_kept)
