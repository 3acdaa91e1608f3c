"""Gives the forms of a selection as one PDF, to be printed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.applications.opener import CannotOpen
from sync.office.applications.reading import ApplicationReader
from sync.office.console.bulk_pages import picked_in
from sync.office.console.casework.opening_several import OpeningSeveral
from sync.office.console.pages import page
from sync.office.console.session import Form, SignIn
from sync.office.console.sessions import Session
from sync.office.parsing.tasks import FORM
from sync.wire.receipt_number import grouped

MOST: Final = 50
NAMED: Final = {"Content-Disposition": 'inline; filename="selection.pdf"'}
TOO_MANY: Final = f"一度に印刷できるのは{MOST}件までです。えらびなおしてください。"


@dataclass(frozen=True)
class PrintPages:
    """The file of a selection; each of its applications counts and is logged as opened."""

    several: OpeningSeveral
    reader: ApplicationReader

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the route of the file."""
        made = sign_in.form(self.print, "application.read", only_in_office=True)
        return [Route("/selection.pdf", made, methods=["POST"])]

    def print(self, _: Request, session: Session, given: Form) -> Response:
        """Return the forms in the order of the list; if one has none, say which."""
        ids = self.several.held(picked_in(given), session)
        if not ids:
            return RedirectResponse("/", 303)
        if len(ids) > MOST:
            return _refused(session, TOO_MANY)
        self.several.refuse_many(ids, session)
        try:
            made = self.reader.printed(list(self._forms(ids, session)))
        except CannotOpen as reason:
            return _refused(session, str(reason))
        return Response(made, headers=NAMED, media_type="application/pdf")

    def _forms(self, ids: Sequence[str], session: Session) -> Iterator[bytes]:
        for id in ids:
            found = self.several.open(id, session)
            if found is None:
                continue
            try:
                yield self.reader.part(id, found[1], FORM).content
            except CannotOpen as reason:
                raise CannotOpen(f"{grouped(found[0].city_number)}：{reason}") from reason


def _refused(session: Session, reason: str) -> Response:
    values = {"reason": reason, "refused": None, "since": (), "written": ""}
    return page("applications/missing.html", session, status_code=409, **values)
