"""Signs staff in, locks, takes the tablet back, and lists what was left half-done."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from field_app.document.fonts import register
from field_app.flow.base.services import Services
from field_app.flow.base.session import SessionKeys
from field_app.flow.base.step import Steps, step
from field_app.flow.base.witness import sign_in
from field_app.flow.kept import records
from field_app.platform.clock import local_date
from field_app.procedure.definition.provenance import Source
from field_app.state.app import RETURN_DIGITS, RETURN_TRIES, AppState
from field_app.state.screen import Screen
from field_app.state.shift import LeaseSeen, LeftRow, ShiftSeen
from field_app.words.problem import Problem, problem_of
from sync.tablet.vault.shift import Staff
from sync.tablet.vault.taken_off import left_behind

SHORT_LEASE: Final = timedelta(days=2)
HELD: Final = "with_resident"


class WrongReturnNumber(Exception):
    """The number is not the one on the staff's home; the resident's pages stay."""

    message_key = "hand_back.p_wrong"

    def __init__(self, tries_left: int) -> None:
        super().__init__(f"{tries_left} tries left")
        self.tries_left = tries_left


def hold(services: Services, holder: Source) -> None:
    """Write down who holds the tablet from now on; a start after a kill reads it. Blocks."""
    if holder is Source.RESIDENT:
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
        self.state.return_number = f"{secrets.randbelow(10**RETURN_DIGITS):0{RETURN_DIGITS}}"
        self.state.return_tries = RETURN_TRIES
        await self.services.workers.store(hold, self.services, Source.STAFF)
        await self.load_home()
        self.state.notice = "shift.p_taken" if shift.taken else None

    @step
    async def home(self) -> None:
        """Go home; the visit that was open stays half-done in the list."""
        self.state.forget_visit()
        self.services.hand_out.clear()
        await self.load_home()

    @step
    async def take_back(self, number: str) -> None:
        """Go on where the staff's side waits; three wrong numbers in a row lock the tablet."""
        state = self.state
        if not hmac.compare_digest(number.encode(), state.return_number.encode()):
            self._refuse_number()
            return
        state.return_tries = RETURN_TRIES
        await self.services.workers.store(hold, self.services, Source.STAFF)
        state.screen = waiting = state.beyond or Screen.HOME
        state.beyond = None
        if waiting is Screen.HOME:
            await self.load_home()
        else:
            state.go(waiting)

    def is_with_resident(self) -> bool:
        """Tell whether a resident held the tablet when it locked or stopped; asks the store."""
        return self.services.store.setting(HELD) is not None

    def to_resident(self) -> None:
        """Go back to the resident's page: the way to the staff was pressed by mistake."""
        self.state.go(self.state.came_from)

    def _refuse_number(self) -> None:
        self.state.return_tries -= 1
        if self.state.return_tries > 0:
            raise WrongReturnNumber(self.state.return_tries)
        self.lock()
        self.state.problem = Problem("hand_back.p_locked")

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
        state.return_number, state.beyond = "", None
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
