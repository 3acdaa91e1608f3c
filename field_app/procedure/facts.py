"""Fill facts of a visit, asked once or read from the card, into the questions that ask them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeAlias

from field_app.procedure.answers import UNKNOWN, Answer
from field_app.procedure.definition.model import Procedure, Question
from field_app.procedure.definition.partial_date import PartialDate
from field_app.procedure.definition.people import People, Person, Role
from field_app.procedure.definition.provenance import Source
from field_app.procedure.definition.wareki import written
from field_app.procedure.kinds import KINDS

Facts: TypeAlias = Mapping[tuple[Person, str], Answer]
"""What is known in a visit, by whose fact it is and which."""

# A card's code, the option that a definition names, and how the form prints it.
SEXES: Final = {"1": ("male", "男"), "2": ("female", "女")}


def from_card(
    name: str, address: str, birth_date: str, sex: str, at: datetime
) -> dict[tuple[Person, str], Answer]:
    """Return the four attributes of the card's owner; the birth date as far as the chip knows it.

    Only where not even its year is known is it left out. The sex fills a choice between
    ``male`` and ``female``; another code than the two is left to be asked.
    """
    found = {
        "name": Answer(name, Source.CARD, name, at),
        "address": Answer({"postal": "", "text": address}, Source.CARD, address, at),
    }
    if sex in SEXES:
        option, shown = SEXES[sex]
        found["sex"] = Answer(option, Source.CARD, shown, at)
    try:
        day = PartialDate.read(birth_date)
        shown = written(day)
    except ValueError:
        pass
    else:
        found["birth_date"] = Answer(day.iso, Source.CARD, shown, at)
    return {(Role.CARD_OWNER, fact): answer for fact, answer in found.items()}


def known(facts: Facts, people: People, role: Person, fact: str) -> Answer | None:
    """Return *fact* of the person who has *role*; None where nobody said it of that person."""
    found = (facts.get((one, fact)) for one in people.keys_of(role))
    return next((answer for answer in found if answer is not None), None)


def prefill(procedure: Procedure, facts: Facts, people: People) -> dict[str, Answer]:
    """Return the answers that the facts of this visit already give, each of its own person."""
    found = ((one, _filled(one, facts, people)) for one in procedure.questions if one.fact)
    return {
        question.id: answer
        for question, answer in found
        if answer is not None and _may_stand(question, answer)
    }


def said(question: Question, answer: Answer) -> dict[str, Answer]:
    """Return the facts of a person that *answer* says, each as an answer of its own."""
    if question.fact is None:
        return {}
    if answer.value in (None, UNKNOWN):
        return {question.fact: answer}
    found = KINDS[question.kind].facts(question.fact, answer.value)
    return {
        fact: answer if value == answer.value else replace(answer, value=value, display=str(value))
        for fact, value in found.items()
    }


def given(
    procedure: Procedure,
    answers: Mapping[str, Answer],
    earlier: Iterable[tuple[Procedure, People]],
    people: People,
) -> frozenset[str]:
    """Return which questions *procedure* need not ask: a card or an *earlier* one answered them.

    The same before and after a restart, whoever typed in between. Each earlier one has people
    of its own: it may have been about somebody else.
    """
    asked = {
        (theirs.person_of(question.role), fact)
        for one, theirs in earlier
        for question in one.questions
        for fact in _facts_of(question)
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


def _facts_of(question: Question) -> tuple[str, ...]:
    """Return the facts that an answer to *question* may say."""
    return (question.fact, *KINDS[question.kind].also_says) if question.fact else ()


def _filled(question: Question, facts: Facts, people: People) -> Answer | None:
    """Return the answer that is known of the person whom *question* asks about."""
    found = {
        fact: answer
        for fact in _facts_of(question)
        if (answer := known(facts, people, question.role, fact))
    }
    return in_form_of(question, found)


def in_form_of(question: Question, found: Mapping[str, Answer]) -> Answer | None:
    """Return the answer that the facts of one person give, in the form of the question's kind."""
    answer = found.get(question.fact or "")
    if answer is None or answer.value in (None, UNKNOWN):
        return answer
    kind = KINDS[question.kind]
    values = {fact: one.value for fact, one in found.items() if one.value != UNKNOWN}
    value = kind.of_facts(question.fact or "", values)
    if value is None or value == answer.value:
        return answer
    return replace(answer, value=value, display=kind.shown(question, value, str))


def _may_stand(question: Question, known: Answer) -> bool:
    """Tell whether *known* may answer *question*, too: what it offers, and none where none may."""
    if known.value is None:
        return not question.required
    if question.options and isinstance(known.value, str):
        return known.value in question.options
    return question.may_be_unknown or known.value != UNKNOWN
