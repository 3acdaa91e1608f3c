"""Waits for a card and reads its counters; no PIN passes through here."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from card_reader import (
    Card,
    CardError,
    CardRemoved,
    Certificate,
    NoReader,
    PinTries,
    ReaderSilent,
)
from field_app.flow.base.services import Services
from field_app.flow.base.step import show_busy
from field_app.state.app import AppState
from field_app.state.card import TriesSeen

WAIT_FOR_CARD_S = 120.0

T = TypeVar("T")


class PracticeCard(Exception):
    """A card for practice or for tests lies on the reader of a real city's tablet."""

    message_key = "card_step.p_practice"


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
        self.begin()
        workers, cards = self.services.workers, self.services.cards
        show_busy(self.state, "card_step.l_waiting")
        if not await workers.card(cards.readers):
            raise NoReader
        await workers.card(cards.wait_for_card, WAIT_FOR_CARD_S, self.stopped.is_set)
        show_busy(self.state, "card_step.l_reading")
        self.state.card_step.tries = _seen(await workers.card(self.with_card, _tries))
        self.state.card_step.reader_ready = True

    def begin(self) -> None:
        """Forget that an earlier reading was stopped."""
        self.stopped.clear()

    def stop(self) -> None:
        """Stop waiting, or reading before the next command; the counters say what was used."""
        self.stopped.set()

    async def look_at_tries(self) -> None:
        """Read the counters again after an attempt; they stay as they were without a card."""
        try:
            tries = await self.services.workers.card(self.with_card, _tries)
        except CardError:
            self.state.card_step.reader_ready = False
            return
        self.state.card_step.tries = _seen(tries)

    def with_card(self, work: Callable[[Card], T], *, exclusive: bool = False) -> T:
        """Run *work* with the card held, once it is known to be the one of this step. Blocks.

        Args:
            exclusive: no other program may be connected to the card meanwhile.

        Raises:
            NotMyNumberCard, AnotherCard: nothing was presented to it.
            ReaderSilent: the reader hangs; it is not asked again before :meth:`begin`.
        """
        cards = self.services.cards
        try:
            with cards.open(exclusive=exclusive, cancelled=self.stopped.is_set) as card:
                self.state.card_step.same.check(card)
                return work(card)
        except ReaderSilent:
            self.stopped.set()
            raise


def _tries(card: Card) -> PinTries:
    return card.tries()


def _seen(tries: PinTries) -> TriesSeen:
    return TriesSeen(**tries.left(), missing=tries.missing, unknown=tries.unknown)


def refuse_practice_card(services: Services, certificate: Certificate) -> None:
    """Raise PracticeCard when a real city's tablet holds a card that was made for tests."""
    if certificate.is_test and not services.is_practice:
        raise PracticeCard


def refuse_practice_reading(services: Services, card: Card) -> None:
    """Raise PracticeCard by the card's certificate for user authentication, which is free.

    A card without one, or one that hides it behind its PIN, is none for practice.
    """
    if services.is_practice:
        return
    try:
        certificate = card.authentication_certificate()
    except CardRemoved:
        raise
    except CardError:
        return
    refuse_practice_card(services, certificate)
