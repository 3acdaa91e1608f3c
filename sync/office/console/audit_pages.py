"""Shows the office's log to who may read it, and each month's unusual reading."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice, takewhile
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.office.audit.kind_names import KIND_NAMES
from sync.office.audit.log import OfficeEvidence
from sync.office.audit.unusual import months_reading
from sync.office.console.clerks import clerk_names
from sync.office.console.pages import page
from sync.office.console.session import SignIn
from sync.office.console.sessions import Session
from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now
from sync.wire.events.event import Event
from sync.wire.japan import JAPAN

SHOWN: Final = 100
LOOKED_AT: Final = 20_000  # a page looks at so many events; the next one goes on from there


@dataclass(frozen=True)
class Wanted:
    """What of the log is looked for; an empty one narrows nothing. The day is Japan's."""

    clerk: str = ""
    kind: str = ""
    day: str = ""

    def fits(self, event: Event) -> bool:
        """Tell whether an event is looked for."""
        day = event.moment.astimezone(JAPAN).date().isoformat()
        return (
            self.clerk in ("", event.staff)
            and self.kind in ("", event.kind)
            and self.day in ("", day)
        )


@dataclass(frozen=True)
class AuditPages:
    """The pages of the log; that somebody read it stands in it as well."""

    store: OfficeStore
    evidence: OfficeEvidence | None

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the routes of the log and of the month's reading."""
        return [
            Route("/audit", sign_in.page(self.listing, "audit.read"), methods=["GET"]),
            Route("/audit/reading", sign_in.page(self.reading, "audit.read"), methods=["GET"]),
        ]

    def listing(self, request: Request, session: Session) -> Response:
        """Show the newest events that are looked for, and the way to older ones."""
        asked = request.query_params
        wanted = Wanted(asked.get("clerk", ""), asked.get("kind", ""), asked.get("day", ""))
        looked_at = list(islice(self._newest(_number(asked.get("before", ""))), LOOKED_AT))
        found = [event for event in looked_at if wanted.fits(event)][:SHOWN]
        last = (found if len(found) == SHOWN else looked_at)[-1:]
        self._say(session, len(found))
        return page(
            "audit/log.html", session, events=found, wanted=wanted, kinds=KIND_NAMES,
            names=clerk_names(self.store), older=last[0].seq if last and last[0].seq > 1 else 0,
            is_whole=len(looked_at) < LOOKED_AT,
        )  # fmt: skip

    def reading(self, request: Request, session: Session) -> Response:
        """Show what every clerk read in a month."""
        month = _month(request.query_params.get("month", ""))
        first = f"{month}-01"
        since = takewhile(lambda event: _day(event) >= first, self._newest(None))
        months = months_reading(since, month)
        self._say(session, len(months))
        return page(
            "audit/reading.html", session,
            month=month, months=months, names=clerk_names(self.store),
        )  # fmt: skip

    def _newest(self, before: int | None) -> Iterator[Event]:
        return iter(()) if self.evidence is None else self.evidence.newest(before)

    def _say(self, session: Session, count: int) -> None:
        if self.evidence is not None:
            self.evidence.put("log_read", clerk=session.clerk, count=count)


def _day(event: Event) -> str:
    return event.moment.astimezone(JAPAN).date().isoformat()


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _month(text: str) -> str:
    """Return a month as ``2026-11``: the one that is asked for, or else that of today."""
    try:
        return f"{date.fromisoformat(f'{text}-01'):%Y-%m}"
    except ValueError:
        return f"{utc_now().astimezone(JAPAN):%Y-%m}"
