"""Reads cards in PC/SC readers; the only file that imports pyscard.

Any failure of a transmit means that the card is gone: pyscard's codes cannot
tell a removal from a broken reader (docs/card.md).
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from card_reader.card import Card
from card_reader.channel import Channel, takes_extended
from card_reader.errors import (
    Cancelled,
    CardBusy,
    CardError,
    CardRemoved,
    NoCard,
    NoReader,
    ServiceStopped,
    SeveralCards,
)
from card_reader.source import Reader
from card_reader.trace import Watch, Watched

POLL_MS: Final = 200
# Codes of PC/SC that pyscard gives as negative numbers. Source: pcsclite.h.
SHARING_VIOLATION: Final = 0x8010000B
NO_CARD_CODES: Final = (0x8010000C, 0x80100069)
NO_READER_CODES: Final = (0x80100009, 0x80100017, 0x8010002E)
NO_SERVICE_CODES: Final = (0x8010001D, 0x8010001E)


class PcscTransport:
    """Carries commands to one connected card."""

    def __init__(self, handle: Any, protocol: int) -> None:
        self._handle, self._protocol = handle, protocol

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        """Send one APDU; CardRemoved for every failure, whatever the code says."""
        scard = _scard()
        numbers = list(apdu)
        code, answer = scard.SCardTransmit(self._handle, self._protocol, numbers)
        numbers[:] = [0] * len(numbers)  # it may have held a PIN
        if code != scard.SCARD_S_SUCCESS or len(answer) < 2:
            raise CardRemoved
        return bytes(answer)


class PcscSource:
    """Every reader of this machine; remembers which of them take extended commands."""

    def __init__(self, watch: Watch | None = None) -> None:
        """Tell *watch*, if given, of every command; it sees no data."""
        self._takes_extended: dict[str, bool] = {}
        self._watch = watch

    def readers(self) -> list[Reader]:
        """Return the readers and whether each has a card. ServiceStopped without PC/SC."""
        with _context() as context:
            return _readers(context)

    def wait_for_card(self, timeout_s: float, cancelled: Callable[[], bool]) -> Reader:
        """Poll every reader until one has a card, also one that is plugged in meanwhile.

        Raises:
            NoReader, NoCard: at the end of *timeout_s* seconds.
            SeveralCards: two readers have a card. Cancelled, ServiceStopped.
        """
        end = time.monotonic() + timeout_s
        with _context() as context:
            while True:
                found = _readers(context)
                filled = [reader for reader in found if reader.has_card]
                if len(filled) > 1:
                    raise SeveralCards
                if filled:
                    return filled[0]
                if cancelled():
                    raise Cancelled
                if time.monotonic() >= end:
                    raise NoCard if found else NoReader
                time.sleep(POLL_MS / 1000)

    @contextmanager
    def open(self, reader: Reader | None = None) -> Iterator[Card]:
        """Connect to the card and hold it in one transaction; it is reset after the block.

        Raises:
            NoReader, NoCard, SeveralCards, ServiceStopped: there is nothing to connect to.
            CardBusy: another program holds the card for itself. CardRemoved: it left.
        """
        scard = _scard()
        with _context() as context:
            name = (reader or _only(context)).name
            protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
            code, handle, protocol = scard.SCardConnect(
                context, name, scard.SCARD_SHARE_SHARED, protocols
            )
            if code != scard.SCARD_S_SUCCESS:
                raise _connect_error(code)
            try:
                _begin(handle)
                line = PcscTransport(handle, protocol)
                if name not in self._takes_extended:
                    self._learn(name, line, handle)
                extended = self._takes_extended.get(name, True)
                watched = Watched(line, self._watch) if self._watch else line
                yield Card(Channel(watched, takes_extended=extended))
            finally:
                # Reset on the way out: no application and no PIN stays open behind us.
                scard.SCardEndTransaction(handle, scard.SCARD_RESET_CARD)
                scard.SCardDisconnect(handle, scard.SCARD_RESET_CARD)

    def _learn(self, name: str, line: PcscTransport, handle: Any) -> None:
        """Find out once whether a reader takes extended commands; reconnect where it does not."""
        extended = takes_extended(line)
        if extended is None:
            return
        if not extended:
            _reconnect(handle)
        self._takes_extended[name] = extended


def _begin(handle: Any) -> None:
    scard = _scard()
    if scard.SCardBeginTransaction(handle) != scard.SCARD_S_SUCCESS:
        raise CardRemoved


def _reconnect(handle: Any) -> None:
    """Connect again after a refused command. CardRemoved when the card has left."""
    scard = _scard()
    protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
    scard.SCardEndTransaction(handle, scard.SCARD_LEAVE_CARD)
    code, _ = scard.SCardReconnect(
        handle, scard.SCARD_SHARE_SHARED, protocols, scard.SCARD_RESET_CARD
    )
    if code != scard.SCARD_S_SUCCESS:
        raise CardRemoved
    _begin(handle)


def _scard() -> Any:
    try:
        from smartcard import scard
    except ImportError as missing:
        raise ServiceStopped("pyscard is not installed") from missing
    return scard


@contextmanager
def _context() -> Iterator[Any]:
    scard = _scard()
    code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    if code != scard.SCARD_S_SUCCESS:
        raise ServiceStopped(f"PC/SC answers {code & 0xFFFFFFFF:08X}")
    try:
        yield context
    finally:
        scard.SCardReleaseContext(context)


def _readers(context: Any) -> list[Reader]:
    scard = _scard()
    code, names = scard.SCardListReaders(context, [])
    if code & 0xFFFFFFFF in NO_READER_CODES or (code == scard.SCARD_S_SUCCESS and not names):
        return []
    if code != scard.SCARD_S_SUCCESS:
        raise ServiceStopped(f"PC/SC answers {code & 0xFFFFFFFF:08X}")
    asked = [(name, scard.SCARD_STATE_UNAWARE) for name in names]
    code, states = scard.SCardGetStatusChange(context, 0, asked)
    if code != scard.SCARD_S_SUCCESS:
        return [Reader(name, False) for name in names]
    present = scard.SCARD_STATE_PRESENT
    return [Reader(name, bool(state & present)) for name, state, _ in states]


def _only(context: Any) -> Reader:
    """Return the one reader with a card; nobody guesses between two."""
    found = _readers(context)
    filled = [reader for reader in found if reader.has_card]
    if not found:
        raise NoReader
    if not filled:
        raise NoCard
    if len(filled) > 1:
        raise SeveralCards
    return filled[0]


def _connect_error(code: int) -> CardError:
    code &= 0xFFFFFFFF
    if code == SHARING_VIOLATION:
        return CardBusy()
    if code in NO_READER_CODES:
        return NoReader()
    if code in NO_SERVICE_CODES:
        return ServiceStopped(f"PC/SC answers {code:08X}")
    return NoCard() if code in NO_CARD_CODES else CardRemoved()
