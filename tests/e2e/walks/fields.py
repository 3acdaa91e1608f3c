"""Count the fields and cards of a page from top to bottom, to touch the right one of many."""

from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from playwright.sync_api import Locator, TimeoutError, expect

from field_app.words.words import Words
from tests.e2e.tablet import Tablet

TRIES = 3
MARKED_MS = 3000


@dataclass
class PageFields:
    """Goes down one page of questions.

    Several questions of a page may have a card 「はい」: those that were passed and not chosen
    stand before the next one. With ``is_idle`` nothing is touched, only counted: what a page
    that is mended shows already.
    """

    tablet: Tablet
    words: Words
    is_idle: bool = False
    typed: int = 0
    passed: Counter[str] = field(default_factory=Counter)
    chosen: Counter[str] = field(default_factory=Counter)

    def type(self, text: str) -> None:
        """Type into the next field once it has the focus: else the keys are the last one's."""
        field = self.tablet.page.locator("input, textarea").nth(self.typed)
        for _ in range(TRIES if text and not self.is_idle else 0):
            field.click()
            if focused(field):
                self.tablet.type(text, self.typed)
                if field.input_value() == text:
                    break
        self.typed += 1

    def choose(self, labels: Sequence[str], chosen: Collection[str]) -> None:
        """Touch the cards *chosen* among those of the next question."""
        is_one = len(chosen) == 1
        for label in labels:
            if label in chosen:
                self._touch(label, TRIES if is_one else 1)
                self.chosen[label] += 1
            else:
                self.passed[label] += 1

    def _touch(self, label: str, tries: int) -> None:
        """Touch a card; one that still moved, so that another was hit, is touched again.

        Of several choices a second touch would take the first back, so there is none.
        """
        marked = self.tablet.page.get_by_role(
            "button", name=self.words("components.l_chosen", choice=label), exact=True
        )
        for _ in range(0 if self.is_idle else tries):
            self.take(label)
            with suppress(TimeoutError):
                marked.nth(self.chosen[label]).wait_for(timeout=MARKED_MS)
                return

    def take(self, label: str) -> None:
        """Touch a card that is gone once it is chosen."""
        self.tablet.press(label, nth=self.passed[label], exact=True)

    def press(self, label: str) -> None:
        """Touch a button of the next question that stays none of its cards."""
        if not self.is_idle:
            self.tablet.press(label, nth=self.passed[label])


def focused(field: Locator) -> bool:
    """Wait until *field* has the focus, and tell whether it came; a page that moves loses it."""
    with suppress(AssertionError):
        expect(field).to_be_focused(timeout=MARKED_MS)
        return True
    return False
