"""The clerk's console: a list, one application, a decision. Japanese, printable, by keyboard."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sync.office.applications import labels
from sync.office.applications.corrections import Corrections
from sync.office.applications.decisions import DecisionRefused, Decisions
from sync.office.applications.opener import CannotOpen, Opened, open_application
from sync.office.applications.signature import SignatureReport, check_signature
from sync.office.audit.orders import Orders
from sync.office.console.clerks import Clerks, Session
from sync.office.keys.keys import OfficeKeys
from sync.office.line.client import ReceptionAway
from sync.office.store.store import ApplicationRow, OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.wire.messages.enrolment_code import EnrolmentCode, key_fingerprint

COOKIE: Final = "demado_office"
LARGEST_FORM: Final = 64 * 1024
SHOWN: Final = ("application/pdf", "image/png", "image/jpeg")
SAVED: Final = {"Content-Disposition": "attachment"}
JAPAN: Final = timezone(timedelta(hours=9), "JST")
POLICY: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; script-src 'self'; "
    "img-src 'self' data:; object-src 'self'; frame-src 'self'; form-action 'self'; "
    "frame-ancestors 'self'; base-uri 'none'"
)
HERE = Path(__file__).resolve().parent
PAGES = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
)


class SignInNeeded(Exception):
    """Nobody is signed in; the request is led to the sign-in page."""


@dataclass(frozen=True)
class Console:
    """The pages, on one store and one set of keys."""

    store: OfficeStore
    keys: OfficeKeys = field(repr=False)
    clerks: Clerks
    decisions: Decisions
    trust: Path
    fonts: Path
    wake: Callable[[], None] = field(default=lambda: None)
    new_code: Callable[[], EnrolmentCode] | None = None
    aside: Mapping[str, str] = field(default_factory=dict)

    def app(self) -> Starlette:
        """Return the ASGI application; it answers on this machine's own names only."""
        routes = [
            Route("/", self.listing),
            Route("/sign-in", self.sign_in_page, methods=["GET"]),
            Route("/sign-in", self.sign_in, methods=["POST"]),
            Route("/sign-out", self.sign_out, methods=["POST"]),
            Route("/applications/{id}", self.application, methods=["GET"]),
            Route("/applications/{id}", self.decide, methods=["POST"]),
            Route("/applications/{id}/{part}", self.part, methods=["GET"]),
            Route("/devices", self.devices, methods=["GET"]),
            Route("/devices", self.change_device, methods=["POST"]),
            Route("/devices/code", self.show_code, methods=["POST"]),
            Route("/static/{name}", static, methods=["GET"]),
            Mount("/fonts", Fonts(directory=self.fonts)),
        ]
        return Starlette(
            routes=routes,
            middleware=[
                Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
            ],
            exception_handlers={SignInNeeded: _to_sign_in},
        )

    async def listing(self, request: Request) -> Response:
        session = self._session(request)
        status, text = request.query_params.get("status", ""), request.query_params.get("q", "")
        rows = self.store.find(status=status, text=text)
        self._log("listed", session, count=len(rows))
        return page("list.html", session, rows=rows, status=status, q=text, aside=self.aside)

    async def sign_in_page(self, _: Request) -> Response:
        return page("sign_in.html", None, wrong=False)

    async def sign_in(self, request: Request) -> Response:
        given = await _form(request)
        cookie = self.clerks.sign_in(given.get("clerk", ""), given.get("passphrase", ""))
        if cookie is None:
            return page("sign_in.html", None, status_code=403, wrong=True)
        response = RedirectResponse("/", 303)
        response.set_cookie(COOKIE, cookie, httponly=True, samesite="strict", path="/")
        return response

    async def sign_out(self, request: Request) -> Response:
        await self._checked_form(request)
        self.clerks.sign_out(request.cookies.get(COOKIE))
        return RedirectResponse("/sign-in", 303)

    async def application(self, request: Request) -> Response:
        session = self._session(request)
        # In a thread: pyHanko's validation has an event loop of its own.
        return await run_in_threadpool(self._application, request, session, "", 200)

    async def decide(self, request: Request) -> Response:
        session, given = await self._checked_form(request)
        id = request.path_params["id"]
        try:
            self.decisions.decide(
                id, given.get("status", ""), given.get("message", ""), by=session.clerk
            )
        except DecisionRefused as refused:
            said = str(refused)
            return await run_in_threadpool(self._application, request, session, said, 409)
        self.wake()
        return RedirectResponse(f"/applications/{id}", 303)

    async def part(self, request: Request) -> Response:
        """Return the form or the drawn signature of an application, to be looked at only.

        What type a part is says the tablet: anything but a form or a picture is
        sent as bytes to be saved, so that nothing of it runs here.
        """
        session = self._session(request)
        try:
            _, opened = self._open(request.path_params["id"], session)
            found = opened.package.part(request.path_params["part"])
        except (CannotOpen, KeyError):
            return HTMLResponse("", 404)
        if found.media_type in SHOWN:
            return _closed(Response(found.content, media_type=found.media_type))
        return _closed(
            Response(found.content, headers=SAVED, media_type="application/octet-stream")
        )

    async def devices(self, request: Request) -> Response:
        return self._devices(self._session(request), 200)

    def _devices(self, session: Session, status_code: int) -> Response:
        tablets = [
            (one, key_fingerprint(one.sign_key, one.seal_key)) for one in self._tablets.all()
        ]
        return page(
            "devices.html",
            session,
            status_code=status_code,
            tablets=tablets,
            clashing=self._tablets.clashing(),
            may_order=self.clerks.is_administrator(session.clerk),
        )

    async def change_device(self, request: Request) -> Response:
        """Approve a tablet, or revoke it with or without the order to erase its drafts.

        An administrator may; nobody else.
        """
        session, given = await self._checked_form(request)
        if not self.clerks.is_administrator(session.clerk):
            return self._devices(session, 403)
        orders, now = Orders(self.store, self.decisions.evidence), self.decisions.now()
        id = given.get("device", "")
        match given.get("order"):
            case "approve":
                orders.approve(id, session.clerk, now)
            case "revoke" | "wipe" as order:
                orders.revoke(id, session.clerk, now, wipe=order == "wipe")
        self.wake()
        return RedirectResponse("/devices", 303)

    async def show_code(self, request: Request) -> Response:
        """Make a code for one new tablet and show it as a QR; it is good for ten minutes."""
        session, _ = await self._checked_form(request)
        try:
            code = await run_in_threadpool(self.new_code) if self.new_code else None
        except ReceptionAway:
            code = None
        if code is None:
            return page("code.html", session, status_code=503, code=None, qr="")
        qr = segno.make(code.to_text(), error="m").svg_data_uri(scale=6, border=4)
        return page("code.html", session, code=code, qr=qr)

    @property
    def _tablets(self) -> Tablets:
        return Tablets(self.store)

    def _application(
        self, request: Request, session: Session, refused: str, status_code: int
    ) -> Response:
        id = request.path_params["id"]
        row = self._row(id)
        values: dict[str, Any] = {
            "row": row,
            "refused": refused,
            "decisions": self.store.decisions(id),
            "neighbours": self._neighbours(id),
            "revoked_at": self._tablets.revoked_by(row.device, row.received_at),
        }
        corrections = Corrections(self.store, self.decisions)
        values |= {"original": corrections.original(row), "later": corrections.later(row)}
        try:
            _, opened = self._open(id, session)
        except CannotOpen as reason:
            return page("shut.html", session, reason=str(reason), **values)
        values |= {"document": opened.package.document, "signature": self._signature(row, opened)}
        values["parts"] = [part.name for part in opened.package.parts]
        return page("application.html", session, status_code=status_code, **values)

    def _signature(self, row: ApplicationRow, opened: Opened) -> SignatureReport:
        """Check the form's signature as of the counter's time, or the arrival's."""
        try:
            form = opened.package.part("form.pdf")
        except KeyError:
            return SignatureReport("none")
        at = datetime.fromisoformat(row.counter_at or row.received_at)
        return check_signature(form.content, self.trust, at)

    def _open(self, id: str, session: Session) -> tuple[ApplicationRow, Opened]:
        """Open an application; who did is on record before anything of it is shown."""
        found = self.store.application(id)
        if found is None:
            raise CannotOpen("その申請はありません。")
        opened = open_application(id, found[1], self.keys, self.store)
        self._log("opened", session, envelope=id)
        return found[0], opened

    def _log(self, kind: str, session: Session, **detail: str | int) -> None:
        if self.decisions.evidence is not None:
            self.decisions.evidence.put(kind, clerk=session.clerk, **detail)

    def _row(self, id: str) -> ApplicationRow:
        found = self.store.application(id)
        if found is None:
            raise SignInNeeded
        return found[0]

    def _neighbours(self, id: str) -> tuple[str, str]:
        """Return the ids before and after in the list, for the keys j and k."""
        ids = [row.id for row in self.store.find()]
        if id not in ids:
            return "", ""
        at = ids.index(id)
        return (ids[at - 1] if at else ""), (ids[at + 1] if at + 1 < len(ids) else "")

    def _session(self, request: Request) -> Session:
        session = self.clerks.session(request.cookies.get(COOKIE))
        if session is None:
            raise SignInNeeded
        return session

    async def _checked_form(self, request: Request) -> tuple[Session, dict[str, str]]:
        session, given = self._session(request), await _form(request)
        if given.get("csrf") != session.csrf:
            raise SignInNeeded
        return session, given


