"""Opens what arrived: the tablets that gave no trouble first, the others with longer pauses."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sync.office.applications.alike import compare
from sync.office.applications.opener import CannotOpen, HolderAway
from sync.office.applications.reading import ApplicationReader, ReadApplication
from sync.office.boards.known_days import known_closed_days
from sync.office.casework.deadlines import due_on
from sync.office.casework.procedure_rules import ProcedureRule, rule_of
from sync.office.store.application_states import mark
from sync.office.store.numbering import is_place_taken, next_nth
from sync.office.store.states import NOT_OPENED, ApplicationState, in_sql
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.wire.city import utc_now
from sync.wire.envelope import Envelope, Header

# One lot: so many rows, and no new one begun after so many seconds, so that decisions,
# receipts and the next arrivals do not wait for whatever one tablet sealed.
LOT: Final = 50
LOT_S: Final = 2.0
FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(hours=1)
# The tablets in turn, one row each, so that a flood of one delays no other; what a tablet sent
# that did not open puts its next rows behind those of the others.
DUE: Final = (
    "with due as (select id, device, received_at, row_number() over"  # noqa: S608 - our own words
    " (partition by device order by tries, received_at) as turn from application"
    f" where status in {in_sql(*NOT_OPENED)} and (next_try_at is null or next_try_at <= ?)),"
    " trouble as (select device, count(*) as times from application"
    f" where status = '{ApplicationState.UNOPENED.value}'"
    " and device in (select device from due) group by device)"
    " select application.id, application.content, application.tries from due"
    " join application on application.id = due.id"
    " left join trouble on trouble.device = due.device"
    f" order by due.turn + coalesce(trouble.times, 0), due.received_at limit {LOT}"
)


@dataclass(frozen=True)
class Opening:
    """Opens applications that were not opened yet; each keeps its number of tries."""

    store: OfficeStore
    reader: ApplicationReader
    now: Callable[[], datetime] = field(default=utc_now)
    mono_s: Callable[[], float] = field(default=time.monotonic)

    def run_once(self) -> bool:
        """Open a lot of what is due; return whether more may be due now."""
        end, due = self.mono_s() + LOT_S, list(self._due())
        for id, content, tries in due:
            try:
                self._open(id, content, tries)
            except HolderAway:
                return False  # the next round asks again; no row is counted as tried
            if self.mono_s() > end:
                return True
        return len(due) == LOT

    def _due(self) -> Iterator[tuple[str, bytes, int]]:
        for id, content, tries in self.store.rows(DUE, self.now().isoformat()):
            yield id, bytes(content), tries

    def _open(self, id: str, content: bytes, tries: int) -> None:
        try:
            read = self.reader.read(id, content)
        except HolderAway:
            raise
        except CannotOpen as reason:
            values = {
                "reason": str(reason),
                "tries": tries + 1,
                "next_try_at": (self.now() + pause_after(tries)).isoformat(),
            }
            mark(self.store, id, ApplicationState.UNOPENED, values, of=NOT_OPENED)
        else:
            self._hold(id, Envelope.from_bytes(content).header, read)

    def _hold(self, id: str, header: Header, read: ReadApplication) -> None:
        """Keep what an opened application says; one that a copy of its tablet sent marks both."""
        values = {"reason": None, **summary(read)}
        rule = rule_of(self.store, values["procedure"])
        if rule.department:
            values["department"] = rule.department
        values["due_on"] = self._due_on(id, rule, values["counter_at"])
        with self.store.transaction() as db:
            values |= {"seq": header.seq, "nth": next_nth(db, id, values["number"])}
            compare(self.store, db, id, read)
            if is_place_taken(db, id, header.device, header.seq):
                Tablets(self.store).mark_forked(header.device, self.now())
            mark(self.store, id, ApplicationState.HELD, values, of=NOT_OPENED)

    def _due_on(self, id: str, rule: ProcedureRule, counter_at: str | None) -> str | None:
        found = self.store.rows("select received_at from application where id = ?", id)
        if not found or rule.due_days is None:
            return None
        closed = known_closed_days(self.store, self.reader.keys)
        return due_on(rule, counter_at, found[0][0], closed)


def pause_after(tries: int) -> timedelta:
    """Return how long a row rests that could not be opened, *tries* times before."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(tries, 20)
    return min(doubled, LONGEST_PAUSE)


def summary(read: ReadApplication) -> dict[str, Any]:
    """Return what the list shows of an application."""
    document = read.document
    procedure, person = document.get("procedure") or {}, document.get("person") or {}
    replaces = document.get("replaces") or {}
    withdrawal = document.get("withdrawal") or {}
    return {
        "requested": document.get("kind"),
        "number": document.get("number"),
        "procedure": procedure.get("id"),
        "title": procedure.get("title"),
        "person": person.get("name"),
        "counter_at": document.get("counter_accepted_at"),
        "replaces": replaces.get("id"),
        "withdraws": withdrawal.get("id") or withdrawal.get("number"),
        "marks": " ".join(read.marks),
        "readings": kept_readings(read),
    }


def kept_readings(read: ReadApplication) -> str:
    """Return the readings of an application as the column holds them, one a line."""
    return "\n".join(read.readings)
