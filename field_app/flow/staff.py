"""Signs staff in, locks, takes the tablet back, and lists what was left half-done."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from field_app.document.fonts import register
from field_app.flow.base.services import Services
from field_app.flow.base.session import SessionKeys
from field_app.flow.base.step import Steps, step
from field_app.flow.base.witness import prove, sign_in
from field_app.flow.kept import records
from field_app.platform.clock import local_date
from field_app.procedure.definition.provenance import Source
from field_app.state.app import PIN_TRIES, AppState
from field_app.state.screen import Screen
from field_app.state.shift import LeaseSeen, LeftRow, ShiftSeen
from field_app.words.problem import Problem, problem_of
from sync.tablet.errors import VaultWiped
from sync.tablet.vault.shift import Staff
from sync.tablet.vault.taken_off import left_behind

SHORT_LEASE: Final = timedelta(days=2)
HELD: Final = "with_resident"


class WrongStaffPin(Exception):
    """It is not the PIN of who is signed in; the resident's pages stay."""

    message_key = "staff_pin.p_wrong"

    def __init__(self, tries_left: int) -> None:
        super().__init__(f"{tries_left} tries left")
        self.tries_left = tries_left


class StaffPinsDiffer(Exception):
    """The PIN was typed differently the second time; nothing was changed."""

    message_key = "staff_pin.p_differ"


def hold(services: Services, holder: Source) -> None:
    """Write down who holds the tablet from now on; a start after a kill reads it. Blocks."""
    if holder is not Source.STAFF:
        services.store.put_setting(HELD, b"1")
    else:
        services.store.remove_setting(HELD)


