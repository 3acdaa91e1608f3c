"""Validate, show and export one option out of several."""

from typing import Any, Final

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import Kind, ValidationContext, Words, exported_as_kept


def validate_choice(question: Question, raw: Any, _: ValidationContext) -> str:
    """Return the option that was chosen."""
    if raw not in question.options:
        raise AnswerRefused("kinds.p_choose_one")
    return str(raw)


def shown_choice(question: Question, value: Any, words: Words) -> str:
    """Return the words of the chosen option."""
    return words(question.option_key(value))


KIND: Final = Kind(validate_choice, shown_choice, exported_as_kept, least_options=2)
