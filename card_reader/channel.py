"""Commands to the card: SELECT, VERIFY, READ BINARY, COMPUTE DIGITAL SIGNATURE.

Status words as card_facts.md §1 lists them; where sources disagree (a blocked
PIN answers 6983, 6984 or 63C0) every variant is taken.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from card_reader import layout, tlv
from card_reader.errors import (
    CardRemoved,
    CardUnreadable,
    LastTry,
    PinBlocked,
    PinMissing,
    UnexpectedStatus,
    WrongPin,
)
from card_reader.secrets import wipe

OK: Final = 0x9000
NOT_FOUND: Final = (0x6A82, 0x6A88)
BLOCKED: Final = (0x63C0, 0x6983, 0x6984)
END_OF_FILE: Final = 0x6282
SELECT, VERIFY, CHANGE, READ, RECORD, SIGN = 0xA4, 0x20, 0x24, 0xB0, 0xB2, 0x2A
CLOSED: Final = 0x6982
BLOCK: Final = 256
# A card that gives less at a time is none; without this a file could take for ever.
LEAST_BLOCK: Final = 16
# The first bit of an offset means a short EF id. Source: card_facts.md §2, READ BINARY.
LARGEST_OFFSET: Final = 0x7FFF
# Two bytes of tag, up to three of length, and a little: a TLV's length is known from these.
LONGEST_HEAD: Final = 7
# What an EF may hold at most here; the largest real one (the face) is about 10 kB.
LARGEST_EF: Final = 64 * 1024
# Pieces of one answer behind 61xx; each has up to 256 bytes.
MOST_PIECES: Final = LARGEST_EF // 256

Progress = Callable[[float], None]


class Transport(Protocol):
    """Carries one APDU to the card and its answer back."""

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        """Return data and SW; raise CardRemoved whenever the card did not answer."""


@dataclass(frozen=True)
class Tries:
    """What a PIN's counter said: *left* tries; None is verified already or unknown."""

    left: int | None
    is_present: bool = True


