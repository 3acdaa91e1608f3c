"""Deletes applications with everything that belongs to them, and leaves what is no one's data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sync.database.port import Statements
from sync.errors import WireError
from sync.office.audit.log import OfficeEvidence
from sync.office.retention.done_with import DoneWith
from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now
from sync.wire.digest import sha256_hex
from sync.wire.envelope import Envelope

LOT: Final = 100
# Where an application's rows lie, and the column that names it.
BELONGING: Final = (
    *(("decision", "id"), ("held_decision", "id"), ("undone_decision", "id")),
    *(("returned", "id"), ("proposal", "id"), ("revocation", "id"), ("note", "application")),
    *(("alike", "application"), ("application_read", "application")),
    *(("open_page", "application"), ("opened_lately", "application")),
    ("export_due", "application"),
)
LEAVE: Final = (
    "insert into gone_application select id, ?, device, seq, number, nth, status,"
    " (select max(at) from decision where decision.id = application.id), ?"
    " from application where id = ?"
)
# The newest number stays, so that the next one is higher; the cursors go on.
LOOSE_FEED: Final = (
    "delete from export_feed where n < (select max(n) from export_feed)"
    " and application in (select id from gone_application)"
)


@dataclass(frozen=True)
class Removal:
    """Deletes in lots of one transaction each: an interrupted sweep goes on where it was."""

    store: OfficeStore
    evidence: OfficeEvidence | None
    now: Callable[[], datetime] = field(default=utc_now)

    def sweep(self, days: int) -> int:
        """Delete what was decided for good so many days ago and is done with; return how many."""
        before, count = self.now() - timedelta(days=days), 0
        for ids in DoneWith(self.store).lots(before, LOT):
            count += self._remove(ids, before)
        if count:
            with self.store.transaction() as db:
                db.execute(LOOSE_FEED)
            self.store.database.give_back()
        return count

    def _remove(self, ids: Sequence[str], before: datetime) -> int:
        """Delete those that are still done with once this transaction holds their rows."""
        with self.store.transaction() as db:
            for id in sorted(ids):
                db.execute("update application set status = status where id = ?", [id])
            done = DoneWith(self.store).still(list(ids), before)
            for id in done:
                self._leave(db, id)
            for table, column in (*BELONGING, ("application", "id")):
                _delete(db, table, column, done)
            if done and self.evidence is not None:
                self.evidence.write(db, "swept", clerk=None, count=len(done))
        return len(done)

    def _leave(self, db: Statements, id: str) -> None:
        """Keep what knows a repeated delivery; delete the attachments that the envelope names."""
        (content,) = db.execute("select content from application where id = ?", [id]).fetchone()
        db.execute(LEAVE, [sha256_hex(bytes(content)), self.now().isoformat(), id])
        _delete(db, "attachment", "digest", _attachments(bytes(content)))


def _attachments(content: bytes) -> list[Any]:
    """Return the digests that an envelope names; each is sealed to its id and no other's."""
    try:
        return [blob["sha256"] for blob in Envelope.from_bytes(content).header.blobs]
    except WireError:
        return []


def _delete(db: Statements, table: str, column: str, values: Sequence[Any]) -> None:
    if values:
        marks = ", ".join("?" * len(values))
        db.execute(f"delete from {table} where {column} in ({marks})", values)  # noqa: S608
