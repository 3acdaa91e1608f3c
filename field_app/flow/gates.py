"""Asks whose visit it is before anything of it shows to whoever holds the tablet now."""

from dataclasses import dataclass

from field_app.flow.base.services import Services
from field_app.flow.base.session import SessionKeys
from field_app.flow.base.step import Steps, step
from field_app.flow.staff import StaffFlow
from field_app.state.app import AppState
from field_app.state.screen import Screen


@dataclass(frozen=True)
class GateFlow:
    """Stands before a visit that is taken up, after a pause, and before the seal."""

    state: AppState
    services: Services
    keys: SessionKeys
    steps: Steps
    staff: StaffFlow

    @step
    async def same(self) -> None:
        """Go on where the gate stood: it is the person whose visit this is."""
        state = self.state
        if state.is_paused:
            state.is_paused = False
        elif state.screen is Screen.CONFIRM:
            state.open_visit.filing.is_same_person = True
        else:
            state.go(state.behind_gate)

    @step
    async def another(self) -> None:
        """Put the visit away, whole, and lead to the staff: it is another person."""
        self.state.is_paused = False
        await self.staff.put_away()
        self.state.notice = "gate.p_kept"

    def may_pause(self) -> bool:
        """Tell whether a page stands open that may be another person's by now."""
        state = self.state
        return (
            state.visit is not None
            and state.screen.is_residents
            and state.screen is not Screen.HAND_BACK
            and not state.is_paused
            and self.steps.running is None
        )

    def pause(self) -> None:
        """Cover the page until somebody says that it is the same person; it stays as it is."""
        self.state.is_paused = True
