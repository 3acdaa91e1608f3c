"""Count the fields and cards of a page from top to bottom, to touch the right one of many."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from tests.e2e.tablet import Tablet


@dataclass
class PageFields:
    """Goes down one page of questions.

    Several questions of a page may have a card 「はい」: those that were passed and not chosen
    stand before the next one. With ``is_idle`` nothing is touched, only counted: what a page
    that is mended shows already.
    """

    tablet: Tablet
    is_idle: bool = False
    typed: int = 0
    passed: Counter[str] = field(default_factory=Counter)

    def type(self, text: str) -> None:
        """Type into the next field; nothing is left empty."""
        if text and not self.is_idle:
            self.tablet.type(text, self.typed)
        self.typed += 1

    def choose(self, labels: Sequence[str], chosen: Collection[str]) -> None:
        """Touch the cards *chosen* among those of the next question."""
        for label in labels:
            if label in chosen and not self.is_idle:
                self.tablet.press(label, nth=self.passed[label], exact=True)
        self.passed.update(label for label in labels if label not in chosen)

    def press(self, label: str) -> None:
        """Touch a button of the next question that stays none of its cards."""
        if not self.is_idle:
            self.tablet.press(label, nth=self.passed[label])
