"""Ends a shift, transfers a visit, changes the passphrase, and watches the key lease."""

from dataclasses import dataclass

from field_app.flow.base.services import Services
from field_app.flow.base.session import SessionKeys
from field_app.flow.base.step import Steps, step
from field_app.flow.base.witness import change_passphrase
from field_app.flow.joining import NewStaff, PassphrasesDiffer
from field_app.flow.staff import StaffFlow
from field_app.state.app import AppState
from field_app.state.screen import Screen
from field_app.state.shift import ShiftSeen
from field_app.words.problem import problem_of
from field_app.words.typed_text import refuse_individual_number
from sync.passphrases import normalised
from sync.tablet.errors import LeaseEnded, OrderedLock, StaffTakenOff, VaultWiped, WipedByCity
from sync.tablet.vault.shift import Staff
from sync.tablet.vault.take_over import take_over
from sync.wire.events.event_kinds import person_id


class UndeliveredApplications(Exception):
    """Sealed applications are not with the city yet; ending the shift wants a second yes."""

    message_key = "shift.p_unsent"

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} not sent")
        self.count = count


@dataclass(frozen=True)
class ShiftFlow:
    """Does what a member of staff may do with the own shift, beside the visits in it."""

    state: AppState
    services: Services
    keys: SessionKeys
    steps: Steps
    staff: StaffFlow

    @step
    async def open(self) -> None:
        """Show the shift: what is half-done, what is not sent, until when the keys open."""
        await self._show()

    @step
    async def open_passphrase(self) -> None:
        """Show the page for another passphrase."""
        self.state.go(Screen.PASSPHRASE)

    @step
    async def change_passphrase(self, old: str, new: str, again: str) -> None:
        """Change the passphrase; the visits stay as they are.

        The tenth wrong old one wipes, as at sign-in: nothing more may begin
        under a key that is gone, so the session ends with it.
        """
        if normalised(new) != normalised(again):
            raise PassphrasesDiffer
        services, staff = self.services, self.keys.open_shift.staff
        try:
            await services.workers.store(change_passphrase, services, staff.id, old, new)
        except VaultWiped:
            self.staff.lock()
            raise
        await self._show()
        self.state.notice = "shift.p_changed"

    @step
    async def open_new_staff(self) -> None:
        """Show the page for a new colleague."""
        self.state.go(Screen.NEW_STAFF)

    @step
    async def add_colleague(self, person: NewStaff, again: str) -> None:
        """Give a colleague a key of their own on this tablet; who is signed in vouches."""
        if normalised(person.passphrase) != normalised(again):
            raise PassphrasesDiffer
        refuse_individual_number((person.id, person.name))
        await self.services.workers.store(self._add, person)
        await self._show()
        self.state.notice = "shift.p_added"

    @step
    async def remove_colleague(self, id: str) -> None:
        """Take a colleague who left off this tablet; refused while something would be lost."""
        await self.services.workers.store(self._remove, id)
        await self._show()
        self.state.notice = "shift.p_removed"

    @step
    async def take_over(self, id: str) -> None:
        """Take over the half-done visits of a colleague whom the city took off."""
        await self.services.workers.store(self._take_over, id)
        await self.staff.load_home()
        self.state.notice = "shift.p_taken_over"

    @step
    async def end(self, *, erase_half_done: bool, leave_unsent: bool) -> None:
        """End the shift for good, and lock.

        Raises (as a problem on the page; nothing was changed):
            UndeliveredApplications, HalfDoneVisits: without their own yes.
        """
        unsent = await self.services.workers.store(self._unsent)
        if unsent and not leave_unsent:
            raise UndeliveredApplications(unsent)
        await self.services.workers.store(self._end, erase_half_done)
        self.staff.lock()
        self.state.notice = "shift.p_ended"

    def colleagues(self) -> list[Staff]:
        """Return who else may sign in on this tablet."""
        everybody = self.services.vault.staff()
        return [person for person in everybody if person.id != self.state.staff_id]

    @step
    async def choose_colleague(self, visit_id: str) -> None:
        """Ask who takes this half-done visit over."""
        self.state.transferring = next(row for row in self.state.visits if row.id == visit_id)
        self.state.go(Screen.COLLEAGUE)

    @step
    async def transfer(self, colleague_id: str) -> None:
        """Transfer the visit; from now on only the colleague can read it."""
        row = self.state.transferring
        assert row is not None  # noqa: S101 - this page shows only with a visit
        await self.services.workers.store(self._transfer, row.id, colleague_id)
        self.state.transferring = None
        await self.staff.load_home()
        self.state.notice = "shift.p_given"

    async def watch_lease(self) -> None:
        """Lock when the city's lease no longer lets drafts be opened, or took the person off.

        An order holds at once, and so does being taken off: half-done visits stay sealed. A
        lease that has merely ended waits until the visit that is open is closed or left: no
        resident is cut off by it. A late shift ends likewise once the lease runs again, so
        that the visits of before open.

        Raises:
            SyncError: the store does not say; nobody is locked out by that.
        """
        shift = self.keys.shift
        if shift is None:
            return
        is_late, is_waiting = shift.is_late, self.state.visit is None
        try:
            await self.services.workers.store(self.services.vault.refuse_to_go_on, shift)
        except (OrderedLock, WipedByCity, StaffTakenOff) as refused:
            self.staff.lock()
            self.state.problem = problem_of(refused)
        except LeaseEnded as ended:
            if is_waiting and not is_late:
                self.staff.lock()
                self.state.problem = problem_of(ended)
        else:
            if is_waiting and is_late:
                self.staff.lock()
                self.state.notice = "shift.p_lease_back"

    def _add(self, person: NewStaff) -> None:
        services, shift = self.services, self.keys.open_shift
        id, name = person.id.strip(), person.name.strip()
        with services.store.atomic():
            services.vault.add_staff(id, name, person.passphrase, by=shift)
            services.evidence.put("staff_added", staff=shift.staff.id, person=str(person_id(id)))

    def _remove(self, id: str) -> None:
        services, shift = self.services, self.keys.open_shift
        with services.store.atomic():
            services.vault.remove_staff(id, by=shift)
            services.evidence.put("staff_removed", staff=shift.staff.id, person=str(person_id(id)))

    def _take_over(self, id: str) -> None:
        services, shift = self.services, self.keys.open_shift
        person = str(person_id(id))
        with services.store.atomic():
            count = take_over(services.store, id, by=shift)
            services.evidence.put(
                "visits_taken_over", staff=shift.staff.id, person=person, count=count
            )

    def _transfer(self, visit: str, colleague: str) -> None:
        services, shift, to = self.services, self.keys.open_shift, str(person_id(colleague))
        with services.store.atomic():
            shift.give(visit, colleague)
            services.evidence.put("visit_given", staff=shift.staff.id, visit=visit, to=to)
        services.store.scrub()

    def _end(self, erase_half_done: bool) -> None:
        shift, drafts = self.keys.open_shift, len(self.keys.drafts.visits())
        with self.services.store.atomic():
            self.services.evidence.put("shift_ended", staff=shift.staff.id, drafts=drafts)
            shift.end(erase_half_done=erase_half_done)

    async def _show(self) -> None:
        self.state.shift = await self.services.workers.store(self._seen)
        self.state.lease = await self.services.workers.store(self.staff.lease_seen)
        self.state.go(Screen.SHIFT)

    def _seen(self) -> ShiftSeen:
        return ShiftSeen(len(self.keys.drafts.visits()), self._unsent())

    def _unsent(self) -> int:
        counts = self.services.outbox.counts()
        return counts.waiting + counts.stuck
