"""Holds a clerk's decision back for a while: until then it can be undone, and no tablet knows it.

It is held for a fixed time and not until the line takes it: with a good line that would be three
seconds, and nobody could undo anything.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sync.database.port import Statements
from sync.office.audit.log import OfficeEvidence
from sync.office.store.returned import drop_returned
from sync.office.store.states import ApplicationState
from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now
from sync.wire.messages.decision import DecisionStatus

UNDO_MINUTES: Final = 10
# What is undone at the last moment is not sent by an office whose clock is ahead by so much.
CLOCKS_APART: Final = timedelta(seconds=30)
COLUMN: Final = "undone_decision.message"
TOO_LATE: Final = "もう取り消せません。端末へ送ったか、送るところです。新しく決めなおしてください。"
NEWEST: Final = (
    "select decision.seq, until from decision left join held_decision"
    " on held_decision.id = decision.id and held_decision.seq = decision.seq"
    " where decision.id = ? and sent_at is null order by decision.seq desc limit 1"
)
LAST: Final = (
    "select coalesce(max(seq), 0) from (select seq from decision where id = ?"
    " union all select seq from undone_decision where id = ?) as given"
)


class NotUndone(Exception):
    """Nothing was undone; the text says why, for the clerk (Japanese)."""


@dataclass(frozen=True)
class Undone:
    """A decision that was taken back before any tablet knew it."""

    status: DecisionStatus
    message: str = field(repr=False)
    clerk: str
    at: str
    undone_by: str
    undone_at: str


@dataclass(frozen=True)
class HeldBack:
    """The decisions that wait; *now* is the office's clock."""

    store: OfficeStore
    evidence: OfficeEvidence | None
    now: Callable[[], datetime] = field(default=utc_now)

    def until(self, id: str) -> str | None:
        """Return until when the newest decision can be undone (ISO, UTC); None where it cannot."""
        found = self._held(id)
        return found[1] if found else None

    def undo(self, id: str, *, by: str) -> None:
        """Take the newest decision back; the application stands as it stood before.

        Raises:
            NotUndone: it is not held any more.
        """
        with self.store.transaction() as db:
            db.execute("update application set status = status where id = ?", [id])  # the lock
            found = self._held(id)
            if found is None:
                raise NotUndone(TOO_LATE)
            self._keep_undone(db, id, found[0], by)
            for table in ("decision", "held_decision"):
                db.execute(f"delete from {table} where id = ? and seq = ?", [id, found[0]])  # noqa: S608
            drop_returned(db, id, found[0])
            before = self.store.decisions(id)
            state = before[-1].status.value if before else ApplicationState.RECEIVED.value
            db.execute("update application set status = ? where id = ?", [state, id])
            if self.evidence is not None:
                self.evidence.write(db, "undone", clerk=by, envelope=id)

    def send_now(self, id: str) -> None:
        """Hold the decisions on an application back no longer; harmless when none is."""
        with self.store.transaction() as db:
            release(db, id)

    def undone(self, id: str) -> Sequence[Undone]:
        """Return what was decided and undone, the oldest first."""
        rows = self.store.rows(
            "select seq, status, message, clerk, at, undone_by, undone_at from undone_decision"
            " where id = ? order by seq",
            id,
        )
        opened = self.store.cipher.opened
        return [
            Undone(DecisionStatus(status), opened(COLUMN, f"{id}/{seq}", kept) or "", *rest)
            for seq, status, kept, *rest in rows
        ]

    def _held(self, id: str) -> tuple[int, str] | None:
        found = self.store.rows(NEWEST, id)
        if not found or found[0][1] is None or found[0][1] <= self.now().isoformat():
            return None
        return int(found[0][0]), str(found[0][1])

    def _keep_undone(self, db: Statements, id: str, seq: int, by: str) -> None:
        (one,) = [one for one in self.store.decisions(id) if one.seq == seq]
        kept = self.store.cipher.seal(COLUMN, f"{id}/{seq}", one.message)
        db.execute(
            "insert into undone_decision values (?, ?, ?, ?, ?, ?, ?, ?)",
            [id, seq, one.status.value, kept, one.clerk, one.at, by, self.now().isoformat()],
        )


def hold(db: Statements, id: str, seq: int, until: datetime) -> None:
    """Hold a decision back until a time; joins the transaction of *db*."""
    db.execute("insert into held_decision values (?, ?, ?)", [id, seq, until.isoformat()])


def release(db: Statements, id: str) -> None:
    """Hold back no decision on an application any more; joins the transaction of *db*."""
    db.execute("delete from held_decision where id = ?", [id])


def sent_from(now: datetime) -> str:
    """Return until when a decision that may be sent now was held."""
    return (now - CLOCKS_APART).isoformat()


def last_number(store: OfficeStore, id: str) -> int:
    """Return the highest number that a decision on an application had; 0 for none."""
    ((last,),) = store.rows(LAST, id, id)
    return int(last)
