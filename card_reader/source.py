"""The port for readers: lists them, waits for a card and opens it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from card_reader.card import Card


def never() -> bool:
    """Return False: nobody stops the work."""
    return False


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

        Other smart cards that lie in other readers do not disturb.

        Raises:
            NoReader, NoCard, ServiceStopped: at the end of *timeout_s* seconds.
            NotMyNumberCard: some other card was put; the next call passes over it.
            SeveralCards, Cancelled.
        """

    def open(
        self,
        reader: Reader | None = None,
        *,
        exclusive: bool = False,
        cancelled: Callable[[], bool] = never,
    ) -> AbstractContextManager[Card]:
        """Hold the card for one flow; other programs wait until the block ends.

        No PIN stays verified behind it.

        Args:
            exclusive: no other program may be connected at all; for signatures and new PINs.
            cancelled: is asked between commands and while an answer is awaited.

        Raises:
            NoCard, SeveralCards, NotMyNumberCard, CardBusy, CardMute, ServiceStopped.
            ReaderSilent, Cancelled: here or at any command.
        """