@dataclass
class Channel:
    """One card between insertion and removal; learns once what it can do."""

    transport: Transport = field(repr=False)
    takes_extended: bool = True
    takes_short_ef: bool = True

    def select_df(self, aid: bytes) -> bool:
        """Select an application; False when the card has none of it."""
        _, sw = self.transmit(bytes([0x00, SELECT, 0x04, 0x0C, len(aid)]) + aid)
        if sw in NOT_FOUND:
            return False
        _demand(sw, SELECT)
        return True

    def select_ef(self, ef: int) -> bool:
        """Select a file of the application; False when there is none."""
        _, sw = self.transmit(b"\x00\xa4\x02\x0c\x02" + ef.to_bytes(2, "big"))
        if sw in NOT_FOUND:
            return False
        _demand(sw, SELECT)
        return True

    def tries(self, ef: int) -> Tries:
        """Ask a PIN's counter; costs no try.

        Source: ISO/IEC 7816-4 §7.5.6, VERIFY without data (section not checked).
        """
        sw = self._empty_verify(ef)
        if sw & 0xFFF0 == 0x63C0:
            return Tries(sw & 0x0F)
        if sw in BLOCKED:
            return Tries(0)
        if sw in NOT_FOUND:
            return Tries(None, is_present=False)
        if sw == OK:
            return Tries(None)
        raise UnexpectedStatus(sw, VERIFY)

    def verify(self, ef: int, secret: bytearray, *, last_try_confirmed: bool) -> None:
        """Present a PIN once, after its counter was asked. A wrong one costs a try.

        *secret* is wiped, whatever happens.

        Raises:
            PinMissing, PinBlocked, LastTry: nothing was sent.
            WrongPin: one try is used.
            CardRemoved: the answer was lost; ask the counter at the next touch.
        """
        try:
            tries = self.tries(ef)
            if not tries.is_present:
                raise PinMissing
            if tries.left == 0:
                raise PinBlocked
            if tries.left == 1 and not last_try_confirmed:
                raise LastTry(ef)
            p2 = 0x80 | ef if self.takes_short_ef else 0x80
            sw = self._present(bytes([0x00, VERIFY, 0x00, p2]), secret)
        finally:
            wipe(secret)
        if sw == OK:
            return
        if sw in BLOCKED:
            raise PinBlocked
        if sw & 0xFFF0 == 0x63C0:
            raise WrongPin(sw & 0x0F)
        if sw == 0x6300:
            raise WrongPin(None)
        raise UnexpectedStatus(sw, VERIFY)

    def change(
        self, ef: int, present: bytearray, new: bytearray, *, last_try_confirmed: bool
    ) -> None:
        """Replace a PIN; a wrong *present* one costs a try, see :meth:`verify`. Both are wiped.

        Source: ISO/IEC 7816-4, CHANGE REFERENCE DATA with P1=01 (new data only) after VERIFY;
        card_facts.md §1 "PIN rules", confidence C: no peer has run it on a real card.
        """
        try:
            self.verify(ef, present, last_try_confirmed=last_try_confirmed)
            if not self.select_ef(ef):
                raise PinMissing
            sw = self._present(bytes([0x00, CHANGE, 0x01, 0x80]), new)
        finally:
            wipe(new)
        _demand(sw, CHANGE)

    def _present(self, head: bytes, secret: bytearray) -> int:
        """Send one command with a secret; our copy of it is wiped behind it."""
        command = bytearray(head) + bytes([len(secret)]) + secret
        try:
            _, sw = self.transmit(command)
        finally:
            wipe(command)
        return sw

    def record(self, file: int, number: int) -> bytes:
        """Return one record of a file by its short id. PinMissing when there is none."""
        data, sw = self.transmit(bytes([0x00, RECORD, number, file << 3 | 4, 0]))
        if sw not in (OK, END_OF_FILE):
            raise PinMissing
        return data

    def read(self, ef: int, progress: Progress | None = None) -> bytes:
        """Return the first TLV of a file, whole, without the padding behind it.

        Raises:
            PinMissing: no such file, or it is closed; CardUnreadable: it is empty or cut off.
        """
        content = self._read_extended(ef)
        if content is None or _is_cut(content):
            content = self._read_blocks(ef, content or b"", progress)
        if _is_empty(content):
            raise PinMissing
        length = tlv.total_length(content)
        if length > len(content):
            raise CardUnreadable("a file is cut off")
        if progress:
            progress(1.0)
        return content[:length]

    def read_start(self, ef: int, length: int) -> bytes:
        """Return the first *length* bytes of a file that is no TLV. PinMissing when closed."""
        if self.takes_short_ef:
            data, sw = self.transmit(bytes([0x00, READ, 0x80 | ef, 0, length]))
            if sw in (OK, END_OF_FILE):
                return data
        if not self.select_ef(ef):
            raise PinMissing
        return self._block(0, length)

    def sign(self, key_ef: int, content: bytes) -> bytes:
        """Let the card sign *content* (see ``algorithms``); about 0.7 s."""
        if not self.select_ef(key_ef):
            raise PinMissing
        head = bytes([0x80, SIGN, 0x00, 0x80, len(content)])
        data, sw = self.transmit(head + content + b"\0")
        _demand(sw, SIGN)
        return data

    def transmit(self, apdu: bytes | bytearray) -> tuple[bytes, int]:
        """Send one command and follow 61xx and 6Cxx; return data and status word.

        VERIFY is never repeated, whatever the answer.
        """
        data, sw = _split(self.transport.transmit(apdu))
        if sw & 0xFF00 == 0x6C00 and apdu[1] in (READ, RECORD, SIGN):
            head = apdu[:-1] if apdu[1] == SIGN else apdu[:4]
            data, sw = _split(self.transport.transmit(head + bytes([sw & 0xFF])))
        for _ in range(MOST_PIECES + 1):
            if sw & 0xFF00 != 0x6100:
                return data, sw
            more, sw = _split(self.transport.transmit(bytes([0, 0xC0, 0, 0, sw & 0xFF])))
            data += more
        raise CardUnreadable("an answer without end")

    def _empty_verify(self, ef: int) -> int:
        if self.takes_short_ef:
            _, sw = self.transmit(bytes([0x00, 0x20, 0x00, 0x80 | ef]))
            if sw & 0xFFF0 == 0x63C0 or sw in (*BLOCKED, OK):
                return sw
        # "Not found" may be about the short form alone, so the long form decides.
        if not self.select_ef(ef):
            return NOT_FOUND[0]
        self.takes_short_ef = False
        _, sw = self.transmit(b"\x00\x20\x00\x80")
        return sw

    def _read_extended(self, ef: int) -> bytes | None:
        """Read a whole file in one command; None when card or reader does not take it.

        A reader of little memory may pass on the beginning alone.
        """
        if not (self.takes_short_ef and self.takes_extended):
            return None
        data, sw = self.transmit(bytes([0x00, READ, 0x80 | ef, 0, 0, 0, 0]))
        if sw in (OK, END_OF_FILE) and data:
            return data
        if sw == CLOSED:
            raise PinMissing
        if sw not in NOT_FOUND:
            self.takes_extended = False
        return None

    def _read_blocks(self, ef: int, content: bytes, progress: Progress | None) -> bytes:
        """Read what is missing behind *content* in short commands."""
        if not self.select_ef(ef):
            raise PinMissing
        content = content if len(content) >= LONGEST_HEAD else self._block(0, 0)
        if _is_empty(content):
            return content
        total = tlv.total_length(content)
        if total > LARGEST_OFFSET:
            raise CardUnreadable("a file is larger than its offsets reach")
        while len(content) < total:
            more = self._block(len(content), min(BLOCK, total - len(content)))
            if len(more) < min(LEAST_BLOCK, total - len(content)):
                break
            content += more
            if progress:
                progress(len(content) / total)
        return content

    def _block(self, offset: int, length: int) -> bytes:
        head = bytes([0x00, READ]) + offset.to_bytes(2, "big")
        data, sw = self.transmit(head + bytes([length & 0xFF]))
        if sw == CLOSED:
            raise PinMissing
        if sw in (0x6B00, 0x6A86):
            return b""
        if sw not in (OK, END_OF_FILE):
            raise UnexpectedStatus(sw, READ)
        return data


