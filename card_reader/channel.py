"""Sends commands to the card: asks a PIN's counter before VERIFY and never repeats VERIFY.

Status words as docs/card.md lists them; where sources disagree (a blocked
PIN gives 6983, 6984 or 63C0) every variant is taken.
"""

from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from card_reader import commands, tlv
from card_reader.apdu import (
    INS_CHANGE_REFERENCE_DATA,
    INS_PERFORM_SECURITY_OPERATION,
    INS_READ_BINARY,
    INS_READ_RECORD,
    INS_SELECT,
    INS_VERIFY,
    SHORT_LE,
    Apdu,
    Response,
    StatusWord,
)
from card_reader.blocks import Progress, is_cut, is_empty, read_blocks
from card_reader.errors import (
    CardUnreadable,
    LastTry,
    PinBlocked,
    PinMissing,
    TriesUnknown,
    UnexpectedStatus,
    WrongPin,
)
from card_reader.secrets import wipe

# Where 6CXX may be followed: these change nothing on the card, a repeated VERIFY costs a try.
REPEATABLE: Final = (INS_READ_BINARY, INS_READ_RECORD, INS_PERFORM_SECURITY_OPERATION)
SW_FILE_NOT_FOUND: Final = 0x6A82
SW_WRONG_PIN_UNCOUNTED: Final = 0x6300
SW_WRONG_LENGTH: Final = 0x6700
SW_NO_DIAGNOSIS: Final = 0x6F00
SW_OUTSIDE_FILE: Final = (0x6B00, 0x6A86)
# What an EF may hold at most here; the largest real one (the face) is about 10 kB.
LARGEST_EF: Final = 64 * 1024
# Pieces of one response behind 61XX; each has up to 256 bytes.
MOST_PIECES: Final = LARGEST_EF // 256


class Transport(Protocol):
    """Carries one encoded command to the card and its response back."""

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        """Return data and status word; raise CardRemoved whenever the card did not respond."""


@dataclass(frozen=True)
class Tries:
    """What a PIN's counter said: *left* tries; None is verified already, missing or not known."""

    left: int | None
    is_present: bool = True
    is_known: bool = True


