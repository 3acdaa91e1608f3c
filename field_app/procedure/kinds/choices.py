"""Validate, show and export any number of options out of several."""

from typing import Any, Final

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import Kind, ValidationContext, Words, exported_as_kept


def validate_choices(question: Question, raw: Any, _: ValidationContext) -> list[str]:
    """Return the chosen options in the order of the definition; at least one if required.

    The one that excludes the others, such as どれもない, stands alone.
    """
    given = set(raw or ())
    chosen = [option for option in question.options if option in given]
    if question.required and not chosen:
        raise AnswerRefused("kinds.p_choose_some")
    if question.exclusive in chosen and len(chosen) > 1:
        raise AnswerRefused("kinds.p_choose_alone")
    return chosen


def shown_choices(question: Question, value: Any, words: Words) -> str:
    """Return the words of the chosen options, joined by 、."""
    return "、".join(words(question.option_key(option)) for option in value)


KIND: Final = Kind(
    validate_choices,
    shown_choices,
    exported_as_kept,
    least_options=2,
    takes_several=True,
    columns=lambda _: ("*",),
)
