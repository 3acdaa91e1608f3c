"""Signs clerks in and out, and lets only signed-in requests and checked forms reach a handler.

A handler is a plain function. It runs in a thread, so that a slow database or a key derivation
holds up nobody else's request.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, TypeAlias
from urllib.parse import parse_qs

import anyio.to_thread
from anyio import CapacityLimiter, WouldBlock
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.access.back_off import Came
from sync.office.access.known_browsers import REMEMBERED_S, KnownBrowsers
from sync.office.access.openings import Openings
from sync.office.access.permissions import PROVED_ANEW, Need
from sync.office.access.totp import MEANS
from sync.office.console.asked_again import written_in
from sync.office.console.clerks import ClerkRemoved, Clerks, SignInRefused
from sync.office.console.pages import page
from sync.office.console.sessions import Session
from sync.office.http.gates import is_hidden_at_home, lets_in
from sync.office.http.readable_text import readable
from sync.office.oidc.kept_settings import KeptSettings
from sync.office.oidc.sessions import MEANS as PROVIDER_MEANS
from sync.office.oidc.sessions import WAITS, WITH_SECOND
from sync.office.store.store import OfficeStore

LARGEST_FORM: Final = 256 * 1024
# Each takes 32 MiB and one core; whoever comes after so many others is asked to come again.
SIGN_INS_AT_ONCE: Final = 2
SIGN_INS_WAITING: Final = 20
SESSION: Final = "demado_office"
BROWSER: Final = "demado_browser"
# What a clerk may do before there are enough passkeys: register them, and leave.
WITHOUT_KEYS: Final[frozenset[Need]] = frozenset({"begun", "signed_in", "proved"})

Form: TypeAlias = dict[str, str]
Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
PageHandler: TypeAlias = Callable[[Request, Session], Response]
Reader: TypeAlias = Callable[[Request], Awaitable[Form]]
OwnSignIn: TypeAlias = Callable[[Request, Form], Response]
FormHandler: TypeAlias = Callable[[Request, Session, Form], Response]


class SignInNeeded(Exception):
    """Nobody is signed in, or the form lacks its secret; the sign-in page comes.

    *written* is what the clerk had written: it is shown there, so that it is not lost.
    *why* says what ended the session: ``is_removed``, the clerk is no clerk any more, or
    ``has_moved``, the request came from another place.
    """

    def __init__(self, written: str = "", why: str = "") -> None:
        super().__init__("nobody is signed in")
        self.written, self.why = written, why


class Forbidden(Exception):
    """The clerk's roles do not let them do what the route needs; nothing was done."""

    def __init__(self, session: Session, written: str = "") -> None:
        super().__init__("a permission is missing")
        self.session, self.written = session, written


class HiddenAtHome(Exception):
    """The page is for the office alone, and the clerk is at home; nothing was done."""

    def __init__(self, session: Session, written: str = "") -> None:
        super().__init__("not from home")
        self.session, self.written = session, written


class ProofNeeded(Exception):
    """The clerk has to prove who they are once more; nothing was done."""


class PasskeysNeeded(Exception):
    """The city demands passkeys and the clerk has not enough of them yet; nothing was done."""


