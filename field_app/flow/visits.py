"""Opens a visit, resumes it, chooses its procedures, and closes it without a trace."""

from dataclasses import dataclass

from field_app.document.inputs import Replaced, Withdrawn
from field_app.flow.after.correcting import correction_of, fill_again
from field_app.flow.after.withdrawing import withdrawn_of
from field_app.flow.base.open_visit import begin_visit, erase_visit, open_visit
from field_app.flow.base.services import Services
from field_app.flow.base.session import SessionKeys
from field_app.flow.base.step import Steps, step
from field_app.flow.base.witness import witness
from field_app.flow.confirm import hand_out_slip
from field_app.flow.kept import records
from field_app.flow.places import place_of, place_to_resume
from field_app.flow.rules.standing import refuse_who_may_not
from field_app.procedure.definition.model import Procedure
from field_app.procedure.definition.provenance import Source
from field_app.procedure.eligibility import as_filed
from field_app.state.app import AppState
from field_app.state.filing import FilingState
from field_app.state.screen import Screen
from field_app.state.sending import SentRow
from field_app.state.visit import Correction, VisitState


@dataclass(frozen=True)
class VisitFlow:
    """Leads a visit from 「あたらしい方」 to its end."""

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

        The tablet cannot read what it sealed: the city sent the answers along, and only what it
        asks again is asked. Where it sent none, every question is.
        """
        await self._begin(Replaced(returned.id, returned.number))

    @step
    async def begin_withdrawal(self) -> None:
        """Open a visit that takes back the application that was looked up.

        Raises:
            AlreadyDecided, NoWithdrawal: no visit was begun.
        """
        state, edition = self.state, self.services.editions.newest()
        withdraws = withdrawn_of(state.found, state.missed_number, edition)
        state.missed_number = ""
        await self._begin(None, withdraws)

    @step
    async def resume(self, visit_id: str) -> None:
        """Take a half-done visit up where it was left, with every saved answer.

        Whose it is stands before it, where anything is known of anybody.
        """
        visit = await self.services.workers.store(
            records.restore, self.keys.drafts, visit_id, self.services.editions
        )
        visit.correction = await self._correction_of(visit)
        self.state.visit = visit
        await witness(self, "visit_resumed")
        place = place_to_resume(visit)
        if place is Screen.SEALED:
            await hand_out_slip(self.services, visit.filing)
        elif visit.filings:
            await self._fill(visit.filing)
        self.state.behind_gate = place
        self.state.go(Screen.SAME_PERSON if visit.has_begun else place)

    @step
    async def discard(self, visit_id: str) -> None:
        """Erase a half-done visit; only after the member of staff said so twice."""
        await self.services.workers.store(erase_visit, self, visit_id, "discarded")
        self.state.visits = tuple(row for row in self.state.visits if row.id != visit_id)

    @step
    async def choose(self, procedure_ids: tuple[str, ...]) -> None:
        """Take the chosen procedures, in the order of the list, and fill in what is known.

        What is sealed stays with the visit; where nothing else is chosen, its number shows again.
        """
        opened = open_visit(self)
        visit = opened.shown
        known = {procedure.id: procedure for procedure in visit.edition.catalogue.procedures}
        kept = {filing.procedure.id: filing for filing in visit.filings}
        actor = visit.actor.kind if visit.actor else ""
        sealed = [id_ for id_, one in kept.items() if one.is_sealed and id_ not in procedure_ids]
        filings = [
            _filing(kept.get(id_), as_filed(known[id_], actor)) for id_ in (*sealed, *procedure_ids)
        ]
        for filing in filings:
            refuse_who_may_not(visit, filing)
        visit.filings = filings
        visit.current = visit.first_open
        if not visit.filing.is_sealed:
            await self._fill(visit.filing)
        await opened.put_choice()
        self._show_first(visit)

    @step
    async def close(self) -> None:
        """End the visit: erase its rows and keys, and forget the person on the screen.

        Where staff typed it leads home at once, otherwise when the tablet was handed back.
        """
        visit = self.state.open_visit
        await self.services.workers.store(erase_visit, self, visit.id, "done")
        self.state.visits = tuple(row for row in self.state.visits if row.id != visit.id)
        self.services.hand_out.clear()
        self.state.forget_visit()
        self.state.go(Screen.HOME)
        self.state.typed_by = Source.RESIDENT

    def show(self, screen: Screen) -> None:
        """Show another of the staff's screens of an open visit; nothing is saved by it."""
        self.state.go(screen)

    def call_staff(self) -> None:
        """Say on the resident's page that staff come; works at any moment, also while a step runs.

        Staff sit beside the resident and see it. A tablet without them sends its signal from here.
        """
        self.state.is_staff_called = True

    def end_call(self) -> None:
        """Take the note away: staff are there, or the button was pressed by mistake."""
        self.state.is_staff_called = False

    async def _begin(self, replaces: Replaced | None, withdraws: Withdrawn | None = None) -> None:
        await self.services.workers.store(self.services.store.space.refuse_when_low)
        visit = await self.services.workers.store(begin_visit, self, replaces, withdraws)
        visit.correction = await self._correction_of(visit)
        self.state.visit = visit
        self.state.go(Screen.IDENTITY)

    async def _fill(self, filing: FilingState) -> None:
        """Save what the visit knows already, and what was answered before the correction."""
        opened = open_visit(self)
        await opened.prefill(filing)
        await fill_again(opened, filing)

    def _show_first(self, visit: VisitState) -> None:
        """Show the procedure's first page; before answers that came back, whose they are."""
        self.state.behind_gate = place = place_of(visit)
        came_back = visit.correction is not None and place in (Screen.SUBJECT, Screen.HAND_OVER)
        self.state.go(Screen.SAME_PERSON if came_back else place)

    async def _correction_of(self, visit: VisitState) -> Correction | None:
        replaces = visit.replaces
        return await self.services.workers.store(correction_of, self.services, self.keys, replaces)


def _filing(kept: FilingState | None, procedure: Procedure) -> FilingState:
    """Return what was begun; anew where who came changed what of the procedure is asked."""
    if kept is not None and (kept.is_sealed or kept.procedure == procedure):
        return kept
    return FilingState(procedure)
