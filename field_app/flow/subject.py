"""Keeps whom the procedure that is open is about: the applicant, or another person."""

from dataclasses import dataclass

from field_app.flow.base.open_visit import open_visit
from field_app.flow.base.services import Services
from field_app.flow.base.session import SessionKeys
from field_app.flow.base.step import Steps, step
from field_app.flow.places import place_of
from field_app.platform.clock import local_date
from field_app.procedure import answers as rules
from field_app.procedure.definition.people import Person
from field_app.procedure.definition.provenance import Source
from field_app.procedure.kinds.about import about
from field_app.procedure.kinds.kind import ValidationContext
from field_app.state.app import AppState


@dataclass(frozen=True)
class SubjectFlow:
    """Takes the choice on the staff's side, before the tablet is handed over."""

    state: AppState
    services: Services
    keys: SessionKeys
    steps: Steps

    @step
    async def say(self, option: str, person: Person) -> None:
        """Keep whom it is about, and go on to what is lacking: whose card, documents, nothing.

        Args:
            option: one of the question's.
            person: who that is, of the other people of this visit or one more.
        """
        visit, now = open_visit(self), self.services.now()
        filing = visit.shown.filing
        question = filing.procedure.about
        assert question is not None  # noqa: S101 - the page shows only where it is asked
        context = ValidationContext(today=local_date(now))
        value = rules.validate(question, about(option, person), context)
        new = rules.answer(question, value, Source.STAFF, now, visit.edition.words("ja"))
        kept = rules.changed(filing.answers.get(question.id), new)
        await visit.put_about(filing, question.id, kept)
        self.state.go(place_of(visit.shown))
