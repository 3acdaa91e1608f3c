"""Puts an invented person's card on the practice reader, or takes it away.

Only a tablet that was started for practice has it. These are no steps: a card
may be put or taken while another step waits for one, as in life.
"""

from dataclasses import dataclass

from card_reader.simulated import PersonSummary
from field_app.flow.base.services import Services
from field_app.state.app import AppState
from field_app.state.screen import Screen


@dataclass(frozen=True)
class PracticeFlow:
    """Does what the page 「練習カード」 offers."""

    state: AppState
    services: Services

    def open(self) -> None:
        """Show the practice reader over the screen that is open."""
        if self.state.screen is not Screen.PRACTICE:
            self.state.practice_from = self.state.screen
            self.state.screen = Screen.PRACTICE

    def close(self) -> None:
        """Go back to where it was opened from."""
        if self.state.screen is Screen.PRACTICE:
            self.state.screen = self.state.practice_from

    def persons(self) -> list[PersonSummary]:
        """Return the invented persons whose cards can be put on the practice reader."""
        desk = self.services.practice
        return desk.persons() if desk else []

    def put(self, person_key: str) -> None:
        """Put a person's card on the practice reader, and go back to the visit."""
        desk = self.services.practice
        if desk is not None:
            desk.put(person_key)
            self.state.practice_card = person_key
            self.close()

    def remove(self) -> None:
        """Take the card from the practice reader, as a person would, at any moment."""
        desk = self.services.practice
        if desk is not None:
            desk.remove()
            self.state.practice_card = None
