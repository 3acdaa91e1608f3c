"""Leads from the resident's pages back to the staff's, for a number that only staff were shown."""

import hmac
from dataclasses import dataclass

from field_app.flow.staff import StaffFlow
from field_app.flow.step import Steps, step
from field_app.state.app import RETURN_TRIES, AppState
from field_app.state.screen import Screen
from field_app.words.problem import Problem


class WrongReturnNumber(Exception):
    """The number is not the one on the staff's home; the resident's pages stay."""

    message_key = "hand_back.p_wrong"

    def __init__(self, tries_left: int) -> None:
        super().__init__(f"{tries_left} tries left")
        self.tries_left = tries_left


@dataclass(frozen=True)
class HandBackFlow:
    """Takes the tablet back from the resident, without the passphrase."""

    state: AppState
    steps: Steps
    staff: StaffFlow

    @step
    async def take_back(self, number: str) -> None:
        """Go on where the staff's side waits; three wrong numbers in a row lock the tablet."""
        state = self.state
        if not hmac.compare_digest(number.encode(), state.return_number.encode()):
            self._refuse()
            return
        state.return_tries = RETURN_TRIES
        state.screen = waiting = state.beyond or Screen.HOME
        state.beyond = None
        if state.visit is None:
            state.language = "ja"  # the resident read theirs to the end
        if waiting is Screen.HOME:
            await self.staff.load_home()
        else:
            state.go(waiting)

    def to_resident(self) -> None:
        """Go back to the resident's page: the way here was pressed by mistake."""
        self.state.go(self.state.came_from)

    def _refuse(self) -> None:
        self.state.return_tries -= 1
        if self.state.return_tries > 0:
            raise WrongReturnNumber(self.state.return_tries)
        self.staff.lock()
        self.state.problem = Problem("hand_back.p_locked")
