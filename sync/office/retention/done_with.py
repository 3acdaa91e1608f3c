"""Says which applications are done with: decided for good, and nothing about them outstanding."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sync.office.store.states import FINALLY_DECIDED, ApplicationState, in_sql
from sync.office.store.store import OfficeStore
from sync.wire.japan import JAPAN

ENDED: Final = (*FINALLY_DECIDED, ApplicationState.REPLACED)
# Nothing waits: no decision on its way, no proposal, no hold, no correction or withdrawal that
# is not decided, no destination of exports that lacks it, no list of payments.
DONE_WITH: Final = (
    "from application join (select id, max(at) as at from decision group by id) as newest"  # noqa: S608 - our own words
    f" on newest.id = application.id where application.status in {in_sql(*ENDED)}"
    " and not exists (select 1 from decision where decision.id = application.id"
    " and sent_at is null)"
    " and not exists (select 1 from proposal where proposal.id = application.id)"
    " and not exists (select 1 from legal_hold where legal_hold.application = application.id)"
    " and not exists (select 1 from application as other where other.replaces = application.id"
    f" and other.status not in {in_sql(*ENDED)})"
    " and not exists (select 1 from application as other"
    " where other.withdraws in (application.id, application.number)"
    f" and other.status not in {in_sql(*ENDED)})"
    f" and (application.status = '{ApplicationState.REPLACED.value}'"
    " or not exists (select 1 from export_destination)"
    " or exists (select 1 from export_feed where export_feed.application = application.id"
    " and export_feed.status = application.status"
    " and export_feed.n <= (select min(n) from export_destination)))"
)
SOME: Final = f"select application.id {DONE_WITH} and newest.at < ? and application.id > ?"
# What is paid by lists waits until it is on one; the procedure's own column is sealed.
UNPAID: Final = (
    "select id, procedure from application where status = 'accepted' and id in ({marks})"
    " and not exists (select 1 from payment where payment.application = application.id)"
)


@dataclass(frozen=True)
class DoneWith:
    """Finds what may go; a sweep asks again for each lot once it holds the rows."""

    store: OfficeStore

    def lots(self, before: datetime, size: int) -> Iterator[list[str]]:
        """Yield the ids of what was decided before a time and is done with, lot by lot."""
        after = ""
        while True:
            sql = f"{SOME} order by application.id limit {size}"
            found = [str(id) for (id,) in self.store.rows(sql, before.isoformat(), after)]
            if found:
                yield found
            if len(found) < size:
                return
            after = found[-1]

    def still(self, ids: list[str], before: datetime) -> list[str]:
        """Return those of *ids* that are done with now."""
        marks = ", ".join("?" * len(ids))
        sql = f"select application.id {DONE_WITH} and newest.at < ? and application.id in ({marks})"
        found = {str(id) for (id,) in self.store.rows(sql, before.isoformat(), *ids)}
        return sorted(found - self._unpaid(ids, marks))

    def _unpaid(self, ids: list[str], marks: str) -> set[str]:
        paid = {str(name) for (name,) in self.store.rows("select distinct procedure from payment")}
        if not paid:
            return set()
        opened = self.store.cipher.opened
        rows = self.store.rows(UNPAID.format(marks=marks), *ids)
        return {id for id, kept in rows if opened("application.procedure", id, kept) in paid}

    def by_day(self, days: int, until: date) -> list[tuple[date, int]]:
        """Return how many go on which day in Japan, the first day first, as it stands now.

        What waits for a list of payments is counted: it may stand on one by then.
        """
        counts: dict[date, int] = {}
        for (at,) in self.store.rows(f"select newest.at {DONE_WITH}"):
            day = datetime.fromisoformat(at).astimezone(JAPAN).date() + timedelta(days=days)
            if day <= until:
                counts[day] = counts.get(day, 0) + 1
        return sorted(counts.items())
