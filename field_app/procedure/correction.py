"""Fits the answers that came back with a returned application to the definition of now."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from field_app.procedure.answers import UNKNOWN, Answer, validate
from field_app.procedure.definition.model import Procedure, Question
from field_app.procedure.definition.provenance import Source
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds import KINDS
from field_app.procedure.kinds.kind import ValidationContext
from sync.wire.messages.returned import Returned, ReturnedAnswer


def earlier_answers(
    procedure: Procedure, returned: Returned, context: ValidationContext
) -> dict[str, Answer]:
    """Return the answers that may stand again, with their earlier source and time.

    One stands where its question is still there and of the same kind; in a newer definition
    also its rule has to take it as it is. Whatever does not fit is asked again.
    """
    if returned.procedure != procedure.id:
        return {}
    given = {answer.question: answer for answer in returned.answers}
    is_same = returned.version == procedure.version
    return {
        question.id: answer
        for question in procedure.questions
        if question.id in given
        and _may_stand(question, given[question.id], None if is_same else context)
        and (answer := _answer(given[question.id])) is not None
    }


def standing(
    answers: Mapping[str, Answer], earlier: Mapping[str, Answer], returned: Returned
) -> Iterator[str]:
    """Yield the questions that need not be asked: answered as before, and not asked again."""
    for id, answer in answers.items():
        if id not in returned.asks and answer == earlier.get(id):
            yield id


def _may_stand(
    question: Question, given: ReturnedAnswer, context: ValidationContext | None
) -> bool:
    if given.kind not in ("", question.kind):
        return False
    if given.value is None:
        return not question.required
    if given.value == UNKNOWN:
        return question.may_be_unknown
    if KINDS[question.kind].has_pages:
        return False  # its pictures stayed with the city
    return context is None or _is_taken(question, given.value, context)


def _is_taken(question: Question, value: Any, context: ValidationContext) -> bool:
    try:
        taken: bool = validate(question, value, context) == value
    except (AnswerRefused, AttributeError, LookupError, TypeError, ValueError):
        return False  # of another form than the rule of now takes
    return taken


def _answer(given: ReturnedAnswer) -> Answer | None:
    try:
        at = datetime.fromisoformat(given.at)
        return Answer(given.value, Source(given.source), given.display, at)
    except ValueError:  # a source or a time of another app
        return None