@dataclass(frozen=True)
class SignIn:
    """The sign-in pages, and the check that stands before every other page."""

    clerks: Clerks
    _places: CapacityLimiter = field(
        default_factory=lambda: CapacityLimiter(SIGN_INS_AT_ONCE), repr=False
    )
    _queue: CapacityLimiter = field(
        default_factory=lambda: CapacityLimiter(SIGN_INS_AT_ONCE + SIGN_INS_WAITING), repr=False
    )

    def routes(self) -> list[Route]:
        """Return the routes of sign-in and sign-out."""

        def shown(request: Request) -> Response:
            return self.sign_in_page(request)

        return [
            Route("/sign-in", lets_in("anybody", shown), methods=["GET"]),
            Route("/sign-in", self.in_turn(self._sign_in), methods=["POST"]),
            Route("/sign-out", self.form(self.sign_out, "begun"), methods=["POST"]),
        ]

    def page(
        self,
        handle: PageHandler,
        need: Need,
        *,
        only_in_office: bool = False,
        places: CapacityLimiter | None = None,
    ) -> Endpoint:
        """Return an endpoint that runs *handle* in a thread, for clerks who may do *need*.

        One that shows something of one application counts how many the clerk opens. One that
        waits for somebody else has *places* of its own, and takes no other page's thread.
        """

        def answer(request: Request) -> Response:
            session = self._allowed(self._session(request), need)
            _refuse_at_home(shown, session)
            self._refuse_other_department(request, session)
            if need == "application.read" and "id" in request.path_params:
                self._count_opening(session, request.path_params["id"])
            return handle(request, session)

        async def shown(request: Request) -> Response:
            return await anyio.to_thread.run_sync(answer, request, limiter=places)

        return lets_in(need, shown, only_in_office=only_in_office)

    def form(
        self,
        handle: FormHandler,
        need: Need,
        *,
        is_costly: bool = False,
        only_in_office: bool = False,
        read: Reader | None = None,
    ) -> Endpoint:
        """Return an endpoint that reads a form, checks its secret and runs *handle* in a thread.

        It is for clerks who may do what it needs. A costly one derives a passphrase: it takes
        its turn with the sign-ins. What *read* reads is large: it is read of those clerks alone.
        """

        def answer(request: Request, given: Form) -> Response:
            written = written_in(given)
            session = self._session(request, written)
            if given.get("csrf") != session.csrf:
                raise SignInNeeded(written)
            before = session.view.to_text()
            self._allowed(session, need, written)
            _refuse_at_home(posted, session, written)
            self._refuse_other_department(request, session)
            response = handle(request, session, given)
            if session.view.to_text() != before:
                self.clerks.sessions.keep_view(session)
            return response

        async def posted(request: Request) -> Response:
            places, run = (self._places if is_costly else None), anyio.to_thread.run_sync
            if read is not None:
                await run(lambda: self._allowed(self._session(request), need))
            given = await (read or read_form)(request)
            return await run(answer, request, given, limiter=places)

        return lets_in(need, posted, only_in_office=only_in_office)

    def sign_in_page(self, request: Request) -> Response:
        """Show the empty sign-in form; it says so when a session ended by itself."""
        cookie = request.cookies.get(cookie_name(request))
        is_over = cookie is not None and self.clerks.sessions.find(cookie) is None
        return sign_in_form(self.clerks.store, is_over=is_over)

    def to_sign_in(self, _: Request, needed: Exception) -> Response:
        """Lead to the sign-in page; it says why a clerk is out, and keeps what came too late."""
        if isinstance(needed, SignInNeeded) and (needed.written or needed.why):
            said = {needed.why or "is_over": True, "written": needed.written}
            return sign_in_form(self.clerks.store, 403, **said)
        return RedirectResponse("/sign-in", 303)

    def in_turn(self, answer: OwnSignIn) -> Endpoint:
        """Return an endpoint for who is not signed in: it reads a form and waits for its turn.

        *answer* derives a passphrase, or may have to; whoever comes after too many is told so.
        """

        async def posted(request: Request) -> Response:
            given = await read_form(request)
            try:
                self._queue.acquire_on_behalf_of_nowait(request)
            except WouldBlock:
                return await run_in_threadpool(sign_in_form, self.clerks.store, 503, is_busy=True)
            try:
                run = anyio.to_thread.run_sync
                return await run(self.if_open(answer), request, given, limiter=self._places)
            finally:
                self._queue.release_on_behalf_of(request)

        return lets_in("anybody", posted)

    def if_open(self, answer: OwnSignIn) -> OwnSignIn:
        """Return *answer*, which is refused where the city lets in by its provider alone."""

        def answered(request: Request, given: Form) -> Response:
            if KeptSettings(self.clerks.store).is_own_sign_in_open():
                return answer(request, given)
            return sign_in_form(self.clerks.store, 403, is_closed=True)

        return answered

    def sign_out(self, request: Request, session: Session, __: Form) -> Response:
        """Forget the session of the request; one that began at the provider ends there too."""
        name = cookie_name(request)
        self.clerks.sign_out(request.cookies.get(name))
        is_elsewhere = session.means in PROVIDER_MEANS
        response = RedirectResponse("/sign-in/provider/out" if is_elsewhere else "/sign-in", 303)
        response.delete_cookie(name, secure=is_encrypted(request), httponly=True, samesite="strict")
        return response

    def _sign_in(self, request: Request, given: Form) -> Response:
        id = given.get("clerk", "")
        try:
            came = came_from(request, self.clerks, id)
            cookie = self.clerks.sign_in(id, given.get("passphrase", ""), came)
        except SignInRefused as refused:
            if refused.needs:
                return RedirectResponse(f"/sign-in/{refused.needs}", 303)
            return sign_in_form(self.clerks.store, 403, is_wrong=True, wait_s=refused.wait_s)
        return self.begun(request, id, cookie)

    def begun(self, request: Request, id: str, cookie: str, to: str = "/") -> Response:
        """Begin a session, end the one before it, remember the browser, and lead on.

        From a place that the clerk may not work from, none begins.
        """
        if not self._placed(request, id, cookie):
            return not_from_here()
        self.clerks.sign_out(request.cookies.get(cookie_name(request)))
        held = request.cookies.get(cookie_name(request, BROWSER))
        browser = KnownBrowsers(self.clerks.store, self.clerks.now_s).remember(held, id)
        response = RedirectResponse(to, 303)
        set_cookie(request, response, SESSION, cookie)
        set_cookie(request, response, BROWSER, browser, max_age=REMEMBERED_S)
        return response

    def _allowed(self, session: Session, need: Need, written: str = "") -> Session:
        if session.means == WAITS and need != "begun":
            raise ProofNeeded
        if not session.rights.may(need):
            raise Forbidden(session, written)
        if need in PROVED_ANEW and not self.clerks.sessions.is_fresh(session):
            raise ProofNeeded
        keys, has_leave = self.clerks.passkeys, session.means in (MEANS, WITH_SECOND)
        if need in WITHOUT_KEYS or has_leave or not keys.are_demanded:
            return session
        if not keys.are_enough(session.clerk):
            raise PasskeysNeeded
        return session

    def _refuse_other_department(self, request: Request, session: Session) -> None:
        """Refuse an application of a department that the clerk does not belong to."""
        id, departments = request.path_params.get("id"), session.rights.departments
        if id is None or not departments:
            return
        rows = self.clerks.store.rows("select department from application where id = ?", id)
        if any(department and department not in departments for (department,) in rows):
            raise Forbidden(session)

    def _count_opening(self, session: Session, id: str) -> None:
        openings = Openings(self.clerks.store, self.clerks.now_s)
        if openings.are_many(session.clerk, id, session.proved_s):
            raise ProofNeeded

    def _session(self, request: Request, written: str = "") -> Session:
        try:
            session = self.clerks.session(request.cookies.get(cookie_name(request)))
        except ClerkRemoved as removed:
            raise SignInNeeded(written, "is_removed") from removed
        if session is None:
            raise SignInNeeded(written)
        places, place = self.clerks.places, self.clerks.places.of(_address(request))
        if session.place is not place or not places.lets(session.clerk, place):
            self.clerks.end_moved(request.cookies.get(cookie_name(request)), session.clerk, place)
            raise SignInNeeded(written, "has_moved")
        return session

    def _placed(self, request: Request, id: str, cookie: str) -> bool:
        """Keep where a new session begins, or end it; the log says from where, of a named city."""
        places, place = self.clerks.places, self.clerks.places.of(_address(request))
        is_let = places.lets(id, place)
        if is_let:
            self.clerks.sessions.put_place(cookie, place)
        else:
            self.clerks.sessions.end(cookie)
        if places.networks():
            self.clerks.put("works_from", id, place=place.value, let="yes" if is_let else "no")
        return is_let


