"""Keeps what clerks write to each other on an application, sealed; it never leaves the office."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sync.office.audit.log import OfficeEvidence
from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now

LONGEST_NOTE: Final = 2000
COLUMN: Final = "note.content"


@dataclass(frozen=True)
class Note:
    """What one clerk wrote, and when (an ISO time in UTC)."""

    clerk: str
    at: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class Notes:
    """The notes on applications; the log says that one was written, and nothing of its text."""

    store: OfficeStore
    evidence: OfficeEvidence | None
    now: Callable[[], datetime] = field(default=utc_now)

    def on(self, application: str) -> list[Note]:
        """Return the notes on an application, the oldest first."""
        rows = self.store.rows(
            "select id, clerk, at, content from note where application = ? order by at, id",
            application,
        )
        opened = self.store.cipher.opened
        return [
            Note(clerk, at, opened(COLUMN, id, content) or "") for id, clerk, at, content in rows
        ]

    def put(self, application: str, text: str, *, by: str) -> None:
        """Add a note; ValueError for an empty one or one that is too long."""
        if not 0 < len(text) <= LONGEST_NOTE:
            raise ValueError("no note, or one that is too long")
        id = secrets.token_hex(16)
        with self.store.transaction() as db:
            db.execute(
                "insert into note values (?, ?, ?, ?, ?)",
                [
                    *(id, application, by, self.now().isoformat()),
                    self.store.cipher.seal(COLUMN, id, text),
                ],
            )
            if self.evidence is not None:
                self.evidence.write(db, "noted", clerk=by, envelope=application)
