"""Numbers what was decided for good and has left the office: the cursor of every export."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sync.office.store.states import FINALLY_DECIDED, ApplicationState, in_sql
from sync.office.store.store import OfficeStore

LOT: Final = 500
# This row is the lock, where several offices share a database.
LOCK: Final = (
    "insert into setting values ('export_feed', '')"
    " on conflict (name) do update set value = excluded.value"
)
# A decision that has not left the office may still be taken back; it gets its number later.
NUMBER: Final = (
    "insert into export_feed (n, application, status, decided_at)"  # noqa: S608 - our own words
    " select (select coalesce(max(n), 0) from export_feed)"
    " + row_number() over (order by at, id, status), id, status, at"
    " from (select id, status, min(at) as at from decision"
    f" where status in {in_sql(*FINALLY_DECIDED)} and sent_at is not null"
    " group by id, status) as decided"
    " where not exists (select 1 from export_feed as numbered"
    " where numbered.application = decided.id and numbered.status = decided.status)"
)


@dataclass(frozen=True)
class Outcome:
    """What was decided on one application; ``n`` counts up and never changes."""

    n: int
    application: str
    status: ApplicationState
    decided_at: str


@dataclass(frozen=True)
class Feed:
    """Reads outcomes in the order of their numbers, each once and for ever under its own."""

    store: OfficeStore

    def catch_up(self) -> int:
        """Number what is new, once however many ask; return the highest number."""
        with self.store.transaction() as db:
            db.execute(LOCK)
            db.execute(NUMBER)
            ((highest,),) = db.execute("select coalesce(max(n), 0) from export_feed").fetchall()
        return int(highest)

    def since(self, n: int) -> Iterator[Outcome]:
        """Give every outcome above *n*, lot by lot."""
        while rows := self._rows("n > ? order by n limit ?", n, LOT):
            yield from rows
            n = rows[-1].n

    def of(self, application: str) -> list[Outcome]:
        """Return the outcomes of one application."""
        return self._rows("application = ? order by n", application)

    def between(self, begin: str, end: str) -> list[Outcome]:
        """Return what was decided from one moment on and before another, both in UTC."""
        return self._rows("decided_at >= ? and decided_at < ? order by n", begin, end)

    def _rows(self, which: str, *values: Any) -> list[Outcome]:
        rows = self.store.rows(
            f"select n, application, status, decided_at from export_feed where {which}",  # noqa: S608
            *values,
        )
        return [Outcome(n, id, ApplicationState(status), at) for n, id, status, at in rows]
