"""The port for readers: lists them, waits for a card and opens it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from card_reader.card import Card


@dataclass(frozen=True)
class Reader:
    """One reader by the name its driver gave it."""

    name: str
    has_card: bool


class CardSource(Protocol):
    """What a program needs of readers; every method blocks and belongs in a worker thread."""

    def readers(self) -> list[Reader]:
        """Return the readers. Raises ServiceStopped."""

    def wait_for_card(self, timeout_s: float, cancelled: Callable[[], bool]) -> Reader:
        """Return the first reader that has a card, also one plugged in meanwhile.

        Raises:
            NoReader, NoCard: at the end of *timeout_s* seconds.
            SeveralCards, Cancelled, ServiceStopped.
        """

    def open(self, reader: Reader | None = None) -> AbstractContextManager[Card]:
        """Hold the card for one flow; other programs wait until the block ends.

        Raises:
            NoCard, SeveralCards, CardBusy, ServiceStopped.
        """
