"""Shows the list of applications page by page, as the clerk narrowed it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.applications import labels
from sync.office.applications.assigning import assigned_to
from sync.office.applications.times import lease_length, time_mark
from sync.office.applications.typed_text import REFUSED, refusal_of
from sync.office.applications.withdrawals import Withdrawals
from sync.office.audit.log import OfficeEvidence
from sync.office.casework.deadlines import lateness
from sync.office.console.clerks import clerk_names, current_clerks
from sync.office.console.pages import page
from sync.office.console.session import Form, SignIn
from sync.office.console.sessions import ListView, Session
from sync.office.listing.filters import NOBODY, UNDECIDED, ListFilter
from sync.office.listing.lists import Lists
from sync.office.listing.open_pages import OpenPages
from sync.office.listing.pages import PAGE
from sync.office.listing.places import ListOrder, ListPlace
from sync.office.listing.saved_views import MOST, SavedViews
from sync.office.store import alike
from sync.office.store.store import ApplicationRow, OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.wire.city import utc_now

LONGEST_SEARCH: Final = 100
UNSAVED: Final = {
    "name": "見方の名前を書いてください。",
    "number": REFUSED,
    "room": f"保存できる見方は{MOST}までです。使わないものを消してください。",
}
NO_CLERK: Final = "担当が決まっていない"
NO_DEPARTMENT: Final = "部署が決まっていない"
NO_VENUE: Final = "出張先が決まっていない"
NO_MARK: Final = "印がない"


@dataclass(frozen=True)
class Shown:
    """The rows of one page; ``first`` is the number of the first of them, from 1.

    ``found`` is how many there are in all; ``missing`` says of how many a search has looked
    through how many, while it has not looked through all.
    """

    rows: Sequence[ApplicationRow] = ()
    first: int = 1
    found: int = 0
    back: str = ""
    on: str = ""
    missing: tuple[int, int] | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ListPages:
    """The list; ``aside`` says which applications the intake could not keep, and why."""

    store: OfficeStore
    lists: Lists
    evidence: OfficeEvidence | None
    aside: Mapping[str, str]

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the routes of the list and its search."""
        return [
            Route("/", sign_in.page(self.listing, "application.read"), methods=["GET"]),
            Route("/", sign_in.form(self.search, "application.read"), methods=["POST"]),
        ]

    def listing(self, request: Request, session: Session) -> Response:
        """Show a page of what the clerk's view finds; the log says who looked."""
        view = session.view
        refused = refusal_of(view.filter.text)
        unsaved = UNSAVED.get(request.query_params.get("unsaved", ""), "")
        lists = self.lists.of(session.rights.departments)
        shown = Shown() if refused else _shown(lists, view, request.query_params)
        if self.evidence is not None:
            self.evidence.put("listed", clerk=session.clerk, count=len(shown.rows))
        lease, rows = lease_length(self.store), shown.rows
        shared = alike.kinds_of(self.store, [row.id for row in rows])
        return page(
            "applications/list.html", session,
            rows=[(row, time_mark(row, lease), shared.get(row.id, ())) for row in rows],
            shown=shown, size=PAGE, view=view, unsaved=unsaved, refused=refused,
            choices=self._choices(), clerks=current_clerks(self.store),
            assigned=self._assigned([row.id for row in rows]),
            may_pick=session.may("application.decide") and not session.is_at_home,
            aside=dict(self.aside),  # a copy: the intake's thread goes on writing
            open_by=self._open_by(session), views=SavedViews(self.store, session.clerk).all(),
            withdrawn=Withdrawals(self.store).asked_of(rows),
            lateness={row.id: lateness(row, utc_now()) for row in rows},
            read=OpenPages(self.store).read_among([row.id for row in rows]),
            is_comparing=alike.is_waiting(self.store),
        )  # fmt: skip

    def search(self, _: Request, session: Session, given: Form) -> Response:
        """Keep what the clerk looks for with the session, and show the list by it."""
        text = given.get("q", "").strip()[:LONGEST_SEARCH]
        status = given.get("only", given.get("status", ""))
        session.view.filter = ListFilter.of({**given, "text": text, "status": status})
        session.view.order = ListOrder.of(given.get("order", ""))
        return RedirectResponse("/", 303)

    def _assigned(self, ids: Sequence[str]) -> dict[str, str]:
        """Return the names of who works on these applications, by their ids."""
        names = clerk_names(self.store)
        people = assigned_to(self.store, ids)
        return {id: names.get(clerk, clerk) for id, clerk in people.items()}

    def _open_by(self, session: Session) -> dict[str, str]:
        """Return the names of the colleagues who have an application open, by its id."""
        names, taken = clerk_names(self.store), OpenPages(self.store).of_others(session.clerk)
        return {one.application: names.get(one.clerk, one.clerk) for one in taken}

    def _choices(self) -> dict[str, Any]:
        """Return what each field of the filter offers."""
        return {
            "procedure": self.lists.index.procedures(),
            "device": {one.id: one.name for one in Tablets(self.store).all()},
            "venue": {NOBODY: NO_VENUE, **{one: one for one in Tablets(self.store).venues()}},
            "assigned_to": {NOBODY: NO_CLERK, **current_clerks(self.store)},
            "department": {NOBODY: NO_DEPARTMENT, **self._departments()},
            "mark": {NOBODY: NO_MARK, **{mark: word for mark, (word, *_) in labels.MARK.items()}},
        }

    def _departments(self) -> dict[str, str]:
        rows = self.store.rows(
            "select distinct department from application where department is not null"
        )
        return {name: name for (name,) in sorted(rows)}


def _shown(lists: Lists, view: ListView, place: Mapping[str, str]) -> Shown:
    reader = lists.reader(view.filter, view.order)
    after, before = (ListPlace.of(place.get(name, "")) for name in ("after", "before"))
    read = reader.page(after, before=before)
    first = reader.position(read.places[0]) + 1 if read.places else 1
    counts = reader.counts()
    states = view.filter.states(list(counts))
    return Shown(
        lists.store.applications(read.ids), first, sum(counts[one] for one in states),
        back=read.places[0].to_text() if read.back and read.places else "",
        on=read.places[-1].to_text() if read.on else "",
        counts={**{state.value: count for state, count in counts.items()}, **_sums(counts)},
        missing=lists.missing(view.filter),
    )  # fmt: skip


def _sums(counts: Mapping[Any, int]) -> dict[str, int]:
    undecided = ListFilter(status=UNDECIDED).states(list(counts))
    return {"": sum(counts.values()), UNDECIDED: sum(counts[one] for one in undecided)}
