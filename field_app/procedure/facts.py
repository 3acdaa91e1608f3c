"""Fill facts of a visit, asked once or read from the card, into the questions that ask them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from field_app.procedure.answers import UNKNOWN, Answer
from field_app.procedure.definition.model import Procedure, Question
from field_app.procedure.definition.partial_date import PartialDate
from field_app.procedure.definition.provenance import Source
from field_app.procedure.definition.wareki import written


def from_card(
    name: str, address: str, birth_date: str, sex: str, at: datetime
) -> dict[str, Answer]:
    """Return the four attributes as facts; the birth date as far as the chip knows it.

    Only where not even its year is known is it left out.
    """
    found = {
        "name": Answer(name, Source.CARD, name, at),
        "address": Answer({"postal": "", "text": address}, Source.CARD, address, at),
        "sex": Answer(sex, Source.CARD, sex, at),
    }
    try:
        day = PartialDate.read(birth_date)
        shown = written(day)
    except ValueError:
        return found
    return found | {"birth_date": Answer(day.iso, Source.CARD, shown, at)}


def prefill(procedure: Procedure, facts: dict[str, Answer]) -> dict[str, Answer]:
    """Return the answers that the facts of this visit already give."""
    return {
        question.id: facts[question.fact]
        for question in procedure.questions
        if question.fact and question.fact in facts and _may_stand(question, facts[question.fact])
    }


def given(
    procedure: Procedure, answers: Mapping[str, Answer], earlier: Iterable[Procedure]
) -> frozenset[str]:
    """Return which questions *procedure* need not ask: a card or an *earlier* one answered them.

    The same before and after a restart, whoever typed in between.
    """
    asked = {question.fact for one in earlier for question in one.questions if question.fact}
    return frozenset(
        question.id
        for question in procedure.questions
        if (answer := answers.get(question.id))
        and (answer.source is Source.CARD or question.fact in asked)
    )


def _may_stand(question: Question, known: Answer) -> bool:
    """Tell whether *question*, too, may be left without an answer where *known* is none."""
    if known.value is None:
        return not question.required
    return question.may_be_unknown or known.value != UNKNOWN
