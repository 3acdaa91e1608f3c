"""Keeps which application each clerk has open, so that two do not work on one unawares."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now

# A page that stands longer is one that somebody left: it keeps nobody from the application.
COUNTS_FOR: Final = timedelta(minutes=15)

READ: Final = (
    "insert into application_read values (?, ?, ?) on conflict (application)"
    " do update set application = excluded.application"
)


@dataclass(frozen=True)
class OpenPage:
    """An application that a clerk opened, and when (an ISO time in UTC)."""

    application: str
    clerk: str
    at: str


@dataclass(frozen=True)
class OpenPages:
    """Each clerk has one open: the last one."""

    store: OfficeStore
    now: Callable[[], datetime] = field(default=utc_now)

    def put(self, id: str, clerk: str) -> None:
        """Note that a clerk opened an application, in the place of the one before.

        It counts as read from then on, for everybody.
        """
        with self.store.transaction() as db:
            db.execute(
                "insert into open_page values (?, ?, ?) on conflict (clerk) do update set"
                " application = excluded.application, at = excluded.at",
                [clerk, id, self.now().isoformat()],
            )
            db.execute(READ, [id, clerk, self.now().isoformat()])

    def read_among(self, ids: Sequence[str]) -> Set[str]:
        """Return which of these applications somebody has opened."""
        if not ids:
            return frozenset()
        marks = ", ".join("?" * len(ids))
        found = self.store.rows(
            f"select application from application_read where application in ({marks})",  # noqa: S608
            *ids,
        )
        return {id for (id,) in found}

    def leave(self, clerk: str) -> None:
        """Note that a clerk is done with the one that was open."""
        with self.store.transaction() as db:
            db.execute("delete from open_page where clerk = ?", [clerk])

    def of_others(self, clerk: str) -> Sequence[OpenPage]:
        """Return what colleagues have open now."""
        rows = self.store.rows(
            "select application, clerk, at from open_page where clerk <> ? and at > ? order by at",
            *(clerk, (self.now() - COUNTS_FOR).isoformat()),
        )
        return [OpenPage(*row) for row in rows]
