"""Asks the key holder to open seals, over its unix socket."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from sync.errors import OpenFailed
from sync.office.key_holder.message import LARGEST, Spoken, encode_seal
from sync.office.keys.opening_keys import KeysAway, OpeningKeyMissing, Seal

AT_ONCE: Final = 4
ANSWERS_WITHIN_S: Final = 15.0
# A child that ends in the middle of an opening is replaced; the second one is asked once.
TRIES: Final = 2
_TIMEVAL: Final = struct.Struct("ll")  # Linux socket(7), SO_SNDTIMEO: seconds, microseconds


@dataclass
class KeyHolderClient:
    """Opens seals through the socket at *path*; any thread may, four at once.

    A turn, the line and each answer are waited for *within_s* seconds, and no longer.
    """

    path: Path
    within_s: float = ANSWERS_WITHIN_S
    _lines: list[Connection] = field(default_factory=list, init=False, repr=False)
    _turns: threading.Semaphore = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def open(self, seal: Seal) -> bytes:
        """Return what was sealed, see :class:`sync.office.keys.opening_keys.SealOpener`."""
        said = self._ask(encode_seal(seal))
        if said[:1] == Spoken.NO_KEY.value:
            raise OpeningKeyMissing("no such key")
        if said[:1] != Spoken.OPENED.value:
            raise OpenFailed("sealed bytes do not open")
        return said[1:]

    def is_there(self) -> bool:
        """Tell whether the key holder answers now."""
        try:
            return self._ask(b"") == Spoken.OPENED.value
        except KeysAway:
            return False

    def close(self) -> None:
        """Close the lines that nobody uses."""
        while self._lines:
            self._lines.pop().close()

    def _ask(self, message: bytes) -> bytes:
        if not self._turns.acquire(timeout=self.within_s):
            raise KeysAway("no turn in time")
        try:
            return self._asked_twice(message)
        finally:
            self._turns.release()

    def _asked_twice(self, message: bytes) -> bytes:
        for _ in range(TRIES):
            try:
                return self._asked_once(message)
            except (EOFError, ConnectionError):
                self.close()  # lines to a child that has ended
            except OSError as error:
                raise KeysAway(type(error).__name__) from error
        raise KeysAway("the key holder ended twice, or has given up")

    def _asked_once(self, message: bytes) -> bytes:
        with self._line() as line:
            line.send_bytes(message)
            if not line.poll(self.within_s):
                raise TimeoutError
            return line.recv_bytes(LARGEST)

    @contextmanager
    def _line(self) -> Iterator[Connection]:
        """Lend a line; one on which something failed is closed and not lent again."""
        line = self._pop()
        try:
            yield line
        except BaseException:
            line.close()
            raise
        self._lines.append(line)

    def _pop(self) -> Connection:
        try:
            return self._lines.pop()
        except IndexError:
            made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._bound(made)
            made.connect(str(self.path))
        except BaseException:
            made.close()
            raise
        return Connection(made.detach())

    def _bound(self, made: socket.socket) -> None:
        """Let the kernel end what blocks for too long.

        A timeout of Python's own makes the socket non-blocking: ``connect`` then fails at once
        where the holder is slow to accept, and ``Connection`` cannot use it.
        """
        seconds, rest = divmod(self.within_s, 1)
        limit = _TIMEVAL.pack(int(seconds), int(rest * 1_000_000))
        for option in (socket.SO_SNDTIMEO, socket.SO_RCVTIMEO):
            made.setsockopt(socket.SOL_SOCKET, option, limit)
