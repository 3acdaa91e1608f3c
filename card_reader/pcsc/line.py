"""Holds one card in one reader: connected, in a transaction, and without power afterwards."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from card_reader.errors import CardBusy, ReaderSilent
from card_reader.pcsc import service
from card_reader.pcsc.calls import Calls

# A signature takes some 0.7 s; drivers give up after a few seconds themselves.
ANSWER_S: Final = 10.0
SERVICE_S: Final = 5.0
# Windows itself looks at each new card for a moment.
BUSY_S: Final = 2.0
POLL_S: Final = 0.2

T = TypeVar("T")


@dataclass(frozen=True)
class PcscSession:
    """A context of the service, and the thread on which it is used."""

    calls: Calls = field(repr=False)
    context: Any = field(repr=False)
    cancelled: Callable[[], bool]

    def run(self, call: Callable[[], T], within_s: float = SERVICE_S) -> T:
        """Make one call to the service. ReaderSilent, Cancelled: it is not waited for any more."""
        return self.calls.run(call, within_s, self.cancelled)

    def readers(self) -> list[service.ReaderState]:
        """Return the readers as they are now. ServiceStopped: this session is over."""
        return self.run(lambda: service.reader_states(self.context))

    @contextmanager
    def card(
        self, reader: str, *, exclusive: bool = False, power_off: bool = True
    ) -> Iterator["PcscTransport"]:
        """Hold the card in *reader*; without power, and so without a verified PIN, afterwards.

        Raises:
            CardBusy: another program keeps it. CardMute, NoCard, NoReader, CardRemoved.
        """
        connection = self._connect(reader, exclusive)
        try:
            self._begin(connection)
            yield PcscTransport(self, connection)
        finally:
            self.calls.finish(
                lambda: service.disconnect(connection, power_off=power_off), SERVICE_S
            )

    def _connect(self, reader: str, exclusive: bool) -> service.Connection:
        end = time.monotonic() + BUSY_S
        while True:
            try:
                return self.run(
                    lambda: service.connect(self.context, reader, exclusive=exclusive), ANSWER_S
                )
            except CardBusy:
                if time.monotonic() >= end or self.cancelled():
                    raise
                time.sleep(POLL_S)

    def _begin(self, connection: service.Connection) -> None:
        """Wait until other programs let go of the card."""
        try:
            self.run(lambda: service.begin(connection), ANSWER_S)
        except ReaderSilent as waits:
            raise CardBusy from waits


@dataclass(frozen=True)
class PcscTransport:
    """Carries commands to one connected card."""

    session: PcscSession
    connection: service.Connection = field(repr=False)

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        """Send one APDU; CardRemoved for every failure, whatever the code says.

        Raises:
            ReaderSilent: no answer in time. Cancelled: a person stopped it meanwhile.
        """
        return self.session.run(lambda: service.transmit(self.connection, apdu), ANSWER_S)

    def reopen(self) -> None:
        """Power the card again. CardRemoved when it has left."""
        self.session.run(lambda: service.reconnect(self.connection), ANSWER_S)


@contextmanager
def pcsc_session(cancelled: Callable[[], bool]) -> Iterator[PcscSession]:
    """Open a context of the service on a thread of its own, and give both back after the block.

    Raises:
        ServiceStopped, NotAllowed: there is no service to talk to.
    """
    calls = Calls()
    try:
        context = calls.run(service.establish, SERVICE_S, cancelled)
        try:
            yield PcscSession(calls, context, cancelled)
        finally:
            calls.finish(lambda: service.release(context), SERVICE_S)
    finally:
        calls.close()
