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


@dataclass(frozen=True)
class HeardHeads:
    """The file with the head; what this log's *key* did not sign is never kept."""

    path: Path
    key: Ed25519PublicKey = field(repr=False)

    def highest(self) -> LogHead | None:
        """Return the highest head that was heard of; None before the first, or when damaged."""
        try:
            return read_log_head(self.path.read_text(encoding="ascii"), self.key)
        except FileNotFoundError:
            return None
        except (WireError, ValueError):
            log.exception("the file of the log's head cannot be read; the reception has another")
            return None

    def hear(self, token: str) -> None:
        """Keep the head in *token* when it is higher; it survives a power cut.

        Raises:
            WireError: this log's key did not sign it; nothing was changed.
        """
        heard, known = read_log_head(token, self.key), self.highest()
        if known is None or heard.seq > known.seq:
            write_durably(self.path, token.encode("ascii"), ONLY_ITS_USER)
