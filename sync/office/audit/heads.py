"""Keeps the highest head of the office's log that was ever heard of, outside of the database."""

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.errors import WireError
from sync.wire.durably import ONLY_ITS_USER, write_durably
from sync.wire.events.log_head import LogHead, read_log_head

log = logging.getLogger(__name__)

HEAD_FILE: Final = "evidence.head"


@dataclass
class HeardHeads:
    """The file with the head; what this log's *key* did not sign is never kept.

    Where the file cannot be written, ``is_unwritten``, the head waits in memory: the log is
    compared with it all the same, and the office goes on.
    """

    path: Path
    key: Ed25519PublicKey = field(repr=False)
    is_unwritten: bool = field(default=False, init=False)
    _waiting: str = field(default="", init=False, repr=False)

    def highest(self) -> LogHead | None:
        """Return the highest head that was heard of; None before the first, or when damaged."""
        written, token = self._written(), self._waiting
        if not token:
            return written
        waiting = read_log_head(token, self.key)
        return waiting if written is None or waiting.seq > written.seq else written

    def hear(self, token: str) -> None:
        """Keep the head in *token* when it is higher; written, it survives a power cut.

        Raises:
            WireError: this log's key did not sign it; nothing was changed.
        """
        heard, known = read_log_head(token, self.key), self.highest()
        if known is None or heard.seq > known.seq:
            self._waiting = token
            self.write()

    def write(self) -> None:
        """Write what waits, if anything does; a disk that is full is told once, in the log."""
        if not self._waiting:
            return
        try:
            if self.highest() != self._written():  # a command may have written a higher one
                write_durably(self.path, self._waiting.encode("ascii"), ONLY_ITS_USER)
        except OSError as error:
            if not self.is_unwritten:
                log.error("%s cannot be written: %s", self.path, error.strerror)
            self.is_unwritten = True
            return
        self._waiting, self.is_unwritten = "", False

    def _written(self) -> LogHead | None:
        try:
            return read_log_head(self.path.read_text(encoding="ascii"), self.key)
        except FileNotFoundError:
            return None
        except (WireError, ValueError, OSError):
            log.exception("the file of the log's head cannot be read; the reception has another")
            return None
