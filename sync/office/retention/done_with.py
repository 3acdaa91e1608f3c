"""Says which applications are done with: decided for good, and nothing about them outstanding."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sync.office.store.states import FINALLY_DECIDED, ApplicationState, in_sql
from sync.office.store.store import OfficeStore
from sync.wire.japan import JAPAN

ENDED: Final = (*FINALLY_DECIDED, ApplicationState.REPLACED)
# How far each destination of exports has everything, and each system that is told was told.
CURSORS: Final = (
    "select n from export_destination union all select upto from webhook where stopped_at is null"
)
# Nothing waits: no decision on its way, no proposal, no hold, no correction or withdrawal that
# is not decided, no cursor of exports before it, no list of payments. The first mark is
# for whichever may be meant, the last for the time before which the newest decision was made:
# begun from these few, it costs nothing how many the office keeps.
DONE_WITH: Final = (
    "from (select id, max(at) as at from decision where id in ({which})"  # noqa: S608 - our own words
    " group by id having max(at) < ?) as newest join application on application.id = newest.id"
    f" where application.status in {in_sql(*ENDED)}"
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
    f" or not exists ({CURSORS})"
    " or exists (select 1 from export_feed where export_feed.application = application.id"
    " and export_feed.status = application.status"
    f" and export_feed.n <= (select min(n) from ({CURSORS}) as cursor)))"
)
OLD: Final = DONE_WITH.format(which="select id from decision where at < ? and id > ?")
AT_ONCE: Final = 5_000
# Times are kept in UTC, and in Japan too every hour begins with one.
AN_HOUR: Final = "substr(newest.at, 1, 13)"
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
        after, sql = "", f"select application.id {OLD} order by application.id limit {AT_ONCE}"
        while rows := self.store.rows(sql, before.isoformat(), after, before.isoformat()):
            ids = [str(id) for (id,) in rows]
            yield from (ids[at : at + size] for at in range(0, len(ids), size))
            after = ids[-1]

    def still(self, ids: list[str], before: datetime) -> list[str]:
        """Return those of *ids* that are done with now."""
        marks = ", ".join("?" * len(ids))
        sql = f"select application.id {DONE_WITH.format(which=marks)}"
        found = {str(id) for (id,) in self.store.rows(sql, *ids, before.isoformat())}
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
        last = datetime.combine(until - timedelta(days - 1), time(), JAPAN).astimezone(UTC)
        counts: dict[date, int] = {}
        sql = f"select {AN_HOUR}, count(*) {OLD} group by {AN_HOUR}"
        for hour, count in self.store.rows(sql, last.isoformat(), "", last.isoformat()):
            at = datetime.fromisoformat(f"{hour}:00+00:00").astimezone(JAPAN)
            day = at.date() + timedelta(days=days)
            counts[day] = counts.get(day, 0) + count
        return sorted(counts.items())