@dataclass(frozen=True)
class StaffFlow:
    """Leads from the locked screen to the home screen, and back."""

    state: AppState
    services: Services
    keys: SessionKeys
    steps: Steps

    def names(self) -> list[Staff]:
        """Return who may sign in on this tablet."""
        return self.services.vault.staff()

    @step
    async def sign_in(self, staff_id: str, passphrase: str) -> None:
        """Unlock this person's own visits; a wrong passphrase says how many tries are left."""
        shift = await self.services.workers.store(sign_in, self.services, staff_id, passphrase)
        self.services.workers.prepare(register)  # not at the start: it would slow the first page
        self.keys.shift = shift
        self.state.staff_id, self.state.staff_name = shift.staff.id, shift.staff.name
        self.state.has_staff_pin = await self.services.workers.store(shift.pin.is_chosen)
        self.state.pin_tries = PIN_TRIES
        await self.services.workers.store(hold, self.services, Source.STAFF)
        await self.load_home()
        self.state.notice = "shift.p_taken" if shift.taken else None

    @step
    async def home(self) -> None:
        """Go home; the visit that was open stays half-done in the list."""
        await self.put_away()

    async def put_away(self) -> None:
        """Show home, or the way to it, and forget the visit that was open; all of it is kept.

        The page of the visit stays until home shows: without its visit nothing can draw it.
        """
        try:
            await self.load_home()
        finally:
            self.state.forget_visit()
            self.services.hand_out.clear()

    @step
    async def stop(self) -> None:
        """Leave a resident's page (「やめる」) for home; it is there again until staff are."""
        if self.state.typed_by is Source.STAFF:
            await self.put_away()
        else:
            self.state.go(Screen.HOME)

    @step
    async def take_back(self, secret: str) -> None:
        """Go on where the staff's side waits, once who is signed in proved to hold the tablet."""
        state = self.state
        await self.prove(secret)
        await self.services.workers.store(hold, self.services, Source.STAFF)
        state.screen = waiting = state.beyond or Screen.HOME
        state.beyond = None
        if waiting is Screen.HOME:
            await self.put_away()
        else:
            state.go(waiting)

    def is_with_resident(self) -> bool:
        """Tell whether a resident held the tablet when it locked or stopped; asks the store."""
        return self.services.store.setting(HELD) is not None

    def to_resident(self) -> None:
        """Go back to the resident's page: the way to the staff was pressed by mistake."""
        self.state.go(self.state.came_from)

    async def prove(self, secret: str) -> None:
        """Return where *secret* is the PIN of who is signed in, or, without a PIN, the passphrase.

        Three wrong PINs in a row lock the tablet; what is half-done stays.

        Raises:
            WrongStaffPin: with the tries left; none is left once the tablet is locked.
            WrongPassphrase, VaultWiped: as at the sign-in; the tenth wrong one locks.
        """
        services, shift = self.services, self.keys.open_shift
        if not self.state.has_staff_pin:
            try:
                await services.workers.store(prove, services, shift.staff.id, secret)
            except VaultWiped:
                self.lock()
                raise
            return
        if await services.workers.store(shift.pin.matches, secret):
            self.state.pin_tries = PIN_TRIES
            return
        self.state.pin_tries -= 1
        left = self.state.pin_tries
        services.evidence.note("pin_refused", staff=shift.staff.id, tries_left=left)
        if not left:
            self.lock()
            self.state.problem = Problem("staff_pin.p_locked")
            raise asyncio.CancelledError
        raise WrongStaffPin(left)

    @step
    async def open_pin(self) -> None:
        """Show the page where who is signed in chooses a PIN."""
        self.state.go(Screen.PIN)

    @step
    async def choose_pin(self, pin: str, again: str) -> None:
        """Keep the PIN by which who is signed in takes the tablet back."""
        if pin != again:
            raise StaffPinsDiffer
        shift = self.keys.open_shift
        await self.services.workers.store(shift.pin.choose, pin)
        self.services.evidence.note("pin_chosen", staff=shift.staff.id)
        self.state.has_staff_pin = True
        await self.load_home()
        self.state.notice = "staff_pin.p_chosen"

    @step
    async def open_notices(self) -> None:
        """Show every notice of the city that is in force."""
        self.state.go(Screen.NOTICES)

    def forget_keys(self) -> None:
        """Lock without a screen to show it: the window was closed or lost."""
        self.steps.drop()
        shift = self.keys.shift
        self.keys.lock()
        self.services.hand_out.clear()
        self.services.filed.forget()
        if shift is not None:
            self.services.evidence.note("locked", staff=shift.staff.id)

    def lock(self) -> None:
        """Forget the keys and everything on the screen; every saved answer stays sealed.

        Works at any moment, also while a step runs: by the button, the idle
        timer, a closed window or a take-over.
        """
        self.forget_keys()
        state = self.state
        state.forget_visit()
        state.staff_id = state.staff_name = None
        state.has_staff_pin, state.beyond = False, None
        state.visits = ()
        state.left_behind = ()
        state.transferring = None
        state.shift = ShiftSeen()
        state.sent = ()
        state.typed_by = Source.RESIDENT
        state.busy = None
        state.go(Screen.SIGN_IN)
        state.changed()

    async def load_home(self) -> None:
        """Show the home screen with the half-done visits as they are now."""
        drafts = self.keys.drafts
        editions, packs = self.services.editions, self.services.packs
        rows = await self.services.workers.store(
            lambda: [records.row_of(drafts, visit, editions) for visit in drafts.visits()]
        )
        today = local_date(self.services.now())
        trouble = await self.services.workers.store(editions.trouble, packs.refusal(), today)
        await self.services.workers.documents(editions.newest().tables.prepare)
        self.state.visits = tuple(rows)
        self.state.pack_note = problem_of(trouble) if trouble else None
        self.state.lease = await self.services.workers.store(self.lease_seen)
        self.state.left_behind = await self.services.workers.store(self._left_behind)
        self.state.is_alone = await self.services.workers.store(self.services.is_alone)
        self.state.go(Screen.HOME)

    def lease_seen(self) -> LeaseSeen:
        """Read until when half-done visits open; asks the store."""
        leases = self.services.vault.leases
        left = leases.left()
        return LeaseSeen(leases.kept().until, left < SHORT_LEASE, is_over=not left)

    def _left_behind(self) -> tuple[LeftRow, ...]:
        """Return what may be taken over; nothing in a late shift, which opens no older visit."""
        if self.keys.open_shift.is_late:
            return ()
        return tuple(
            LeftRow(one.staff.id, one.staff.name, one.visits, one.is_open)
            for one in left_behind(self.services.store)
        )
