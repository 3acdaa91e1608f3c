"""Plays the desk's card to vsmartcard's virtual reader, so that other software can read it.

Protocol: 2-byte big-endian length and payload; one byte is a control (0 off,
1 on, 2 reset, 4 send ATR), more is an APDU. Source: docs/card.md.
"""

import socket
import threading
from typing import Final

from card_reader.errors import CardRemoved
from card_reader.simulated.desk import SimulatedDesk

WARM_RESET: Final = 2
SEND_ATR: Final = 4
LOOK_EVERY_S: Final = 0.05
AWAY_S: Final = 0.8
# Linux; without it every command waits 40 ms for a delayed acknowledgement.
TCP_QUICKACK: Final = getattr(socket, "TCP_QUICKACK", None)


def atr() -> bytes:
    """Return a type B card's ATR as PC/SC makes it (PC/SC part 3 §3.1.3.2.3.2)."""
    body = bytes.fromhex("8880010000 05E0B381A100".replace(" ", ""))
    check = 0
    for byte in body:
        check ^= byte
    return b"\x3b" + body + bytes([check])


class VpcdCard(threading.Thread):
    """Connects while a card lies on the desk and hangs up when it is taken away."""

    def __init__(self, desk: SimulatedDesk, address: tuple[str, int]) -> None:
        super().__init__(name="vpcd", daemon=True)
        self._desk, self._address = desk, address
        self._ended = threading.Event()

    def stop(self) -> None:
        """Hang up and end."""
        self._ended.set()

    def run(self) -> None:
        """Connect to vpcd whenever a card lies on the desk, until :meth:`stop`."""
        while not self._ended.wait(LOOK_EVERY_S):
            if self._desk.current() is None:
                continue
            try:
                with socket.create_connection(self._address, timeout=2.0) as line:
                    self._play(line, self._desk.insertion())
            except (OSError, CardRemoved):
                pass
            # pcscd loses a card that comes back before it has seen it go.
            self._ended.wait(AWAY_S)

    def _play(self, line: socket.socket, insertion: int) -> None:
        line.settimeout(LOOK_EVERY_S)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while not self._ended.is_set() and insertion == self._desk.insertion():
            payload = self._receive(line, insertion)
            if payload is None:
                return
            answer = self._answer(payload, insertion)
            if answer is not None:
                line.sendall(len(answer).to_bytes(2, "big") + answer)

    def _answer(self, payload: bytes, insertion: int) -> bytes | None:
        if len(payload) > 1:
            return self._desk.transmit(insertion, payload)
        if not payload:
            return None
        if payload[0] == SEND_ATR:
            return atr()
        if payload[0] == WARM_RESET:
            self._desk.chip().warm_reset()
        else:
            self._desk.chip().power_off()
        return None

    def _receive(self, line: socket.socket, insertion: int) -> bytes | None:
        """Return one message; None when the reader hung up or the card changed."""
        head = self._exactly(line, 2, insertion)
        return head and self._exactly(line, int.from_bytes(head, "big"), insertion)

    def _exactly(self, line: socket.socket, length: int, insertion: int) -> bytes | None:
        received = b""
        while len(received) < length:
            if self._ended.is_set() or insertion != self._desk.insertion():
                return None
            if TCP_QUICKACK is not None:
                line.setsockopt(socket.IPPROTO_TCP, TCP_QUICKACK, 1)
            try:
                piece = line.recv(length - len(received))
            except TimeoutError:
                continue
            if not piece:
                return None
            received += piece
        return received
