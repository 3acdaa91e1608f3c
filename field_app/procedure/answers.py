"""Answers against a definition: what is shown, what is missing, what may stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from field_app.procedure.definition.model import Procedure, Question
from field_app.procedure.definition.provenance import Source
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds import KINDS, CheckContext
from field_app.procedure.kinds.kind import Words

__all__ = ["Answer", "AnswerRefused", "CheckContext", "answer", "check", "missing", "visible"]

UNKNOWN: Final = {"unknown": True}


@dataclass(frozen=True)
class Answer:
    """One answer: a JSON value, who gave it and when, and how a person reads it."""

    value: Any = field(repr=False)
    source: Source
    display: str = field(repr=False)
    at: datetime


def check(question: Question, raw: Any, context: CheckContext) -> Any:
    """Return the value to keep. AnswerRefused says what to do; nothing is kept then.

    An empty answer to a question that need not be answered is None.
    """
    if not question.required and raw in (None, "", [], (), {}):
        return None
    return KINDS[question.kind].check(question, raw, context)


def unknown(question: Question) -> Any:
    """Return the value of 「わからない」. ValueError where the question does not allow it."""
    if not question.may_be_unknown:
        raise ValueError("this question does not take 'unknown'")
    return UNKNOWN


def answer(question: Question, value: Any, source: Source, at: datetime, words: Words) -> Answer:
    """Return the answer with its text in Japanese, as the form prints it."""
    return Answer(value, source, display(question, value, words), at)


def display(question: Question, value: Any, words: Words) -> str:
    """Return how a person reads *value*, in the language of *words*."""
    if value is None:
        return words("check.s_not_answered")
    if value == UNKNOWN:
        return words("check.s_unknown")
    return KINDS[question.kind].display(question, value, words)


def visible(procedure: Procedure, answers: Mapping[str, Answer]) -> tuple[Question, ...]:
    """Return the questions that the answers so far make visible, in order."""
    shown: list[Question] = []
    for question in procedure.questions:
        when = question.when
        if when is None or (
            any(before.id == when.field for before in shown)
            and when.field in answers
            and when.holds(answers[when.field].value)
        ):
            shown.append(question)
    return tuple(shown)


def missing(procedure: Procedure, answers: Mapping[str, Answer]) -> tuple[Question, ...]:
    """Return the visible questions that have no answer yet."""
    return tuple(q for q in visible(procedure, answers) if q.id not in answers)