def page(name: str, session: Session | None, *, status_code: int = 200, **values: Any) -> Response:
    """Draw a template with the headers that every page carries."""
    content = PAGES.get_template(name).render(
        session=session, labels=labels, when=when, number=labels.number, **values
    )
    return _closed(HTMLResponse(content, status_code))


def when(text: str | None) -> str:
    """Return an ISO time as a clerk reads it, in Japan's time."""
    if not text:
        return ""
    return f"{datetime.fromisoformat(text).astimezone(JAPAN):%Y-%m-%d %H:%M}"


class Fonts(StaticFiles):
    """The fonts that draw every name on the forms; the one thing a browser may keep."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=604800"
        return response


async def static(request: Request) -> Response:
    """Return the one stylesheet and the one script."""
    types = {"console.css": "text/css", "console.js": "text/javascript"}
    name = request.path_params["name"]
    if name not in types:
        return HTMLResponse("", 404)
    return _closed(Response((HERE / "templates" / name).read_bytes(), media_type=types[name]))


def _closed(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


async def _to_sign_in(_: Request, __: Exception) -> Response:
    return RedirectResponse("/sign-in", 303)


async def _form(request: Request) -> dict[str, str]:
    """Read a small urlencoded form; anything larger counts as empty."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            return {}
    return {name: values[0] for name, values in parse_qs(body.decode(errors="replace")).items()}
