"""Shows two applications next to each other: what each says to the same question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.office.applications.opener import CannotOpen
from sync.office.applications.reading import ApplicationReader
from sync.office.console.at_home import seen_from_home
from sync.office.console.casework.opening_several import OpeningSeveral
from sync.office.console.pages import page
from sync.office.console.session import SignIn
from sync.office.console.sessions import Session
from sync.office.store.store import ApplicationRow

NOT_HERE = "その申請はありません。"


@dataclass(frozen=True)
class Side:
    """One of the two."""

    row: ApplicationRow
    document: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class BesidePages:
    """The page of two applications; each counts and is logged as opened."""

    several: OpeningSeveral
    reader: ApplicationReader

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the route of the page."""
        shown = sign_in.page(self.beside, "application.read")
        return [Route("/applications/{id}/beside/{other}", shown, methods=["GET"])]

    def beside(self, request: Request, session: Session) -> Response:
        """Show both, where the clerk may see both."""
        other = request.path_params["other"]
        if not self.several.held([other], session):
            return _missing(session, NOT_HERE)
        self.several.refuse_many([other], session)
        try:
            sides = [self._side(id, session) for id in (request.path_params["id"], other)]
        except CannotOpen as reason:
            return _missing(session, str(reason))
        return page("applications/beside.html", session, sides=sides, answers=_paired(sides))

    def _side(self, id: str, session: Session) -> Side:
        """Read one."""
        found = self.several.open(id, session)
        if found is None:
            raise CannotOpen(NOT_HERE)
        document = self.reader.read(id, found[1]).document
        return Side(found[0], seen_from_home(document) if session.is_at_home else document)


def _paired(sides: Sequence[Side]) -> Iterator[tuple[str, list[str]]]:
    """Yield each label with what both say to it; empty where one does not have it."""
    said = [
        {answer["label"]: answer["display"] for answer in side.document["answers"]}
        for side in sides
    ]
    for label in dict.fromkeys(label for one in said for label in one):
        yield label, [one.get(label, "") for one in said]


def _missing(session: Session, reason: str) -> Response:
    values = {"reason": reason, "refused": None, "since": (), "written": ""}
    return page("applications/missing.html", session, status_code=404, **values)
