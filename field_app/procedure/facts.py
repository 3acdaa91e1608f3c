"""Fill facts of a visit, asked once or read from the card, into the questions that ask them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeAlias

from field_app.procedure.answers import UNKNOWN, Answer
from field_app.procedure.definition.model import Procedure, Question
from field_app.procedure.definition.partial_date import PartialDate
from field_app.procedure.definition.people import People, Role
from field_app.procedure.definition.provenance import Source
from field_app.procedure.definition.wareki import written

Facts: TypeAlias = Mapping[tuple[Role, str], Answer]
"""What is known in a visit, by whose fact it is and which."""


def from_card(
    name: str, address: str, birth_date: str, sex: str, at: datetime
) -> dict[tuple[Role, str], Answer]:
    """Return the four attributes of the card's owner; the birth date as far as the chip knows it.

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
        pass
    else:
        found["birth_date"] = Answer(day.iso, Source.CARD, shown, at)
    return {(Role.CARD_OWNER, fact): answer for fact, answer in found.items()}


def known(facts: Facts, people: People, role: Role, fact: str) -> Answer | None:
    """Return *fact* of the person who has *role*; None where nobody said it of that person."""
    found = (facts.get((one, fact)) for one in people.roles_of(role))
    return next((answer for answer in found if answer is not None), None)


def prefill(procedure: Procedure, facts: Facts, people: People) -> dict[str, Answer]:
    """Return the answers that the facts of this visit already give, each of its own person."""
    found = (
        (question, known(facts, people, question.role, question.fact))
        for question in procedure.questions
        if question.fact
    )
    return {
        question.id: answer
        for question, answer in found
        if answer is not None and _may_stand(question, answer)
    }


def given(
    procedure: Procedure,
    answers: Mapping[str, Answer],
    earlier: Iterable[Procedure],
    people: People,
) -> frozenset[str]:
    """Return which questions *procedure* need not ask: a card or an *earlier* one answered them.

    The same before and after a restart, whoever typed in between.
    """
    asked = {
        (people.person_of(question.role), question.fact)
        for one in earlier
        for question in one.questions
        if question.fact
    }
    return frozenset(
        question.id
        for question in procedure.questions
        if (answer := answers.get(question.id))
        and (
            answer.source is Source.CARD
            or (people.person_of(question.role), question.fact) in asked
        )
    )


def _may_stand(question: Question, known: Answer) -> bool:
    """Tell whether *question*, too, may be left without an answer where *known* is none."""
    if known.value is None:
        return not question.required
    return question.may_be_unknown or known.value != UNKNOWN
