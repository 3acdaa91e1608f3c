"""Compares the cards of several touches, so that a typed PIN never reaches another card."""

from card_reader.card import Card
from card_reader.errors import (
    AnotherCard,
    CardUnreadable,
    NotMyNumberCard,
    NotOnPhone,
    PinMissing,
    UnexpectedStatus,
)

# What the chip answers where it has no number to read, as a phone has none.
SILENT = (NotMyNumberCard, NotOnPhone, PinMissing, CardUnreadable, UnexpectedStatus)


class SameCard:
    """Remembers the card of the first touch by its chip's number, in memory only."""

    def __init__(self) -> None:
        self._chip: str | None = None

    def check(self, card: Card) -> None:
        """Remember the first card; two commands a touch, two more for a card not known yet.

        A chip that has a number is the same card, so it is not asked again what it is.

        Raises:
            AnotherCard: this is not the first one; nothing was presented to it.
            NotMyNumberCard: it is none.
        """
        try:
            chip = card.manufacturing_number()
        except SILENT:
            chip = ""
        if not chip or self._chip is None:
            card.kind()
        if self._chip is None:
            self._chip = chip
        elif chip != self._chip:
            raise AnotherCard
