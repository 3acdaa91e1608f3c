"""Validate, show and export yes or no, kept as ``yes`` and ``no``."""

from typing import Any, Final

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import Kind, ValidationContext, Words, exported_as_kept

YES_NO: Final = ("yes", "no")


def validate_yes_no(_: Question, raw: Any, __: ValidationContext) -> str:
    """Return ``yes`` or ``no``."""
    if raw not in YES_NO:
        raise AnswerRefused("kinds.p_choose_one")
    return str(raw)


def shown_yes_no(_: Question, value: Any, words: Words) -> str:
    """Return はい or いいえ in the language of *words*."""
    return words(f"kinds.s_{value}")


KIND: Final = Kind(validate_yes_no, shown_yes_no, exported_as_kept, own_options=YES_NO)