def not_from_here(*, has_code: bool = False) -> Response:
    """Tell that nobody signs in from there; who *has_code* that is not used up is told so."""
    return page("session/not_from_here.html", None, status_code=403, has_code=has_code)


def came_from(request: Request, clerks: Clerks, id: str) -> Came:
    """Return where a try to prove to be *id* comes from."""
    browser = request.cookies.get(cookie_name(request, BROWSER))
    known = KnownBrowsers(clerks.store, clerks.now_s).digest(browser, id)
    return Came(_address(request), known)


def _address(request: Request) -> str:
    """Return who asks, as the web server found it: behind a trusted proxy the forwarded one."""
    return request.client.host if request.client else ""


def _refuse_at_home(endpoint: Endpoint, session: Session, written: str = "") -> None:
    if session.is_at_home and is_hidden_at_home(endpoint):
        raise HiddenAtHome(session, written)


def set_cookie(
    request: Request, response: Response, name: str, value: str, *, max_age: int | None = None
) -> None:
    """Give the browser a cookie of this host's that no page and no other site may use."""
    response.set_cookie(
        cookie_name(request, name), value, max_age=max_age, path="/",
        secure=is_encrypted(request), httponly=True, samesite="strict",
    )  # fmt: skip


def cookie_name(request: Request, name: str = SESSION) -> str:
    """Return the whole name of a cookie of ours, such as the session's.

    With TLS a browser takes it from this host over TLS alone, for no other host. Without, two
    consoles on two ports of one machine do not overwrite each other's: cookies know no ports.
    """
    if is_encrypted(request):
        return f"__Host-{name}"
    _, port = request.scope.get("server") or ("", None)
    return f"{name}_{port or 80}"


