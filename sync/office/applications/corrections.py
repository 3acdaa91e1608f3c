"""Holds what corrects or withdraws an application until that one is here, and finds both."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sync.office.applications.decisions import Decisions
from sync.office.store.states import NOT_RECEIVED, ApplicationState, in_sql
from sync.office.store.store import COLUMNS, ApplicationRow, OfficeStore
from sync.wire.city import utc_now
from sync.wire.messages.request_kind import RequestKind

WAIT: Final = timedelta(days=7)  # as long as a tablet may be without a line


@dataclass(frozen=True)
class Corrections:
    """Receives opened applications; a correction waits a week at most for its original."""

    store: OfficeStore
    decisions: Decisions
    now: Callable[[], datetime] = field(default=utc_now)

    def due(self) -> list[ApplicationRow]:
        """Return the held applications that may be received now, the oldest first."""
        rows = self.store.rows(
            f"select {COLUMNS} from application as new where status = ?"  # noqa: S608
            " and (coalesce(replaces, withdraws) is null or received_at <= ?"
            " or exists (select 1 from application as old where (old.id = new.replaces"
            " or old.id = new.withdraws or (old.number = new.withdraws and old.id <> new.id))"
            f" and old.status not in {in_sql(*NOT_RECEIVED)}))"
            " order by received_at",
            ApplicationState.HELD.value,
            (self.now() - WAIT).isoformat(),
        )
        return [self.store.application_row(row) for row in rows]

    def receive(self, row: ApplicationRow) -> None:
        """Do what a request of its kind does; it is keyed by the envelope's id.

        A request that was received before, or by another office, changes nothing.
        """
        EFFECTS[row.request_kind](self, row)

    def receive_application(self, row: ApplicationRow) -> None:
        """Tell the tablet that *row* is received, and that what it replaces is replaced.

        Only what was returned to the same tablet: no other application leaves a clerk's list by it.
        """
        old = self.original(row)
        is_own = old is not None and old.is_held_by(row.device)
        if old is not None and is_own and old.status is ApplicationState.RETURNED:
            self.decisions.mark_replaced(old.id, row.city_number)
        self.decisions.mark_received(row.id)

    def receive_withdrawal(self, row: ApplicationRow) -> None:
        """Tell the tablet that *row* is received; end it where it comes too late."""
        self.receive_application(row)
        self.decisions.end_late_withdrawal(row)

    def original(self, row: ApplicationRow) -> ApplicationRow | None:
        """Return what *row* says that it replaces; None where that is not here."""
        found = self.store.application(row.replaces) if row.replaces else None
        return found[0] if found else None

    def later(self, row: ApplicationRow) -> list[ApplicationRow]:
        """Return what its tablet, or the one that goes on, sent to replace *row*, newest first."""
        rows = self.store.rows(
            f"select {COLUMNS} from application where replaces = ? and device in (?, ?)"  # noqa: S608
            " order by received_at desc limit 5",
            *(row.id, row.device, row.holder),
        )
        return [self.store.application_row(one) for one in rows]


# One table: a new kind of request is a line here, and a method that a repeat does not harm.
EFFECTS: Final[dict[RequestKind, Callable[[Corrections, ApplicationRow], None]]] = {
    RequestKind.APPLICATION: Corrections.receive_application,
    RequestKind.WITHDRAWAL: Corrections.receive_withdrawal,
}
