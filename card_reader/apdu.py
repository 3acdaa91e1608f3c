"""Types for one command to the card (``Apdu``) and what comes back (``Response``, ``StatusWord``).

Source: ISO/IEC 7816-4 §5.1 to §5.6, command and response APDUs (sections not checked).
"""

from dataclasses import dataclass, field
from typing import Final

from card_reader.errors import CardUnreadable

CLA_ISO: Final = 0x00
CLA_PROPRIETARY: Final = 0x80

INS_VERIFY: Final = 0x20
INS_CHANGE_REFERENCE_DATA: Final = 0x24
INS_PERFORM_SECURITY_OPERATION: Final = 0x2A
INS_SELECT: Final = 0xA4
INS_READ_BINARY: Final = 0xB0
INS_READ_RECORD: Final = 0xB2
INS_GET_RESPONSE: Final = 0xC0

INS_NAMES: Final = {
    INS_VERIFY: "VERIFY",
    INS_CHANGE_REFERENCE_DATA: "CHANGE REFERENCE DATA",
    INS_PERFORM_SECURITY_OPERATION: "PERFORM SECURITY OPERATION",
    INS_SELECT: "SELECT",
    INS_READ_BINARY: "READ BINARY",
    INS_READ_RECORD: "READ RECORD",
    INS_GET_RESPONSE: "GET RESPONSE",
}

SHORT_DATA: Final = 255
SHORT_LE: Final = 256
LONGEST_DATA: Final = 65535
LONGEST_LE: Final = 65536


class StatusWord(int):
    """The last two bytes of a response, SW1 SW2; prints as four hex digits, e.g. ``63C2``."""

    def __new__(cls, value: int) -> "StatusWord":
        """Make one of *value*. ValueError when it has more than 16 bits."""
        if not 0 <= value <= 0xFFFF:
            raise ValueError("a status word has 16 bits")
        return super().__new__(cls, value)

    def __str__(self) -> str:
        """Return four hex digits."""
        return f"{int(self):04X}"

    __repr__ = __str__

    @property
    def is_success(self) -> bool:
        """Whether the command was done and nothing else is to be said (9000)."""
        return self == 0x9000

    @property
    def gives_data(self) -> bool:
        """Whether a read gave what there is: 9000, or 6282 when the file ended before Le."""
        return self in (0x9000, 0x6282)

    @property
    def is_not_found(self) -> bool:
        """Whether there is no such application or file (6A82) or no such PIN or key (6A88)."""
        return self in (0x6A82, 0x6A88)

    @property
    def is_closed(self) -> bool:
        """Whether a PIN must be verified first (6982)."""
        return self == 0x6982

    @property
    def is_blocked(self) -> bool:
        """Whether the PIN has no try left; sources differ on its form (6983, 6984 or 63C0)."""
        return self in (0x63C0, 0x6983, 0x6984)

    @property
    def tries_left(self) -> int | None:
        """The X of 63CX, from 0 to 15; None for every other status word."""
        return self & 0x0F if self & 0xFFF0 == 0x63C0 else None

    @property
    def bytes_waiting(self) -> int | None:
        """The XX of 61XX, what GET RESPONSE may fetch now (00 is 256); None for every other."""
        return self._length_behind(0x6100)

    @property
    def exact_length(self) -> int | None:
        """The XX of 6CXX, the Le that the card wants instead (00 is 256); None for every other."""
        return self._length_behind(0x6C00)

    def _length_behind(self, sw1: int) -> int | None:
        return (self & 0xFF or SHORT_LE) if self & 0xFF00 == sw1 else None


@dataclass(frozen=True)
class Response:
    """What the card sent back: data, and the status word behind it."""

    data: bytes = field(repr=False)
    status: StatusWord

    @classmethod
    def parse(cls, raw: bytes) -> "Response":
        """Split *raw* before its last two bytes. CardUnreadable when it has fewer than two."""
        if len(raw) < 2:
            raise CardUnreadable("a response without a status word")
        return cls(raw[:-2], StatusWord(int.from_bytes(raw[-2:], "big")))


@dataclass(frozen=True, repr=False)
class Apdu:
    """One command: header, data and how many bytes are wanted back.

    Args:
        data: at most 65,535 bytes. A secret comes as the caller's own ``bytearray``; it is kept
            by reference, so that wiping it wipes it here as well.
        le: the largest number of bytes wanted back, 1 to 65,536; None when no data is expected.

    Raises:
        ValueError: a byte of the header, *data* or *le* is out of range.
    """

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes | bytearray = b""
    le: int | None = None

    def __post_init__(self) -> None:
        """Refuse what has no encoding."""
        if not all(0 <= byte <= 0xFF for byte in (self.cla, self.ins, self.p1, self.p2)):
            raise ValueError("CLA, INS, P1 and P2 are one byte each")
        if len(self.data) > LONGEST_DATA:
            raise ValueError("a command carries at most 65535 bytes")
        if self.le is not None and not 1 <= self.le <= LONGEST_LE:
            raise ValueError("Le is 1 to 65536")

    @property
    def header(self) -> bytes:
        """CLA, INS, P1 and P2, one byte each."""
        return bytes((self.cla, self.ins, self.p1, self.p2))

    @property
    def name(self) -> str:
        """The standard's name of the command, or ``INS XX`` for one that is not used here."""
        return INS_NAMES.get(self.ins, f"INS {self.ins:02X}")

    @property
    def is_extended(self) -> bool:
        """Whether it needs the extended form: over 255 bytes of data, or over 256 wanted back."""
        return len(self.data) > SHORT_DATA or (self.le or 0) > SHORT_LE

    def encode(self) -> bytearray:
        """Return the bytes on the line, short where that is enough; the caller may wipe them.

        The data is copied once, into the result, and nowhere else on the way. Lc and Le are
        one byte each in the short form; the extended form has ``00`` first, and two bytes each,
        high byte first. The largest Le (256 or 65,536) is written as zeros.
        """
        width = 2 if self.is_extended else 1
        head = self.header + (b"\0" if self.is_extended else b"")
        length = len(self.data)
        if length:
            head += length.to_bytes(width, "big")
        tail = b"" if self.le is None else (self.le % 256**width).to_bytes(width, "big")
        apdu = bytearray(len(head) + length + len(tail))
        apdu[: len(head)] = head
        apdu[len(head) : len(head) + length] = self.data
        apdu[len(head) + length :] = tail
        return apdu

    def __repr__(self) -> str:
        """Return header and lengths, e.g. ``Apdu(00 20 00 91 VERIFY, 4 bytes)``; never data."""
        header = self.header.hex(" ").upper()
        wanted = "" if self.le is None else f", Le {self.le}"
        return f"Apdu({header} {self.name}, {len(self.data)} bytes{wanted})"