def takes_extended(transport: Transport) -> bool | None:
    """Try one extended command on a free file, before any PIN; None when no card can tell.

    Some readers refuse such a command as if the card had left. False means that
    the line must be opened anew before it is used.

    Raises:
        CardRemoved: already the short command failed.
    """
    try:
        if not Channel(transport).select_df(layout.JPKI):
            return None
    except (UnexpectedStatus, CardUnreadable):
        return None
    try:
        transport.transmit(bytes([0x00, READ, 0x80 | layout.TOKEN, 0, 0, 0, 0]))
    except CardRemoved:
        return False
    return True


def _is_empty(content: bytes) -> bool:
    """A file that was never written is zeros or FF."""
    return len(content) < 2 or content[:2] in (b"\0\0", b"\xff\xff")


def _is_cut(content: bytes) -> bool:
    if _is_empty(content):
        return False
    return len(content) < LONGEST_HEAD or tlv.total_length(content) > len(content)


def _split(answer: bytes) -> tuple[bytes, int]:
    if len(answer) < 2:
        raise CardUnreadable("an answer without a status word")
    return answer[:-2], int.from_bytes(answer[-2:], "big")


def _demand(sw: int, ins: int) -> None:
    if sw != OK:
        raise UnexpectedStatus(sw, ins)
