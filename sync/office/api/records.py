"""Gives outcomes, records and forms: since a number, of a day, or of one application."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sync.office.access.api_tokens import ApiToken
from sync.office.api.asked import (
    AskedPage,
    asked_page,
    departments_of,
    encoding_of,
    known_parameters,
    reaches,
)
from sync.office.api.door import ApiDoor
from sync.office.api.problems import ApiProblem
from sync.office.applications.opener import CannotOpen, HolderAway
from sync.office.exports.bundle import Bundle, Poured
from sync.office.exports.feed import Feed, FeedChoice, Outcome, OutcomePage
from sync.office.exports.records import Filed, ForAPerson, Record, Records
from sync.office.exports.table import Table, table_of
from sync.office.store.states import ApplicationState
from sync.office.store.store import OfficeStore
from sync.wire.digest import sha256_hex

FORM = "form.pdf"
ZIP = "application/zip"
# A response is held in memory: no further application stands in a bundle that is so large.
LARGEST_BUNDLE = 32 * 1024 * 1024


@dataclass(frozen=True)
class RecordRoutes:
    """What was decided for good, as far as each token reaches."""

    store: OfficeStore
    records: Records
    door: ApiDoor

    def routes(self) -> list[Route]:
        """Return the routes."""
        lets, one = self.door.lets, "/applications/{id}"
        return [
            Route("/outcomes", lets("outcomes.list", self.outcomes), methods=["GET"]),
            Route("/records", lets("records.export", self.as_json), methods=["GET"]),
            Route("/records.csv", lets("records.export", self.as_table), methods=["GET"]),
            Route("/records/left", lets("records.export", self.left), methods=["GET"]),
            Route(one, lets("records.export", self.one), methods=["GET"]),
            Route(f"{one}/{FORM}", lets("forms.export", self.form), methods=["GET"]),
            Route("/bundle.zip", lets("forms.export", self.bundles), methods=["GET"]),
            Route(f"{one}/bundle.zip", lets("forms.export", self.bundle), methods=["GET"]),
        ]

    def outcomes(self, request: Request, token: ApiToken) -> Response:
        """Return numbers and states, without anything of a resident; nothing is opened."""
        asked = asked_page(request, token)
        page, chosen = self._chosen(asked, token)
        ids = [one.application for one in chosen]
        rows = {row.id: row for row in self.store.applications(ids)}
        items = [
            {
                "n": one.n,
                "id": one.application,
                "number": rows[one.application].city_number,
                "procedure": rows[one.application].procedure,
                "status": one.status.value,
                "decided_at": one.decided_at,
            }
            for one in chosen
        ]
        return self._said(token, "outcomes", page, items=items)

    def as_json(self, request: Request, token: ApiToken) -> Response:
        """Return whole records, and which applications a person has to carry."""
        page, found = self._found(asked_page(request, token), token)
        items = [one.to_json() for one in found if isinstance(one, Record)]
        left = [_left(one) for one in found if isinstance(one, ForAPerson)]
        return self._said(token, "records", page, items=items, left=left)

    def as_table(self, request: Request, token: ApiToken) -> Response:
        """Return records as CSV; how many a person has to carry stands in a header."""
        page, table, left = self._table(request, token)
        self.door.hand_out(token, "table", len(table.numbers), table.content)
        headers = {
            "Demado-Next": str(page.next),
            "Demado-More": str(page.is_more).lower(),
            "Demado-Left": str(len(left)),
        }
        encoding = request.query_params.get("encoding", "utf-8")
        charset = "utf-8" if encoding == "utf-8" else "Windows-31J"
        return Response(table.content, headers=headers, media_type=f"text/csv; charset={charset}")

    def left(self, request: Request, token: ApiToken) -> Response:
        """Return what the same table leaves to a person, with the sign named."""
        page, _, left = self._table(request, token)
        return self._said(token, "table", page, items=[_left(one) for one in left])

    def one(self, request: Request, token: ApiToken) -> Response:
        """Return one application's record; 304 to who has it already."""
        known_parameters(request, set())
        outcome = self._of(request.path_params["id"], token)
        (found,) = self.records.of([outcome])
        if isinstance(found, ForAPerson):
            raise ApiProblem("left-to-a-person", found.why)
        return self._tagged(request, token, ("records",), JSONResponse(found.to_json()))

    def form(self, request: Request, token: ApiToken) -> Response:
        """Return one application's form as it was signed, whatever bytes a tablet called so."""
        known_parameters(request, set())
        id = self._of(request.path_params["id"], token).application
        found = self.store.application(id)
        try:
            part = self.records.reader.part(id, found[1] if found else b"", FORM)
        except HolderAway:
            raise
        except CannotOpen as refused:
            raise ApiProblem("not-found") from refused
        content = Response(part.content, media_type="application/pdf")
        return self._tagged(request, token, ("form",), content)

    def bundles(self, request: Request, token: ApiToken) -> Response:
        """Return a bundle of a page; one of many large forms ends sooner, and says where."""
        _needs_records(token)
        page, chosen = self._chosen(asked_page(request, token), token)
        pouring = _Pouring(self.records.filed(chosen))
        bundle = pouring.bundle()
        next = page.next if pouring.is_whole else pouring.last
        self.door.hand_out(token, "records", len(bundle.numbers), pouring.content)
        self.door.hand_out(token, "form", bundle.forms, pouring.content)
        headers = {
            "Demado-Next": str(next),
            "Demado-More": str(page.is_more or not pouring.is_whole).lower(),
            "Demado-Left": str(len(bundle.left)),
        }
        return Response(pouring.content, headers=headers, media_type=ZIP)

    def bundle(self, request: Request, token: ApiToken) -> Response:
        """Return the bundle of one application; 304 to who has it already."""
        _needs_records(token)
        known_parameters(request, set())
        outcome = self._of(request.path_params["id"], token)
        pouring = _Pouring(self.records.filed([outcome]))
        what = ("records", "form") if pouring.bundle().forms else ("records",)
        return self._tagged(request, token, what, Response(pouring.content, media_type=ZIP))

    def _table(
        self, request: Request, token: ApiToken
    ) -> tuple[OutcomePage, Table, list[ForAPerson]]:
        asked = asked_page(request, token, "encoding")
        if not asked.procedure:
            raise ApiProblem("malformed", "a table has the columns of one procedure: name it")
        encoding = encoding_of(request.query_params)
        page, found = self._found(asked, token)
        table = table_of((one for one in found if isinstance(one, Record)), encoding)
        left = [one for one in found if isinstance(one, ForAPerson)]
        return page, table, [*left, *table.left]

    def _found(
        self, asked: AskedPage, token: ApiToken
    ) -> tuple[OutcomePage, Sequence[Record | ForAPerson]]:
        page, chosen = self._chosen(asked, token)
        return page, list(self.records.of(chosen))

    def _chosen(self, asked: AskedPage, token: ApiToken) -> tuple[OutcomePage, list[Outcome]]:
        """Return a page of the feed, and what of it is asked for and reached by the token."""
        page = Feed(self.store).page(asked.choice)
        rows = self.store.applications([one.application for one in page.outcomes])
        procedures = {row.id: row.procedure or "" for row in rows}
        chosen = [
            one
            for one in page.outcomes
            if one.application in procedures
            and reaches(token, procedures[one.application])
            and asked.procedure in ("", procedures[one.application])
            and not (asked.only_accepted and one.status is not ApplicationState.ACCEPTED)
        ]
        return page, chosen

    def _of(self, id: str, token: ApiToken) -> Outcome:
        """Return the last outcome of an application; one out of reach is not there."""
        feed = Feed(self.store)
        feed.catch_up()
        choice = FeedChoice(departments=departments_of(token))
        found, rows = feed.of(id, choice), self.store.applications([id])
        if not found or not rows or not reaches(token, rows[0].procedure):
            raise ApiProblem("not-found")
        return found[-1]

    def _said(self, token: ApiToken, what: str, page: OutcomePage, **said: Any) -> Response:
        response = JSONResponse({**said, "next": page.next, "more": page.is_more})
        self.door.hand_out(token, what, len(said["items"]), bytes(response.body))
        return response

    def _tagged(
        self, request: Request, token: ApiToken, what: Sequence[str], response: Response
    ) -> Response:
        """Return a response with its digest as the ETag, or 304 to who names that."""
        content = bytes(response.body)
        tag = f'"{sha256_hex(content)}"'
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        for one in what:
            self.door.hand_out(token, one, 1, content)
        response.headers["ETag"] = tag
        return response


class _Pouring:
    """A bundle for one response: so large, and after that no further application."""

    def __init__(self, found: Iterator[Filed | ForAPerson]) -> None:
        self._found, self._parts = found, list[bytes]()
        self.is_whole, self.last = True, 0

    def bundle(self) -> Bundle:
        """Pour it, and return what stands in it."""
        poured = Poured(self._parts.append)
        bundle = Bundle(poured)
        bundle.pour(self._until(poured))
        return bundle

    @property
    def content(self) -> bytes:
        """The whole file."""
        return b"".join(self._parts)

    def _until(self, poured: Poured) -> Iterator[Filed | ForAPerson]:
        for one in self._found:
            if poured.size >= LARGEST_BUNDLE:
                self.is_whole = False
                return
            yield one
            self.last = one.n if isinstance(one, ForAPerson) else one.record.n


def _needs_records(token: ApiToken) -> None:
    """Refuse a token that may have forms and no records: a bundle holds both."""
    if "records.export" not in token.rights:
        raise ApiProblem("not-allowed", "the token has no right records.export")


def _left(one: ForAPerson) -> dict[str, Any]:
    return {"n": one.n, "number": one.number, "why": one.why}
