"""Holds applications that must not be deleted, by an administrator's word and with a reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sync.database.port import Statements
from sync.office.audit.log import OfficeEvidence
from sync.office.listing.filters import ListFilter
from sync.office.store.columns import LEGAL_HOLD
from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now
from sync.wire.receipt_number import LENGTH

COLUMN: Final = f"legal_hold.{LEGAL_HOLD[0]}"
LONGEST_REASON: Final = 200
PUT: Final = (
    "insert into legal_hold values (?, ?, ?, ?) on conflict (application) do update set"
    " clerk = excluded.clerk, at = excluded.at, content = excluded.content"
)
ALL: Final = (
    "select application, legal_hold.clerk, at, legal_hold.content, number, nth from legal_hold"
    " join application on application.id = legal_hold.application order by at, application"
)


@dataclass(frozen=True)
class LegalHold:
    """One application that is kept: its receipt number, by whom, since when (ISO) and why."""

    application: str
    number: str
    clerk: str
    at: str
    reason: str = field(repr=False)


@dataclass(frozen=True)
class LegalHolds:
    """Puts holds and lifts them; the office's log names who did it."""

    store: OfficeStore
    evidence: OfficeEvidence | None
    now: Callable[[], datetime] = field(default=utc_now)

    def put(self, number: str, reason: str, *, by: str) -> int:
        """Hold every application of a receipt number; return how many.

        It may be written in groups, in wide digits, and with the ``-2`` of a second application:
        all of that number are held. The reason of an earlier hold is replaced.
        """
        digits = ListFilter(text=number).receipt_number[:LENGTH]
        if not digits:  # an application may be without a number
            return 0
        with self.store.transaction() as db:
            rows = db.execute("select id from application where number = ?", [digits]).fetchall()
            for (id,) in rows:
                # The lock: a sweep that is about to delete it looks for holds after its own.
                db.execute("update application set status = status where id = ?", [id])
                kept = self.store.cipher.seal(COLUMN, id, reason)
                db.execute(PUT, [id, by, self.now().isoformat(), kept])
                self._say(db, "hold_put", id, by)
        return len(rows)

    def lift(self, id: str, *, by: str) -> None:
        """Hold an application no longer; harmless where it is not held."""
        with self.store.transaction() as db:
            if db.execute("delete from legal_hold where application = ?", [id]).rowcount:
                self._say(db, "hold_lifted", id, by)

    def all(self) -> Sequence[LegalHold]:
        """Return every hold, the oldest first."""
        return [
            LegalHold(id, _own(number, nth), clerk, at, self._reason(id, kept))
            for id, clerk, at, kept, number, nth in self.store.rows(ALL)
        ]

    def _reason(self, id: str, kept: str) -> str:
        return self.store.cipher.opened(COLUMN, id, kept) or ""

    def _say(self, db: Statements, kind: str, id: str, by: str) -> None:
        if self.evidence is not None:
            self.evidence.write(db, kind, clerk=by, envelope=id)


def _own(number: str, nth: int) -> str:
    return f"{number}-{nth}" if nth > 1 else number
