"""Keeps a fact right in all procedures of a visit: it is asked once, and changed here or in all."""

from dataclasses import dataclass

from field_app.flow.base.open_visit import open_visit
from field_app.flow.base.services import Services
from field_app.flow.base.session import SessionKeys
from field_app.flow.base.step import Steps, step
from field_app.procedure import facts
from field_app.procedure.answers import Answer, changed
from field_app.procedure.definition.model import Question
from field_app.procedure.definition.provenance import Source
from field_app.state.app import AppState
from field_app.state.filing import FilingState
from field_app.state.visit import VisitState


@dataclass(frozen=True)
class SharingFlow:
    """Asks, once a shared fact was changed, whether it changes for the other procedures too."""

    state: AppState
    services: Services
    keys: SessionKeys
    steps: Steps

    @step
    async def everywhere(self) -> None:
        """Change the fact itself, and every answer of the visit that is not sealed and has it."""
        visit, filing = open_visit(self), self.state.open_visit.filing
        for question in unshared(filing):
            answer = filing.answers[question.id]
            said = facts.said(question, answer)
            await visit.put_said(question, said)
            for other, theirs in also_asked(visit.shown, question):
                if theirs.id in other.answers:
                    form = facts.in_form_of(theirs, said) or answer
                    new = changed(other.answers[theirs.id], form)
                    await visit.put_answer(other, theirs.id, new)
        self._go_on()

    @step
    async def here(self) -> None:
        """Leave the fact as it was: what was changed is true of this procedure only."""
        self._go_on()

    def _go_on(self) -> None:
        self.state.open_visit.filing.unshared = ()
        self.state.go(self.state.behind_gate)


def unshared(filing: FilingState) -> list[Question]:
    """Return the questions whose change was not said to be true here only or everywhere."""
    return [one for one in filing.procedure.questions if one.id in filing.unshared]


def also_asked(visit: VisitState, question: Question) -> list[tuple[FilingState, Question]]:
    """Return which other procedures, of those not sealed, ask the same fact of the same person."""
    person = visit.people.person_of(question.role)
    return [
        (filing, one)
        for filing in visit.open_filings
        if filing is not visit.filing
        for one in filing.procedure.questions
        if one.fact == question.fact and visit.people_in(filing).person_of(one.role) == person
    ]


def is_shared(
    visit: VisitState, question: Question, known: Answer | None, *, was_filled: bool
) -> bool:
    """Tell whether a change of *known* has to be said true here only or everywhere.

    Not where nobody else asks it, nor where it was typed here and nothing was filled from it.
    """
    others = also_asked(visit, question)
    if known is None or not others:
        return False
    is_filled = was_filled or known.source is Source.CARD
    return is_filled or any(theirs.id in other.answers for other, theirs in others)