def is_encrypted(request: Request) -> bool:
    """Tell whether the request came over TLS."""
    return request.url.scheme == "https"


def sign_in_form(store: OfficeStore, status_code: int = 200, **said: object) -> Response:
    """Show the sign-in form, with what there is to say about it, and the ways that there are."""
    words = ("is_wrong", "is_busy", "is_over", "is_removed", "is_changed", "is_closed", "has_moved")
    values = {**dict.fromkeys(words, False), "wait_s": 0, "written": "", **said}
    provider = KeptSettings(store).find()
    values["has_provider"] = provider is not None
    values["is_own_open"] = provider is None or provider.settings.own_sign_in
    return page("session/sign_in.html", None, status_code=status_code, **values)


def to_passkeys(_: Request, __: Exception) -> Response:
    """Lead to the page on which a clerk registers passkeys."""
    return RedirectResponse("/passkeys", 303)


def to_forbidden(_: Request, forbidden: Exception) -> Response:
    """Say that the clerk's roles do not let them do this, and keep what they wrote."""
    if not isinstance(forbidden, Forbidden):
        raise forbidden
    session, written = forbidden.session, forbidden.written
    return page("session/forbidden.html", session, status_code=403, written=written)


def to_office_only(_: Request, hidden: Exception) -> Response:
    """Say that this is for the office alone, and keep what the clerk wrote."""
    if not isinstance(hidden, HiddenAtHome):
        raise hidden
    session, written = hidden.session, hidden.written
    return page("session/hidden_at_home.html", session, status_code=403, written=written)


async def read_form(request: Request) -> Form:
    """Read a small urlencoded form; anything larger counts as empty."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            return {}
    given = parse_qs(body.decode(errors="replace"))
    return {readable(name): readable(values[0]) for name, values in given.items()}
