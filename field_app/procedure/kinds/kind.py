"""What a kind of question is: how its answer is checked and how it is written out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from field_app.procedure.definition.model import Question

Words = Callable[[str], str]


@dataclass(frozen=True)
class CheckContext:
    """What a check may look at beside the answer itself."""

    today: date


@dataclass(frozen=True)
class Kind:
    """*check* turns what was entered into a JSON value or raises AnswerRefused."""

    check: Callable[[Question, Any, CheckContext], Any]
    display: Callable[[Question, Any, Words], str]
