"""Opens the practice desk's card as a CardSource, in this process."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from card_reader.card import Card
from card_reader.channel import Channel
from card_reader.errors import Cancelled, NoCard
from card_reader.simulated.desk import SimulatedDesk
from card_reader.source import Reader, never
from card_reader.trace import Watch, Watched

NAME: Final = "練習用リーダー"
POLL_S: Final = 0.1


@dataclass(frozen=True)
class DeskTransport:
    """Carries commands to the card that lay on the desk when it was opened."""

    desk: SimulatedDesk
    insertion: int
    cancelled: Callable[[], bool] = never

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        """Send one APDU. CardRemoved once the card changed; Cancelled before it is sent."""
        if self.cancelled():
            raise Cancelled
        return self.desk.transmit(self.insertion, apdu)


@dataclass(frozen=True)
class SimulatedSource:
    """A CardSource with one reader, the practice desk."""

    desk: SimulatedDesk
    watch: Watch | None = None

    def readers(self) -> list[Reader]:
        """Return the one practice reader."""
        return [Reader(NAME, self.desk.current() is not None)]

    def wait_for_card(self, timeout_s: float, cancelled: Callable[[], bool]) -> Reader:
        """Wait until a practice card is put.

        Raises:
            NoCard: at the end of *timeout_s* seconds. Cancelled: *cancelled* returned True.
        """
        end = time.monotonic() + timeout_s
        while self.desk.current() is None:
            if cancelled():
                raise Cancelled
            if time.monotonic() >= end:
                raise NoCard
            time.sleep(POLL_S)
        return Reader(NAME, True)

    @contextmanager
    def open(
        self,
        reader: Reader | None = None,  # noqa: ARG002 - only one
        *,
        exclusive: bool = False,  # noqa: ARG002 - nobody else is there
        cancelled: Callable[[], bool] = never,
    ) -> Iterator[Card]:
        """Hold the card for one flow; it has no power afterwards. NoCard when the desk is empty."""
        if self.desk.current() is None:
            raise NoCard
        insertion = self.desk.insertion()
        line = DeskTransport(self.desk, insertion, cancelled)
        try:
            yield Card(Channel(Watched(line, self.watch) if self.watch else line))
        finally:
            self.desk.power_off(insertion)
