"""Finds the resident's card among all readers of this machine, and opens it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from card_reader.apdu import LONGEST_LE, SHORT_LE
from card_reader.card import Card
from card_reader.channel import Channel
from card_reader.errors import (
    Cancelled,
    CardError,
    NoCard,
    NoReader,
    NotAllowed,
    NotMyNumberCard,
    ServiceStopped,
    SeveralCards,
)
from card_reader.pcsc import service
from card_reader.pcsc.line import PcscSession, PcscTransport, pcsc_session
from card_reader.pcsc.probe import largest_answer
from card_reader.pcsc.service import ReaderState
from card_reader.source import Reader, never
from card_reader.trace import Watch, Watched

POLL_S: Final = 0.2


class PcscSource:
    """Every reader of this machine; remembers how long an answer each of them carries."""

    def __init__(self, watch: Watch | None = None) -> None:
        """Tell *watch*, if given, of every command; it sees no data."""
        self._largest: dict[str, int] = {}
        self._told: set[ReaderState] = set()
        self._watch = watch

    def largest(self) -> dict[str, int]:
        """Return the longest answer in bytes of each reader that was found out so far."""
        return dict(self._largest)

    def readers(self) -> list[Reader]:
        """Return the readers and whether each has a card. ServiceStopped without PC/SC."""
        with pcsc_session(never) as session:
            return [Reader(one.name, one.has_card) for one in session.readers()]

    def wait_for_card(self, timeout_s: float, cancelled: Callable[[], bool]) -> Reader:
        """Poll every reader until one has a card, also one that is plugged in meanwhile.

        A service that stops meanwhile is looked for again: Windows stops it with the last
        reader.

        Raises:
            NoReader, NoCard, NotMyNumberCard, ServiceStopped: at the end of *timeout_s* seconds.
            NotMyNumberCard: at once for some other card; the next call passes over it.
            SeveralCards: two readers have a My Number Card. Cancelled.
        """
        service.library()
        end, choice = time.monotonic() + timeout_s, CardChoice(self._told)
        while True:
            try:
                with pcsc_session(cancelled) as session:
                    return Reader(_wait(session, choice, end), True)
            except NotAllowed:
                raise
            except ServiceStopped:
                if time.monotonic() >= end:
                    raise
                choice = CardChoice(self._told)
            time.sleep(POLL_S)

    @contextmanager
    def open(
        self,
        reader: Reader | None = None,
        *,
        exclusive: bool = False,
        cancelled: Callable[[], bool] = never,
    ) -> Iterator[Card]:
        """Connect to the card and hold it in one transaction; it has no power after the block.

        Raises:
            NoReader, NoCard, SeveralCards, NotMyNumberCard, ServiceStopped: nothing to connect to.
            CardBusy: another program holds the card. CardMute, CardRemoved.
            ReaderSilent, Cancelled: here or at any command.
        """
        with pcsc_session(cancelled) as session:
            name = reader.name if reader else _only(session)
            with session.card(name, exclusive=exclusive) as line:
                largest = self._learnt(name, line)
                watched = Watched(line, self._watch) if self._watch else line
                yield Card(
                    Channel(
                        watched,
                        takes_extended=largest >= LONGEST_LE,
                        block=min(largest, SHORT_LE),
                    )
                )

    def _learnt(self, name: str, line: PcscTransport) -> int:
        """Return the longest answer of a reader; found out once, and not from other cards."""
        if name not in self._largest:
            found = largest_answer(line, line.reopen)
            if found is None:
                return LONGEST_LE
            self._largest[name] = found
        return self._largest[name]


@dataclass(eq=False)
class CardChoice:
    """Which of several cards fits; each is looked at once for as long as it lies there.

    ``fits`` is by reader and state; None for a card that could not be looked at. ``told`` are the
    cards that do not fit and of which somebody was told.
    """

    told: set[ReaderState]
    fits: dict[ReaderState, bool | None] = field(default_factory=dict)

    def of(self, session: PcscSession, found: list[ReaderState]) -> str | None:
        """Return the reader to read from; None while it is worth waiting.

        Raises:
            SeveralCards: two fit. NotMyNumberCard: none does, and of one nobody was told yet.
        """
        filled = [one for one in found if one.has_card]
        self.told.intersection_update(filled)
        if len(filled) == len(found) == 1:  # what it is the caller finds out
            return filled[0].name
        self.fits = {one: self._look(session, one) for one in filled}
        fitting = [one for one in filled if self.fits[one]]
        if len(fitting) > 1:
            raise SeveralCards
        unseen = [one for one in filled if self.fits[one] is None]
        if not fitting and not unseen and set(filled) - self.told:
            self.told.update(filled)
            raise NotMyNumberCard
        return next((one.name for one in (*fitting, *unseen)), None)

    def _look(self, session: PcscSession, one: ReaderState) -> bool | None:
        return self.fits[one] if one in self.fits else _fits(session, one.name)


def _wait(session: PcscSession, choice: CardChoice, end: float) -> str:
    """Return the reader with the card. ServiceStopped: look for the service again."""
    while True:
        found = session.readers()
        name = choice.of(session, found)
        if name is not None:
            return name
        if session.cancelled():
            raise Cancelled
        if time.monotonic() >= end:
            raise _nothing(found)
        time.sleep(POLL_S)


def _only(session: PcscSession) -> str:
    """Return the reader whose card fits, or the only one with a card at all."""
    found = session.readers()
    filled = [one for one in found if one.has_card]
    if len(filled) == 1:
        return filled[0].name
    name = CardChoice(set(filled)).of(session, found)
    if name is None:
        raise _nothing(found)
    return name


def _nothing(found: list[ReaderState]) -> CardError:
    """Return what to say when there is no card to read."""
    if not found:
        return NoReader()
    return NotMyNumberCard() if any(one.has_card for one in found) else NoCard()


def _fits(session: PcscSession, reader: str) -> bool | None:
    """Tell whether a My Number Card or a phone lies there; None when it cannot be looked at."""
    try:
        with session.card(reader, power_off=False) as line:
            Card(Channel(line)).kind()
    except NotMyNumberCard:
        return False
    except (ServiceStopped, Cancelled):
        raise
    except CardError:
        return None
    return True
