"""Calls the PC/SC service of this machine; the only file that imports pyscard.

Every function blocks and may hang with its reader: ``calls.py`` runs them on a thread of its own.
Codes: pcsclite.h; what they mean for a person: docs/card.md, readers.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from card_reader.errors import (
    CardBusy,
    CardError,
    CardMute,
    CardRemoved,
    NoCard,
    NoReader,
    NotAllowed,
    ServiceStopped,
)

# pyscard gives them as negative numbers.
SHARING_VIOLATION: Final = 0x8010000B
NOT_ALLOWED: Final = 0x8010006A
NO_CARD_CODES: Final = (0x8010000C, 0x80100069)
# Unresponsive, unpowered, no common protocol.
MUTE_CODES: Final = (0x80100066, 0x80100067, 0x8010000F)
NO_READER_CODES: Final = (0x80100009, 0x80100017, 0x8010002E)
# Not there, stopped, or gone together with the context that is asked.
NO_SERVICE_CODES: Final = (0x8010001D, 0x8010001E, 0x80100003, 0x80100013)
# Of a state; the half above it counts how often a card came or went.
STATE_BITS: Final = 16


@dataclass(frozen=True)
class ReaderState:
    """One reader as the service sees it; *changes* counts the cards that came and went.

    Not every system counts.
    """

    name: str
    has_card: bool
    changes: int = 0


@dataclass(frozen=True)
class Connection:
    """A connected card; what of it another program may use is the service's business."""

    handle: Any = field(repr=False)
    protocol: int
    share: int


def establish() -> Any:
    """Return a new context. ServiceStopped without PC/SC, NotAllowed where it is shut."""
    scard = library()
    code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    if code != scard.SCARD_S_SUCCESS:
        raise _error(code, ServiceStopped)
    return context


def release(context: Any) -> None:
    """Give the context back; harmless when the service has gone."""
    library().SCardReleaseContext(context)


def reader_states(context: Any) -> list[ReaderState]:
    """Return every reader and whether it has a card. ServiceStopped: *context* is dead."""
    scard = library()
    code, names = scard.SCardListReaders(context, [])
    if code & 0xFFFFFFFF in NO_READER_CODES or (code == scard.SCARD_S_SUCCESS and not names):
        return []
    if code != scard.SCARD_S_SUCCESS:
        raise _error(code, ServiceStopped)
    asked = [(name, scard.SCARD_STATE_UNAWARE) for name in names]
    code, states = scard.SCardGetStatusChange(context, 0, asked)
    if code & 0xFFFFFFFF in NO_SERVICE_CODES:
        raise _error(code, ServiceStopped)
    if code != scard.SCARD_S_SUCCESS:  # a reader left between the two calls
        return [ReaderState(name, False) for name in names]
    present = scard.SCARD_STATE_PRESENT
    return [
        ReaderState(name, bool(state & present), (state & 0xFFFFFFFF) >> STATE_BITS)
        for name, state, _ in states
    ]


def connect(context: Any, name: str, *, exclusive: bool) -> Connection:
    """Power the card in a reader and connect to it.

    Raises:
        CardBusy: another program keeps it, or uses it while *exclusive* is asked for.
        CardMute: it does not answer to power. NoCard, NoReader, ServiceStopped, CardRemoved.
    """
    scard = library()
    share = scard.SCARD_SHARE_EXCLUSIVE if exclusive else scard.SCARD_SHARE_SHARED
    code, handle, protocol = scard.SCardConnect(context, name, share, _protocols())
    if code != scard.SCARD_S_SUCCESS:
        raise _error(code, CardRemoved)
    return Connection(handle, protocol, share)


def begin(card: Connection) -> None:
    """Let other programs wait until :func:`disconnect`. CardRemoved when it has left."""
    if library().SCardBeginTransaction(card.handle) != library().SCARD_S_SUCCESS:
        raise CardRemoved


def reconnect(card: Connection) -> None:
    """Power the card again after a command that broke the line. CardRemoved when it has left."""
    scard = library()
    scard.SCardEndTransaction(card.handle, scard.SCARD_LEAVE_CARD)
    code, _ = scard.SCardReconnect(card.handle, card.share, _protocols(), scard.SCARD_UNPOWER_CARD)
    if code != scard.SCARD_S_SUCCESS:
        raise CardRemoved
    begin(card)


def disconnect(card: Connection, *, power_off: bool) -> None:
    """Give the card back. Only power-off makes every real card forget a verified PIN.

    Source: docs/card.md, holding the card; measured on one card by a public project.
    """
    scard = library()
    scard.SCardEndTransaction(card.handle, scard.SCARD_LEAVE_CARD)
    scard.SCardDisconnect(
        card.handle, scard.SCARD_UNPOWER_CARD if power_off else scard.SCARD_LEAVE_CARD
    )


def transmit(card: Connection, apdu: bytes | bytearray) -> bytes:
    """Send one APDU. CardRemoved for every failure: the code cannot tell a removal from others."""
    scard = library()
    numbers = list(apdu)
    code, answer = scard.SCardTransmit(card.handle, card.protocol, numbers)
    numbers[:] = [0] * len(numbers)  # it may have held a PIN
    if code != scard.SCARD_S_SUCCESS or len(answer) < 2:
        raise CardRemoved(f"PC/SC answers {code & 0xFFFFFFFF:08X}")
    return bytes(answer)


def _protocols() -> int:
    return int(library().SCARD_PROTOCOL_T0 | library().SCARD_PROTOCOL_T1)


def library() -> Any:
    """Return pyscard's functions. ServiceStopped where it is not installed."""
    try:
        from smartcard import scard
    except ImportError as missing:
        raise ServiceStopped("pyscard is not installed") from missing
    return scard


def _error(code: int, otherwise: type[CardError]) -> CardError:
    """Return the error that a code of PC/SC means, *otherwise* for a code that is not known."""
    code &= 0xFFFFFFFF
    kinds: tuple[tuple[tuple[int, ...], type[CardError]], ...] = (
        ((SHARING_VIOLATION,), CardBusy),
        ((NOT_ALLOWED,), NotAllowed),
        (NO_READER_CODES, NoReader),
        (NO_SERVICE_CODES, ServiceStopped),
        (NO_CARD_CODES, NoCard),
        (MUTE_CODES, CardMute),
    )
    kind = next((kind for codes, kind in kinds if code in codes), otherwise)
    return kind(f"PC/SC answers {code:08X}")
