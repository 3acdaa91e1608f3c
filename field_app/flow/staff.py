"""Staff sign in, lock, and see what they left half-done."""

from dataclasses import dataclass

from field_app.flow import records
from field_app.flow.services import Services
from field_app.flow.session import SessionKeys
from field_app.flow.step import Steps, step
from field_app.state import AppState, Screen, VisitRow
from sync.tablet.vault import Staff


@dataclass(frozen=True)
class StaffFlow:
    """From the locked screen to the home screen, and back."""

    state: AppState
    services: Services
    keys: SessionKeys
    steps: Steps

    def names(self) -> list[Staff]:
        """Who may sign in on this tablet."""
        return self.services.vault.staff()

    @step
    async def sign_in(self, staff_id: str, passphrase: str) -> None:
        """Unlock this person's own visits; a wrong passphrase says how many tries are left."""
        shift = await self.services.workers.store(self.services.vault.sign_in, staff_id, passphrase)
        self.keys.shift = shift
        self.state.staff_id, self.state.staff_name = shift.staff.id, shift.staff.name
        await self._load_home()

    @step
    async def home(self) -> None:
        """Go home; the visit that was open stays half-done in the list."""
        self.state.forget_visit()
        self.services.hand_out.clear()
        await self._load_home()

    def forget_keys(self) -> None:
        """Lock without a screen to show it: the window was closed or lost."""
        self.steps.drop()
        self.keys.lock()
        self.services.hand_out.clear()

    def lock(self) -> None:
        """Forget the keys and everything on the screen; every saved answer stays sealed.

        Works at any moment, also while a step runs: by the button, the idle
        timer, a closed window or a take-over.
        """
        self.forget_keys()
        state = self.state
        state.forget_visit()
        state.staff_id = state.staff_name = None
        state.visits = ()
        state.sent = ()
        state.typed_by = "resident"
        state.busy = None
        state.go(Screen.SIGN_IN)
        state.changed()

    async def _load_home(self) -> None:
        drafts = self.keys.drafts
        rows = await self.services.workers.store(
            lambda: [
                VisitRow(
                    id=visit.id,
                    opened_at=visit.opened_at,
                    name=records.name_of(drafts, visit.id),
                    procedure_title_keys=records.titles_of(
                        drafts, visit.id, self.services.catalogue
                    ),
                )
                for visit in drafts.visits()
            ]
        )
        self.state.visits = tuple(rows)
        self.state.go(Screen.HOME)
