"""Deletes rows that are done with, so many days after they came; the city says how many."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sync.office.audit.log import OfficeEvidence
from sync.office.city.own_layer import OwnLayerRefused, RetainedTable, Retention, read_own_layer
from sync.office.retention.removal import Removal
from sync.office.store.mail import MailState, OutgoingState
from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now

log = logging.getLogger(__name__)

EVERY_S: Final = 3600.0
LOT: Final = 500


@dataclass(frozen=True)
class RetainedRows:
    """One table, by its key: ``is_due`` is the condition that a row was done with before a time.

    Whatever it does not name stays, however old it is.
    """

    table: str
    is_due: str
    key: str = "id"

    @property
    def due(self) -> str:
        """Name the rows that go."""
        return f"from {self.table} where {self.is_due}"

    @property
    def sql(self) -> str:
        """Delete the first of these rows."""
        return (
            f"delete from {self.table} where {self.key} in"  # noqa: S608
            f" (select {self.key} {self.due} order by {self.key} limit {LOT})"
        )


def in_state(came_at: str, *states: str) -> str:
    """Return the condition that a row is in one of *states* and came before a time."""
    named = ", ".join(f"'{state}'" for state in states)
    return f"state in ({named}) and {came_at} < ?"


# What an event did once it did: its note goes after the mail. A replay is forged by its time then.
LOOSE: Final = (
    "delete from mail_event where mail not in (select id from mail)",
    "delete from payment_order where list not in (select list from payment)",
)
# An account is paid once for a procedure while its payment stands there. The newest list of each
# procedure stays: the next number is above it, and the procedure is known as one that is paid.
PAID_LONG_AGO: Final = (
    "application in (select id from gone_application where gone_at < ?) and list <"
    " (select max(list) from payment as other where other.procedure = payment.procedure)"
)
RETAINED: Final[dict[RetainedTable, RetainedRows]] = {
    RetainedTable.MAIL: RetainedRows(
        "mail", in_state("arrived_at", MailState.DONE, MailState.REPEATED, MailState.FORGED)
    ),
    RetainedTable.OUTGOING: RetainedRows(
        "outgoing",
        in_state("put_at", *(one for one in OutgoingState if one is not OutgoingState.WAITING)),
    ),
    RetainedTable.WEBHOOK_DELIVERY: RetainedRows(
        "webhook_delivery", in_state("put_at", "sent", "gave_up")
    ),
    RetainedTable.API_TOKEN: RetainedRows("api_token", "coalesce(withdrawn_at, expires_at) < ?"),
    RetainedTable.PAYMENT: RetainedRows("payment", PAID_LONG_AGO, "application"),
}


@dataclass(frozen=True)
class RetentionSweeper:
    """The one part of the office that deletes by age; it reads the city's file in every round."""

    store: OfficeStore
    own_layer: Path
    now: Callable[[], datetime] = field(default=utc_now)
    evidence: OfficeEvidence | None = None

    def pause_s(self) -> float:
        """Return the seconds between two rounds."""
        return EVERY_S

    def run_once(self) -> dict[RetainedTable, int]:
        """Delete what is over its days; return how many rows of which table.

        Where the city's file has a mistake nothing is deleted.
        """
        try:
            days = read_own_layer(self.own_layer).retention
        except OwnLayerRefused as refused:
            log.error("nothing is swept: %s", refused)
            return {}
        swept = {table: self._sweep(table, days.of(table)) for table in RetainedTable}
        if any(swept.values()):
            log.info("swept", extra={"facts": {table.value: n for table, n in swept.items()}})
        return swept

    def _sweep(self, table: RetainedTable, days: int | None) -> int:
        if days is None:
            return 0
        if table is RetainedTable.APPLICATION:
            return Removal(self.store, self.evidence, self.now).sweep(days)
        return self._sweep_rows(RETAINED[table], days)

    def _sweep_rows(self, rows: RetainedRows, days: int) -> int:
        before, count = (self.now() - timedelta(days=days)).isoformat(), 0
        while True:
            with self.store.transaction() as db:
                gone = db.execute(rows.sql, [before]).rowcount
                for loose in LOOSE:
                    db.execute(loose)
            count += gone
            if gone < LOT:
                return count


def due_rows(store: OfficeStore, days: Retention, now: datetime) -> dict[str, int]:
    """Return how many rows the next round deletes, of each plain table that has days."""
    counts = {}
    for table, rows in RETAINED.items():
        if (kept := days.of(table)) is not None:
            before = (now - timedelta(days=kept)).isoformat()
            ((counts[table.value],),) = store.rows(f"select count(*) {rows.due}", before)
    return counts
