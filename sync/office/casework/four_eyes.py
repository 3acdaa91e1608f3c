"""Keeps what one clerk would decide until another says the same, where the city asks for two."""

from collections.abc import Callable, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sync.database.port import Statements
from sync.office.audit.log import OfficeEvidence
from sync.office.casework.held_back import last_number
from sync.office.casework.procedure_rules import rule_of
from sync.office.store.store import ApplicationRow, OfficeStore
from sync.wire.city import utc_now
from sync.wire.messages.decision import DecisionStatus

COLUMN: Final = "proposal.message"
FINAL: Final = (DecisionStatus.ACCEPTED, DecisionStatus.REJECTED)
PUT: Final = (
    "insert into proposal values (?, ?, ?, ?, ?, ?) on conflict (id) do update set"
    " seq = excluded.seq, status = excluded.status, message = excluded.message,"
    " clerk = excluded.clerk, at = excluded.at"
)


@dataclass(frozen=True)
class Proposal:
    """What a clerk would decide, and since when (an ISO time in UTC)."""

    status: DecisionStatus
    message: str = field(repr=False)
    clerk: str
    at: str


@dataclass(frozen=True)
class Proposals:
    """The decisions that wait for a second clerk; one that is older than a decision is none."""

    store: OfficeStore
    evidence: OfficeEvidence | None
    now: Callable[[], datetime] = field(default=utc_now)

    def find(self, id: str) -> Proposal | None:
        """Return what waits for a second clerk on an application."""
        rows = self.store.rows(
            "select seq, status, message, clerk, at from proposal where id = ?", id
        )
        if not rows or rows[0][0] != last_number(self.store, id):
            return None
        _, status, kept, clerk, at = rows[0]
        message = self.store.cipher.opened(COLUMN, id, kept) or ""
        return Proposal(DecisionStatus(status), message, clerk, at)

    def of(self, clerk: str) -> Set[str]:
        """Return the applications on which a clerk waits for another."""
        return {id for (id,) in self.store.rows("select id from proposal where clerk = ?", clerk)}

    def put(self, db: Statements, id: str, said: tuple[DecisionStatus, str], by: str) -> None:
        """Keep what a clerk would decide, in the place of what another would have."""
        status, message = said
        sealed = self.store.cipher.seal(COLUMN, id, message)
        seq = last_number(self.store, id)
        db.execute(PUT, [id, seq, status.value, sealed, by, self.now().isoformat()])
        if self.evidence is not None:
            self.evidence.write(db, "proposed", clerk=by, envelope=id, status=status.value)


def needs_two(store: OfficeStore, row: ApplicationRow, status: str) -> bool:
    """Tell whether the city asks for two clerks; a return to the applicant is one's own affair."""
    return status in FINAL and not row.withdraws and rule_of(store, row.procedure).four_eyes


def forget(db: Statements, id: str) -> None:
    """Forget what waited for a second clerk; joins the transaction of *db*."""
    db.execute("delete from proposal where id = ?", [id])
