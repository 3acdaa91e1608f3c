"""Signs clerks in and out, and lets only signed-in requests and checked forms reach a handler.

A handler is a plain function. It runs in a thread, so that a slow database or a key derivation
holds up nobody else's request.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, TypeAlias
from urllib.parse import parse_qs

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.console.clerks import Clerks, Session
from sync.office.console.pages import page

COOKIE: Final = "demado_office"
LARGEST_FORM: Final = 64 * 1024
# Each takes 32 MiB and one core.
SIGN_INS_AT_ONCE: Final = 2

Form: TypeAlias = dict[str, str]
Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
PageHandler: TypeAlias = Callable[[Request, Session], Response]
FormHandler: TypeAlias = Callable[[Request, Session, Form], Response]


class SignInNeeded(Exception):
    """Nobody is signed in, or the form lacks its secret; the request is led to the sign-in page."""


@dataclass(frozen=True)
class SignIn:
    """The sign-in pages, and the check that stands before every other page."""

    clerks: Clerks
    _places: CapacityLimiter = field(
        default_factory=lambda: CapacityLimiter(SIGN_INS_AT_ONCE), repr=False
    )

    def routes(self) -> list[Route]:
        """Return the routes of sign-in and sign-out."""
        return [
            Route("/sign-in", self.sign_in_page, methods=["GET"]),
            Route("/sign-in", self.sign_in, methods=["POST"]),
            Route("/sign-out", self.form(self.sign_out), methods=["POST"]),
        ]

    def page(self, handle: PageHandler) -> Endpoint:
        """Return an endpoint that runs *handle* in a thread, for signed-in clerks only."""

        async def shown(request: Request) -> Response:
            return await run_in_threadpool(handle, request, self._session(request))

        return shown

    def form(self, handle: FormHandler) -> Endpoint:
        """Return an endpoint that reads a form, checks its secret and runs *handle* in a thread."""

        async def posted(request: Request) -> Response:
            session, given = self._session(request), await read_form(request)
            if given.get("csrf") != session.csrf:
                raise SignInNeeded
            return await run_in_threadpool(handle, request, session, given)

        return posted

    def sign_in_page(self, _: Request) -> Response:
        """Show the empty sign-in form."""
        return page("session/sign_in.html", None, wrong=False)

    async def sign_in(self, request: Request) -> Response:
        """Check a clerk's passphrase; a right one sets the session's cookie."""
        given = await read_form(request)
        id, passphrase = given.get("clerk", ""), given.get("passphrase", "")
        cookie = await anyio.to_thread.run_sync(
            self.clerks.sign_in, id, passphrase, limiter=self._places
        )
        if cookie is None:
            return await run_in_threadpool(wrong_passphrase)
        response = RedirectResponse("/", 303)
        response.set_cookie(COOKIE, cookie, httponly=True, samesite="strict", path="/")
        return response

    def sign_out(self, request: Request, _: Session, __: Form) -> Response:
        """Forget the session of the request."""
        self.clerks.sign_out(request.cookies.get(COOKIE))
        return RedirectResponse("/sign-in", 303)

    def _session(self, request: Request) -> Session:
        session = self.clerks.session(request.cookies.get(COOKIE))
        if session is None:
            raise SignInNeeded
        return session


def wrong_passphrase() -> Response:
    """Show the sign-in form again, saying that id or passphrase was wrong."""
    return page("session/sign_in.html", None, status_code=403, wrong=True)


async def to_sign_in(_: Request, __: Exception) -> Response:
    """Lead a request that nobody is signed in for to the sign-in page."""
    return RedirectResponse("/sign-in", 303)


async def read_form(request: Request) -> Form:
    """Read a small urlencoded form; anything larger counts as empty."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            return {}
    return {name: values[0] for name, values in parse_qs(body.decode(errors="replace")).items()}
