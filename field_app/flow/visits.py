"""A visit opens, is taken up again, chooses its procedures, and closes without a trace."""

from dataclasses import dataclass, replace

from field_app.document.inputs import Replaced
from field_app.flow import records
from field_app.flow.services import Services
from field_app.flow.session import SessionKeys
from field_app.flow.step import Steps, step
from field_app.flow.witness import witness
from field_app.procedure import facts
from field_app.state.state import AppState, FilingState, Screen, SentRow, VisitState


@dataclass(frozen=True)
class VisitFlow:
    """「あたらしい方」 to the end of the visit."""

    state: AppState
    services: Services
    keys: SessionKeys
    steps: Steps

    @step
    async def begin(self) -> None:
        """Open a new visit and ask how the resident shows who they are."""
        await self._begin(None)

    @step
    async def begin_again(self, returned: SentRow) -> None:
        """Open a visit for what the city gave back; its one application replaces that one.

        The tablet cannot read what it sealed, so the questions are asked once more.
        """
        await self._begin(Replaced(returned.id, returned.number))

    @step
    async def resume(self, visit_id: str) -> None:
        """Take a half-done visit up where it was left, with every saved answer."""
        visit = await self.services.workers.store(
            records.restore, self.keys.drafts, visit_id, self.services.editions
        )
        self.state.visit = visit
        await witness(self, "visit_resumed")
        self.state.go(_place_to_resume(visit))

    @step
    async def discard(self, visit_id: str) -> None:
        """Erase a half-done visit; only after the member of staff said so twice."""
        await self.services.workers.store(self._forget, visit_id, "discarded")
        self.state.visits = tuple(row for row in self.state.visits if row.id != visit_id)

    @step
    async def choose(self, procedure_ids: tuple[str, ...]) -> None:
        """Take the chosen procedures, in the order of the list, and fill in what is known."""
        visit = self._visit
        known = {procedure.id: procedure for procedure in visit.edition.catalogue.procedures}
        kept = {filing.procedure.id: filing for filing in visit.filings}
        visit.filings = [kept.get(id_) or FilingState(known[id_]) for id_ in procedure_ids]
        visit.current = next(
            (number for number, filing in enumerate(visit.filings) if not filing.is_sealed), 0
        )
        for filing in visit.filings:
            await self._prefill(visit, filing)
        await self._put(visit, "visit", records.visit_record(visit))
        self.state.go(Screen.HAND_OVER)

    @step
    async def close(self) -> None:
        """End the visit: its rows go, its keys go, the screen forgets the person."""
        visit = self._visit
        await self.services.workers.store(self._forget, visit.id, "done")
        self.state.visits = tuple(row for row in self.state.visits if row.id != visit.id)
        self.services.hand_out.clear()
        self.state.forget_visit()
        self.state.typed_by = "resident"
        self.state.language = "ja"
        self.state.go(Screen.HOME)

    def show(self, screen: Screen) -> None:
        """Move between the staff's screens of an open visit; nothing is saved by it."""
        self.state.go(screen)

    def call_staff(self) -> None:
        """Say on the resident's page that staff come; works at any moment, also while a step runs.

        Staff sit beside the resident and see it. A tablet without them sends its signal from here.
        """
        self.state.is_staff_called = True

    def end_call(self) -> None:
        """Take the note away: staff are there, or the button was pressed by mistake."""
        self.state.is_staff_called = False

    async def _begin(self, replaces: Replaced | None) -> None:
        await self.services.workers.store(self.services.store.space.refuse_when_low)
        self.state.visit = await self.services.workers.store(self._open, replaces)
        self.state.go(Screen.IDENTITY)

    def _open(self, replaces: Replaced | None) -> VisitState:
        """Begin a visit that stays with the newest edition; one transaction, or none."""
        services, drafts = self.services, self.keys.drafts
        edition, staff = services.editions.for_new_visit(), self.keys.open_shift.staff.id
        with services.store.atomic():
            visit = VisitState(drafts.open_visit(), services.now(), edition, replaces)
            services.editions.pin(visit.id, edition)
            drafts.put(visit.id, "visit", records.visit_record(visit))
            services.evidence.put("visit_opened", staff=staff, visit=visit.id)
        return visit

    def _forget(self, visit_id: str, outcome: str) -> None:
        """Write down that the visit ends, then erase it; killed between, it is there once more."""
        staff = self.keys.open_shift.staff.id
        self.services.evidence.put("visit_closed", staff=staff, visit=visit_id, outcome=outcome)
        self.keys.drafts.forget(visit_id)

    async def _prefill(self, visit: VisitState, filing: FilingState) -> None:
        for question_id, answer in facts.prefill(filing.procedure, visit.facts).items():
            if question_id in filing.answers:
                continue
            filing.answers[question_id] = replace(answer)
            row = records.answer_row(filing.procedure.id, question_id)
            await self._put(visit, row, records.ANSWER.dump_json(answer))

    async def _put(self, visit: VisitState, name: str, value: bytes) -> None:
        await self.services.workers.store(self.keys.drafts.put, visit.id, name, value)

    @property
    def _visit(self) -> VisitState:
        assert self.state.visit is not None  # noqa: S101 - these screens show only with a visit
        return self.state.visit


def _place_to_resume(visit: VisitState) -> Screen:
    """The first thing of a visit that is not there yet."""
    if visit.identity is None:
        return Screen.IDENTITY
    if visit.actor is None:
        return Screen.ACTOR
    if not visit.filings:
        return Screen.PROCEDURES
    return Screen.HAND_OVER
