"""Validate answers against a definition, write them out, and find the open questions."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from field_app.lookup.tables import Tables
from field_app.procedure.computed.possible import Truth
from field_app.procedure.definition.model import Procedure, Question
from field_app.procedure.definition.provenance import Source
from field_app.procedure.kinds import KINDS
from field_app.procedure.kinds.kind import ValidationContext, Words
from field_app.procedure.known import UNKNOWN as UNKNOWN
from field_app.procedure.known import Circumstances, Lookup


@dataclass(frozen=True)
class Earlier:
    """What an answer was before somebody else changed it, and who had given it."""

    value: Any = field(repr=False)
    source: Source
    display: str = field(repr=False)
    at: datetime


@dataclass(frozen=True)
class Answer:
    """One answer: a JSON value, who gave it and when, and how a person reads it.

    ``was`` is what another one had said, such as the card; None where nobody had.
    """

    value: Any = field(repr=False)
    source: Source
    display: str = field(repr=False)
    at: datetime
    was: Earlier | None = field(default=None, repr=False)


def validate(question: Question, raw: Any, context: ValidationContext) -> Any:
    """Return the value to keep, by the rule of the question's kind.

    An empty answer to a question that need not be answered is None.

    Raises:
        AnswerRefused: it cannot stand; its words say what to do.
    """
    if not question.required and raw in (None, "", [], (), {}):
        return None
    return KINDS[question.kind].validate(question, raw, context)


def free_texts(question: Question, value: Any) -> tuple[str, ...]:
    """Return what of *value* a person typed freely; nothing of an answer that there is not."""
    return () if value is None else tuple(KINDS[question.kind].free_texts(value))


def unknown(question: Question) -> Any:
    """Return the value of 「わからない」. ValueError where the question does not allow it."""
    if not question.may_be_unknown:
        raise ValueError("this question does not take 'unknown'")
    return UNKNOWN


def answer(question: Question, value: Any, source: Source, at: datetime, words: Words) -> Answer:
    """Return the answer with its text in Japanese, as the form prints it."""
    return Answer(value, source, shown(question, value, words), at)


def changed(known: Answer | None, new: Answer) -> Answer:
    """Return what is kept where *new* comes in the place of *known*.

    An answer that says the same keeps who gave it; one that says otherwise keeps beside it
    what another one had said first.
    """
    if known is None:
        return new
    if known.value == new.value:
        return known
    was = known.was
    if was is None and known.source is not new.source:
        was = Earlier(known.value, known.source, known.display, known.at)
    if was is not None and was.value == new.value:
        return Answer(was.value, was.source, was.display, was.at)
    return replace(new, was=was)


def shown(question: Question, value: Any, words: Words) -> str:
    """Return how a person reads *value*, in the language of *words*."""
    if value is None:
        return words("check.s_not_answered")
    if value == UNKNOWN:
        return words("check.s_unknown")
    return KINDS[question.kind].shown(question, value, words)


def aloud(question: Question, value: Any, words: Words) -> str:
    """Return how a voice reads *value*, in the language of *words*."""
    say = KINDS[question.kind].aloud
    if say is None or value is None or value == UNKNOWN:
        return shown(question, value, words)
    return say(question, value, words)


def exported(question: Question, value: Any, tables: Tables) -> Any:
    """Return *value* as the application document carries it; None and 「わからない」 stay.

    Args:
        question: whose answer it is.
        value: as it is kept.
        tables: of the visit's edition.
    """
    if value is None or value == UNKNOWN:
        return value
    return KINDS[question.kind].exported(value, tables)


def visible(
    procedure: Procedure, answers: Mapping[str, Answer], seen: Circumstances
) -> tuple[Question, ...]:
    """Return the questions that the answers so far make visible, in order.

    Where a condition may hold, as for a birth date known in part, its question is asked.
    """
    found: list[Question] = []
    asked: set[str] = set()
    for question in procedure.questions:
        look = Lookup(procedure, answers, seen, frozenset(asked))
        if question.when is None or question.when.truth(look) >= Truth.MAYBE:
            found.append(question)
            asked.add(question.id)
    return tuple(found)


def missing(
    procedure: Procedure, answers: Mapping[str, Answer], seen: Circumstances
) -> tuple[Question, ...]:
    """Return the visible questions that have no answer yet."""
    return tuple(q for q in visible(procedure, answers, seen) if q.id not in answers)
