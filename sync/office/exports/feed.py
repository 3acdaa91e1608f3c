"""Numbers what was decided for good and has left the office: the cursor of every export."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from sync.office.store.states import FINALLY_DECIDED, ApplicationState, in_sql
from sync.office.store.store import OfficeStore
from sync.wire.japan import JAPAN

LOT: Final = 500
# This row is the lock, where several offices share a database.
LOCK: Final = (
    "insert into setting values ('export_feed', '')"
    " on conflict (name) do update set value = excluded.value"
)
# A decision that has not left the office may still be taken back; it gets its number later.
# A cross join: SQLite begins with the few that are due, not with every decision.
NUMBER: Final = (
    "insert into export_feed (n, application, status, decided_at)"  # noqa: S608 - our own words
    " select (select coalesce(max(n), 0) from export_feed)"
    " + row_number() over (order by at, id, status), id, status, at"
    " from (select id, decision.status, min(at) as at from export_due"
    " cross join decision where id = application and decision.status = export_due.status"
    f" and decision.status in {in_sql(*FINALLY_DECIDED)} and sent_at is not null"
    " group by id, decision.status) as decided"
    " where not exists (select 1 from export_feed as numbered"
    " where numbered.application = decided.id and numbered.status = decided.status)"
)
# Another office may send one meanwhile: only what has its number, or never gets one, is done.
DONE: Final = (
    f"delete from export_due where status not in {in_sql(*FINALLY_DECIDED)}"  # noqa: S608 - ours
    " or exists (select 1 from export_feed as numbered"
    " where numbered.application = export_due.application"
    " and numbered.status = export_due.status)"
)


@dataclass(frozen=True)
class Outcome:
    """What was decided on one application; ``n`` counts up and never changes."""

    n: int
    application: str
    status: ApplicationState
    decided_at: str


@dataclass(frozen=True)
class FeedChoice:
    """Which outcomes are asked for: above a number, of a day's moments, of some departments.

    ``departments`` None narrows nothing; with ``also_nobodys`` what no department has is in too.
    """

    since: int = 0
    most: int = LOT
    begin: str = ""
    end: str = "9999"
    departments: frozenset[str] | None = None
    also_nobodys: bool = False


WHOLE: Final = FeedChoice()


@dataclass(frozen=True)
class OutcomePage:
    """Some outcomes, from which number on the next page goes, and whether it has any now."""

    outcomes: list[Outcome]
    next: int
    is_more: bool


@dataclass(frozen=True)
class Feed:
    """Reads outcomes in the order of their numbers, each once and for ever under its own."""

    store: OfficeStore

    def catch_up(self) -> int:
        """Number what is new, once however many ask; return the highest number."""
        if self.store.rows("select 1 from export_due limit 1"):
            with self.store.transaction() as db:
                for step in (LOCK, NUMBER, DONE):
                    db.execute(step)
        ((highest,),) = self.store.rows("select coalesce(max(n), 0) from export_feed")
        return int(highest)

    def since(self, n: int) -> Iterator[Outcome]:
        """Give every outcome above *n*, lot by lot."""
        while rows := self._rows("n > ? order by n limit ?", n, LOT):
            yield from rows
            n = rows[-1].n

    def newest(self) -> list[Outcome]:
        """Return a lot of the newest outcomes, the newest first."""
        return self._rows("n > 0 order by n desc limit ?", LOT)

    def of(self, application: str, choice: FeedChoice = WHOLE) -> list[Outcome]:
        """Return the outcomes of one application, where a choice's departments have it."""
        which, values = _departments(choice)
        return self._rows(f"application = ? {which} order by n", application, *values)

    def between(self, begin: str, end: str) -> list[Outcome]:
        """Return what was decided from one moment on and before another, both in UTC."""
        return self._rows("decided_at >= ? and decided_at < ? order by n", begin, end)

    def page(self, choice: FeedChoice) -> OutcomePage:
        """Return the first outcomes of a choice; at the end of the feed what is new is numbered."""
        found = self._chosen(choice)
        if len(found) < choice.most:
            self.catch_up()
            found = self._chosen(choice)
        last = found[-1].n if found else choice.since
        return OutcomePage(found, last, len(found) == choice.most)

    def unpaid(self, since: int, departments: frozenset[str] | None) -> list[Outcome]:
        """Return a lot of what was accepted above a number and stands on no list of payments."""
        which, values = _departments(FeedChoice(departments=departments))
        return self._rows(
            "n > ? and status = 'accepted' and not exists (select 1 from payment"  # noqa: S608
            f" where payment.application = export_feed.application) {which} order by n limit ?",
            *(since, *values, LOT),
        )

    def paid_by(self, number: int) -> list[Outcome]:
        """Return the outcomes of what stands on a list of payments."""
        return self._rows(
            "status = 'accepted' and application in"
            " (select application from payment where list = ?) order by n",
            number,
        )

    def _chosen(self, choice: FeedChoice) -> list[Outcome]:
        which, values = _departments(choice)
        return self._rows(
            f"n > ? and decided_at >= ? and decided_at < ? {which} order by n limit ?",
            *(choice.since, choice.begin, choice.end, *values, choice.most),
        )

    def _rows(self, which: str, *values: Any) -> list[Outcome]:
        rows = self.store.rows(
            f"select n, application, status, decided_at from export_feed where {which}",  # noqa: S608
            *values,
        )
        return [Outcome(n, id, ApplicationState(status), at) for n, id, status, at in rows]


def moments_of(day: str) -> tuple[str, str]:
    """Return the first moment of a day in Japan and of the next one, ISO in UTC.

    Raises:
        ValueError: *day* is none, or none that has a moment in UTC.
    """
    try:
        first = datetime.combine(date.fromisoformat(day), time(), JAPAN).astimezone(UTC)
        return first.isoformat(), (first + timedelta(days=1)).isoformat()
    except OverflowError as odd:
        raise ValueError(day) from odd


def _departments(choice: FeedChoice) -> tuple[str, list[str]]:
    """Return a condition on whose an application is, and its values."""
    if choice.departments is None:
        return "", []
    values = sorted(choice.departments)
    marks = ", ".join("?" * len(values)) or "null"
    nobodys = " or department is null" if choice.also_nobodys else ""
    return (
        "and exists (select 1 from application"  # noqa: S608 - marks of ours
        " where application.id = export_feed.application"
        f" and (department in ({marks}){nobodys}))",
        values,
    )
