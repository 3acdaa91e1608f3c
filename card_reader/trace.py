"""Reports each exchange with the card: header, lengths, status word and time, never data."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from card_reader.apdu import StatusWord
from card_reader.channel import Transport


@dataclass(frozen=True)
class Exchange:
    """One command and its response without data: VERIFY's is a PIN, READ BINARY's a person.

    ``sent`` and ``received`` count bytes of data; ``ms`` is the time until the response.
    """

    header: bytes
    sent: int
    received: int
    sw: StatusWord
    ms: float

    def __str__(self) -> str:
        """Return one line, e.g. ``00 20 00 91  4 bytes -> 9000  0 bytes  1.2 ms``."""
        return (
            f"{self.header.hex(' ').upper()}  {self.sent} bytes -> {self.sw}"
            f"  {self.received} bytes  {self.ms:.1f} ms"
        )


Watch = Callable[[Exchange], None]


@dataclass(frozen=True)
class Watched:
    """Wraps a transport and calls *watch* after every exchange."""

    line: Transport
    watch: Watch

    def transmit(self, apdu: bytes | bytearray) -> bytes:
        """Send one command and report it, with SW 0000 when the response was lost."""
        start, answer = time.perf_counter(), b""
        try:
            answer = self.line.transmit(apdu)
            return answer
        finally:
            ms = (time.perf_counter() - start) * 1000
            sw = StatusWord(int.from_bytes(answer[-2:], "big"))
            self.watch(
                Exchange(bytes(apdu[:4]), _length_of_data(apdu), max(0, len(answer) - 2), sw, ms)
            )


def _length_of_data(apdu: bytes | bytearray) -> int:
    """Return Lc of a short command; the extended ones here only read."""
    return apdu[4] if len(apdu) > 5 and apdu[4] else 0
