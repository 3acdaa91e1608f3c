"""Finds a procedure, suggests what a visit may use, and makes the sheet of what to bring."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from field_app.content.edition import Edition
from field_app.document.preparation_pdf import preparation_pdf
from field_app.finder.elsewhere import look_up
from field_app.finder.everyday import index_of
from field_app.finder.search import FinderIndex
from field_app.finder.suggestions import Suggestion, VisitFacts, suggested
from field_app.flow.after.withdrawing import offered_in
from field_app.flow.base.open_visit import open_visit
from field_app.flow.base.services import Services
from field_app.flow.base.session import SessionKeys
from field_app.flow.base.step import Steps, step
from field_app.flow.rules.standing import standing
from field_app.platform.clock import local_date
from field_app.procedure.computed.age import Birth
from field_app.procedure.definition.model import Procedure
from field_app.procedure.definition.people import Role
from field_app.procedure.eligibility import refusal
from field_app.procedure.preparation import preparation
from field_app.state.app import AppState

PDF = "application/pdf"


@dataclass(frozen=True)
class FindFlow:
    """Helps staff to find what somebody needs; nothing that is typed here is kept."""

    state: AppState
    services: Services
    keys: SessionKeys
    steps: Steps

    def find(self, typed: str) -> tuple[str, ...]:
        """Return the ids of the procedures that *typed* finds, the best first."""
        return look_up(typed, _index(self.state.open_visit.edition))

    def suggestions(
        self, chosen: Collection[str], said: Collection[str] = ()
    ) -> tuple[Suggestion, ...]:
        """Return what is suggested beside *chosen*: what may be filed and was not declined.

        Args:
            chosen: the ids of what is chosen on the page.
            said: the questions of life events that yes was said to.
        """
        visit = self.state.open_visit
        here = standing(visit)
        open_ones = {one.id for one in offered_in(visit) if refusal(one, here) is None}
        may = open_ones - {*visit.declined}
        return tuple(one for one in suggested(self._facts(chosen, said)) if one.procedure in may)

    @step
    async def decline(self, procedure_id: str) -> None:
        """Keep for this visit that *procedure_id* is not wanted; it is not suggested again."""
        await open_visit(self).put_declined(procedure_id)

    @step
    async def make_sheet(self, procedure: Procedure) -> None:
        """Make the sheet of what to bring for *procedure*, in the language that is shown."""
        visit = self.state.open_visit
        city = visit.edition.city
        words = visit.edition.words(self.state.language)
        told = preparation(procedure, city, words)
        mark = words("document.l_practice") if self.services.is_practice else ""
        now = self.services.now()
        sheet = await self.services.workers.documents(preparation_pdf, told, city.name, now, mark)
        if visit.sheet_path is not None:
            self.services.hand_out.forget(visit.sheet_path)
        visit.sheet_path = self.services.hand_out.put(sheet, PDF)

    def _facts(self, chosen: Collection[str], said: Collection[str]) -> VisitFacts:
        visit = self.state.open_visit
        born = visit.told("birth_date")
        filed = {one.procedure.id for one in visit.filings}
        people = visit.people.keys_of(Role.APPLICANT)
        return VisitFacts(
            today=local_date(self.services.now()),
            birth=Birth.parse(born.value) if born else None,
            actor=visit.actor.kind if visit.actor else "",
            chosen=frozenset({*chosen, *filed}),
            said=frozenset(said),
            known=frozenset(fact for person, fact in visit.facts if person in people),
        )


@lru_cache(maxsize=2)
def _index(edition: Edition) -> FinderIndex:
    """Return the index of *edition*; made once, when somebody types for the first time."""
    languages = edition.words("ja").languages()
    return index_of(edition.catalogue.procedures, map(edition.words, languages))