@dataclass
class Channel:
    """Sends commands to one card between insertion and removal; learns once what it can do."""

    transport: Transport = field(repr=False)
    takes_extended: bool = True
    takes_short_ef: bool = True
    block: int = SHORT_LE  # the longest answer without extended length, 1 to 256 bytes
    _is_fresh: bool = field(default=True, repr=False)

    def select_df(self, aid: bytes) -> bool:
        """Select an application; False when the card has none of it."""
        return self._select(commands.select_df(aid))

    def select_ef(self, ef: int) -> bool:
        """Select a file of the application; False when there is none."""
        return self._select(commands.select_ef(ef))

    def tries(self, ef: int) -> Tries:
        """Ask a PIN's counter; costs no try. It is not known when every form says nothing.

        Source: ISO/IEC 7816-4 §7.5.6, VERIFY without data (section not checked).
        """
        status = self._empty_verify(ef)
        if status.is_blocked:
            return Tries(0)
        if status.is_not_found:
            return Tries(None, is_present=False)
        return Tries(status.tries_left, is_known=_tells_tries(status))

    def verify(self, ef: int, secret: bytearray, *, last_try_confirmed: bool) -> None:
        """Present a PIN once, after its counter was asked. A wrong one costs a try.

        *secret* is wiped, whatever happens.

        Raises:
            PinMissing, PinBlocked, LastTry, TriesUnknown: nothing was sent.
            WrongPin: one try is used.
            CardRemoved: the response was lost; ask the counter at the next touch.
        """
        try:
            tries = self.tries(ef)
            if not tries.is_present:
                raise PinMissing
            if tries.left == 0:
                raise PinBlocked
            if tries.left == 1 and not last_try_confirmed:
                raise LastTry(ef)
            if not tries.is_known and not last_try_confirmed:
                raise TriesUnknown(ef)
            short_ef = ef if self.takes_short_ef else None
            status = self.transmit(commands.verify(short_ef, secret)).status
        finally:
            wipe(secret)
        if status.is_success:
            return
        if status.is_blocked:
            raise PinBlocked
        if status.tries_left is not None:
            raise WrongPin(status.tries_left)
        if status == SW_WRONG_PIN_UNCOUNTED:
            raise WrongPin(None)
        raise UnexpectedStatus(status, INS_VERIFY)

    def change(
        self, ef: int, present: bytearray, new: bytearray, *, last_try_confirmed: bool
    ) -> None:
        """Replace a PIN; a wrong *present* one costs a try, see :meth:`verify`. Both are wiped.

        Source: ISO/IEC 7816-4, CHANGE REFERENCE DATA with P1=01 (new data only) after VERIFY;
        docs/card.md, confidence C: no peer has run it on a real card.
        """
        try:
            self.verify(ef, present, last_try_confirmed=last_try_confirmed)
            if not self.select_ef(ef):
                raise PinMissing
            status = self.transmit(commands.change_reference_data(new)).status
        finally:
            wipe(new)
        _demand(status, INS_CHANGE_REFERENCE_DATA)

    def record(self, file: int, number: int) -> bytes:
        """Return one record of a file by its short id. PinMissing when there is none."""
        response = self.transmit(commands.read_record(file, number))
        if not response.status.gives_data:
            raise PinMissing
        return response.data

    def read(self, ef: int, progress: Progress | None = None) -> bytes:
        """Return the first TLV of a file, whole, without the padding behind it.

        Raises:
            PinMissing: no such file, or it is closed; CardUnreadable: it is empty or cut off.
        """
        content = self._read_extended(ef)
        if content is None or is_cut(content):
            if not self.select_ef(ef):
                raise PinMissing
            content = read_blocks(self._block, content or b"", progress, self.block)
        if is_empty(content):
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
            response = self.transmit(commands.read_short_ef(ef, length))
            if response.status.gives_data:
                return response.data
        if not self.select_ef(ef):
            raise PinMissing
        return self._block(0, length)

    def sign(self, key_ef: int, content: bytes) -> bytes:
        """Let the card sign *content* (see ``algorithms``); about 0.7 s.

        Raises:
            PinMissing: the card has no such key; UnexpectedStatus: it refused to sign.
        """
        if not self.select_ef(key_ef):
            raise PinMissing
        response = self.transmit(commands.sign(content, self.block))
        _demand(response.status, INS_PERFORM_SECURITY_OPERATION)
        return response.data

    def answer_challenge(self, content: bytes) -> bytes:
        """Let the selected application sign *content* with its own key; asks no PIN.

        Raises:
            UnexpectedStatus: it has no such key, or does not know the command.
        """
        response = self.transmit(commands.answer_challenge(content))
        _demand(response.status, INS_PERFORM_SECURITY_OPERATION)
        return response.data

    def transmit(self, apdu: Apdu) -> Response:
        """Send one command; fetch the rest behind 61XX and repeat a read behind 6CXX, once.

        VERIFY is never repeated, whatever the card says. The encoded command is wiped.

        Raises:
            CardRemoved: no response came. CardUnreadable: it has no status word or no end.
        """
        response = self._exchange(apdu)
        exact = response.status.exact_length
        if exact is not None and apdu.ins in REPEATABLE:
            response = self._exchange(replace(apdu, le=exact))
        data, status = response.data, response.status
        for _ in range(MOST_PIECES + 1):
            if status.bytes_waiting is None:
                return Response(data, status)
            more = self._exchange(commands.get_response(status.bytes_waiting))
            data, status = data + more.data, more.status
        raise CardUnreadable("a response without end")

    def _exchange(self, apdu: Apdu) -> Response:
        """Send one command and nothing else; it may hold a PIN, so its bytes are wiped behind."""
        encoded = apdu.encode()
        try:
            return Response.parse(self.transport.transmit(encoded))
        finally:
            wipe(encoded)

    def _select(self, command: Apdu) -> bool:
        """Send a SELECT; the first after power-up is repeated once when the card was not ready."""
        status = self.transmit(command).status
        if self._is_fresh and status == SW_NO_DIAGNOSIS:
            status = self.transmit(command).status
        self._is_fresh = False
        if status.is_not_found:
            return False
        _demand(status, INS_SELECT)
        return True

    def _empty_verify(self, ef: int) -> StatusWord:
        """Send VERIFY without data, by short EF id and, where that says nothing, by SELECT."""
        if self.takes_short_ef:
            status = self._ask_counter(ef)
            if _tells_tries(status) or status == SW_WRONG_PIN_UNCOUNTED:
                return status
        # "Not found" may be about the short form alone, so the long form decides.
        if not self.select_ef(ef):
            return StatusWord(SW_FILE_NOT_FOUND)
        self.takes_short_ef = False
        return self._ask_counter(None)

    def _ask_counter(self, short_ef: int | None) -> StatusWord:
        """Ask without Lc and Le, and with Le only where that length was refused."""
        status = self.transmit(commands.verify(short_ef)).status
        if status == SW_WRONG_LENGTH:
            status = self.transmit(commands.ask_counter(short_ef)).status
        return status

    def _read_extended(self, ef: int) -> bytes | None:
        """Read a whole file in one command; None when card or reader does not take it.

        A reader of little memory may pass on the beginning alone.
        """
        if not (self.takes_short_ef and self.takes_extended):
            return None
        response = self.transmit(commands.read_whole(ef))
        if response.status.gives_data and response.data:
            return response.data
        if response.status.is_closed:
            raise PinMissing
        if not response.status.is_not_found:
            self.takes_extended = False
        return None

    def _block(self, offset: int, length: int) -> bytes:
        """Read up to 256 bytes of the selected file; nothing behind its end."""
        response = self.transmit(commands.read_binary(offset, length))
        if response.status.is_closed:
            raise PinMissing
        if response.status in SW_OUTSIDE_FILE:
            return b""
        if not response.status.gives_data:
            raise UnexpectedStatus(response.status, INS_READ_BINARY)
        return response.data


def _tells_tries(status: StatusWord) -> bool:
    """Tell whether the answer to an empty VERIFY says how the PIN stands: counted, shut, open."""
    return status.tries_left is not None or status.is_blocked or status.is_success


def _demand(status: StatusWord, ins: int) -> None:
    if not status.is_success:
        raise UnexpectedStatus(status, ins)
