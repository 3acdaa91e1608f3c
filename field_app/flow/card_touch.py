"""Waits for a card and reads its counters; no PIN passes through here."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from card_reader import Card, CardError, NoReader, PinTries
from field_app.flow.services import Services
from field_app.flow.step import show_busy
from field_app.state.app import AppState
from field_app.state.card import TriesSeen

WAIT_FOR_CARD_S = 120.0

T = TypeVar("T")


@dataclass(frozen=True)
class CardTouch:
    """Holds the card of one step, on any reader; what it says goes to ``state.card_step``."""

    state: AppState
    services: Services
    stopped: threading.Event = field(default_factory=threading.Event)

    async def wait(self) -> None:
        """Wait for a card and read how many tries it has left; costs no try.

        Raises:
            NoReader: at once; waiting would not tell what is missing.
            NoCard, SeveralCards, NotMyNumberCard, Cancelled, ServiceStopped, CardRemoved.
        """
        self.stopped.clear()
        workers, cards = self.services.workers, self.services.cards
        show_busy(self.state, "card_step.l_waiting")
        if not await workers.card(cards.readers):
            raise NoReader
        await workers.card(cards.wait_for_card, WAIT_FOR_CARD_S, self.stopped.is_set)
        show_busy(self.state, "card_step.l_reading")
        self.state.card_step.tries = _seen(await workers.card(self.with_card, _tries))
        self.state.card_step.reader_ready = True

    def stop(self) -> None:
        """Stop waiting; nothing is lost and no try is used."""
        self.stopped.set()

    async def look_at_tries(self) -> None:
        """Read the counters again after an attempt; they stay as they were without a card."""
        try:
            tries = await self.services.workers.card(self.with_card, _tries)
        except CardError:
            self.state.card_step.reader_ready = False
            return
        self.state.card_step.tries = _seen(tries)

    def with_card(self, work: Callable[[Card], T]) -> T:
        """Run *work* with the card held, once it is known to be the one of this step. Blocks.

        Raises:
            NotMyNumberCard, AnotherCard: nothing was presented to it.
        """
        with self.services.cards.open() as card:
            self.state.card_step.same.check(card)
            return work(card)


def _tries(card: Card) -> PinTries:
    return card.tries()


def _seen(tries: PinTries) -> TriesSeen:
    return TriesSeen(
        tries.user_authentication, tries.signature, tries.input_support, tries.verification_b
    )
