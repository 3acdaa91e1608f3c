"""One of several, several of several, yes or no."""

from typing import Any, Final

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import CheckContext, Kind, Words


def check_choice(question: Question, raw: Any, _: CheckContext) -> str:
    """Return the option that was chosen."""
    if raw not in question.options:
        raise AnswerRefused("kinds.p_choose_one")
    return str(raw)


def check_choices(question: Question, raw: Any, _: CheckContext) -> list[str]:
    """Return the chosen options in the order of the definition; at least one if required."""
    given = set(raw or ())
    chosen = [option for option in question.options if option in given]
    if question.required and not chosen:
        raise AnswerRefused("kinds.p_choose_some")
    return chosen


def check_yes_no(_: Question, raw: Any, __: CheckContext) -> str:
    """Return ``yes`` or ``no``."""
    if raw not in ("yes", "no"):
        raise AnswerRefused("kinds.p_choose_one")
    return str(raw)


def _one(question: Question, value: Any, words: Words) -> str:
    return words(question.option_key(value))


def _some(question: Question, value: Any, words: Words) -> str:
    return "、".join(words(question.option_key(option)) for option in value)


def _yes_no(_: Question, value: Any, words: Words) -> str:
    return words(f"kinds.s_{value}")


CHOICE: Final = Kind(check_choice, _one)
CHOICES: Final = Kind(check_choices, _some)
YES_NO: Final = Kind(check_yes_no, _yes_no)
