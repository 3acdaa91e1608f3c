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
    """One table: its key, when a row came, and in which states a row is done with.

    Whatever is in another state stays, however old it is.
    """

    table: str
    came_at: str
    ended: tuple[str, ...]

    @property
    def due(self) -> str:
        """Name the rows that are done with and came before a time."""
        states = ", ".join(f"'{state}'" for state in self.ended)
        return f"from {self.table} where state in ({states}) and {self.came_at} < ?"

    @property
    def sql(self) -> str:
        """Delete the oldest of these rows."""
        return (
            f"delete from {self.table} where id in"  # noqa: S608
            f" (select id {self.due} order by id limit {LOT})"
        )


# What an event did once it did: its note goes after the mail. A replay is forged by its time then.
LOOSE_NOTES: Final = "delete from mail_event where mail not in (select id from mail)"
RETAINED: Final[dict[RetainedTable, RetainedRows]] = {
    RetainedTable.MAIL: RetainedRows(
        "mail", "arrived_at", (MailState.DONE, MailState.REPEATED, MailState.FORGED)
    ),
    RetainedTable.OUTGOING: RetainedRows(
        "outgoing",
        "put_at",
        tuple(state for state in OutgoingState if state is not OutgoingState.WAITING),
    ),
    RetainedTable.WEBHOOK_DELIVERY: RetainedRows("webhook_delivery", "put_at", ("sent", "gave_up")),
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
                db.execute(LOOSE_NOTES)
            count += gone
            if gone < LOT:
                return count


def due_rows(store: OfficeStore, days: Retention, now: datetime) -> dict[str, int]:
    """Return how many rows of each plain table the next round deletes."""
    counts = {}
    for table, rows in RETAINED.items():
        before = (now - timedelta(days=days.of(table) or 0)).isoformat()
        ((counts[table.value],),) = store.rows(f"select count(*) {rows.due}", before)
    return counts
