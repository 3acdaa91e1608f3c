"""Leads a clerk to the city's provider and back, to sign in or to prove who they are.

What comes back comes from another site: a browser gives it no cookie of ours. The page *back*
reads nothing and leads on within our own pages, where the cookies are.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.access.challenges import Challenges
from sync.office.console.clerks import Clerks
from sync.office.console.pages import page
from sync.office.console.provider.entry import ProviderEntry
from sync.office.console.session import (
    Endpoint,
    Form,
    PageHandler,
    SignIn,
    cookie_name,
    read_form,
    set_cookie,
)
from sync.office.console.sessions import Session
from sync.office.console.signing_in.proving import own_path
from sync.office.http.gates import lets_in
from sync.office.oidc.city import CityProvider
from sync.office.oidc.errors import ProviderAway, ProviderRefused
from sync.office.oidc.flow import SIGN_IN, ProviderWay, is_of_proof, new_browser_secret
from sync.office.oidc.line import ProviderLine
from sync.office.oidc.logout import ProviderLogout

WAY: Final = "demado_way"
GOOD_FOR_S: Final = 10 * 60
# Whoever waits for a slow provider holds up no other page of the office.
AT_ONCE: Final = 8
BROUGHT: Final = ("code", "state", "iss", "error")


@dataclass(frozen=True)
class ProviderPages:
    """The pages on the way to the provider and back."""

    clerks: Clerks
    sign_in: SignIn
    city: CityProvider
    _places: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(AT_ONCE), repr=False)

    def routes(self) -> list[Route]:
        """Return the routes of signing in and of a proof, each there and back."""
        return [
            Route("/sign-in/provider", self._apart(self.begin), methods=["GET"]),
            Route("/sign-in/provider/back", lets_in("anybody", back), methods=["GET"]),
            Route("/sign-in/provider/done", self._apart(self.finish), methods=["GET"]),
            Route("/sign-in/provider/logout", self._told_of_logout(), methods=["POST"]),
            Route("/sign-in/provider/out", self._apart(self.out), methods=["GET"]),
            Route("/prove/provider", self._own(self.begin_proof), methods=["GET"]),
            Route("/prove/provider/done", self._own(self.prove), methods=["GET"]),
        ]

    def begin(self, request: Request) -> Response:
        """Lead to the provider, to sign in."""
        return self._begun(request, SIGN_IN)

    def finish(self, request: Request) -> Response:
        """Sign in whom the provider sent back."""
        entry = ProviderEntry(self.clerks)
        try:
            line, way, _ = self._way(request, SIGN_IN)
            identity = way.finish(request.query_params)
            id, cookie = entry.sign_in(line.kept.settings, identity)
        except (ProviderAway, ProviderRefused) as failed:
            return self._failed(failed)
        return self.sign_in.begun(request, id, cookie)

    def begin_proof(self, request: Request, session: Session) -> Response:
        """Lead to the provider, which has the clerk sign in anew."""
        to = own_path(request.query_params.get("to", ""))
        return self._begun(request, _proof(session), to)

    def prove(self, request: Request, session: Session) -> Response:
        """Take the proof, and lead back to where it was needed."""
        try:
            line, way, to = self._way(request, _proof(session))
            identity = way.finish(request.query_params)
            ProviderEntry(self.clerks).prove(session, line.kept.settings, identity)
        except (ProviderAway, ProviderRefused) as failed:
            return self._failed(failed, session)
        return RedirectResponse(to, 303)

    def out(self, request: Request) -> Response:
        """Lead to the provider's own sign-out, without saying whose it is."""
        address, line = "", self.city.line()
        try:
            end = line.metadata().end_session if line else ""
        except ProviderAway:
            end = ""
        if end and line:
            back_here = f"{own_address(request)}/sign-in"
            said = {
                "client_id": line.kept.settings.client_id,
                "post_logout_redirect_uri": back_here,
            }
            address = f"{end}{'&' if '?' in end else '?'}{urlencode(said)}"
        return page("session/provider_out.html", None, address=address)

    def end(self, _: Request, given: Form) -> Response:
        """End the sessions that the provider itself says are over; it asks without a cookie."""
        line = self.city.line()
        try:
            if line is None:
                raise ProviderRefused("token", "the city names none")
            store, evidence = self.clerks.store, self.clerks.evidence
            logout = ProviderLogout(store, evidence, self.clerks.now_s)
            logout.take(line, given.get("logout_token", ""))
        except ProviderRefused:
            return Response(status_code=400)
        except ProviderAway:
            return Response(status_code=503)
        return Response()

    def _begun(self, request: Request, purpose: str, to: str = "/") -> Response:
        try:
            _, way, _ = self._way(request, purpose)
            response = RedirectResponse(way.begin(), 303)
        except ProviderAway as failed:
            return self._failed(failed)
        set_cookie(request, response, WAY, f"{way.browser}:{to}", max_age=GOOD_FOR_S)
        return response

    def _way(self, request: Request, purpose: str) -> tuple[ProviderLine, ProviderWay, str]:
        """Return line and way of this browser, and where it leads in the end."""
        line = self.city.line()
        if line is None:
            raise ProviderAway("the city names none")
        held, _, to = request.cookies.get(cookie_name(request, WAY), "").partition(":")
        challenges = Challenges(self.clerks.store, self.clerks.now_s)
        redirect_uri = f"{own_address(request)}/sign-in/provider/back"
        browser = held or new_browser_secret()
        now_s = self.clerks.now_s
        way = ProviderWay(line, challenges, purpose, browser, redirect_uri, now_s)
        return line, way, own_path(to)

    def _failed(
        self, failed: ProviderAway | ProviderRefused, session: Session | None = None
    ) -> Response:
        if isinstance(failed, ProviderRefused):
            ProviderEntry(self.clerks).refuse(failed, session.clerk if session else "")
            return self._told(403, failed.reason, session, failed.code)
        return self._told(503, "away", session)

    def _told(
        self, status_code: int, reason: str, session: Session | None, code: str = ""
    ) -> Response:
        line = self.city.line()
        is_own_open = line is None or line.kept.settings.own_sign_in
        return page(
            "session/provider.html", session, status_code=status_code, reason=reason, code=code,
            is_own_open=is_own_open,
        )  # fmt: skip

    def _told_of_logout(self) -> Endpoint:
        async def told(request: Request) -> Response:
            given = await read_form(request)
            return await anyio.to_thread.run_sync(self.end, request, given, limiter=self._places)

        return lets_in("anybody", told)

    def _own(self, answer: PageHandler) -> Endpoint:
        return self.sign_in.page(answer, "signed_in", places=self._places)

    def _apart(self, answer: Callable[[Request], Response]) -> Endpoint:
        async def shown(request: Request) -> Response:
            return await anyio.to_thread.run_sync(answer, request, limiter=self._places)

        return lets_in("anybody", shown)


def back(request: Request) -> Response:
    """Lead on within our own pages with what the provider gave the browser."""
    given = request.query_params
    brought = {name: given[name] for name in BROUGHT if name in given}
    is_proof = is_of_proof(given.get("state", ""))
    path = "/prove/provider/done" if is_proof else "/sign-in/provider/done"
    return page("session/provider_back.html", None, address=f"{path}?{urlencode(brought)}")


def own_address(request: Request) -> str:
    """Return scheme and host under which the browser opened the console."""
    return f"{request.url.scheme}://{request.headers.get('host', '')}"


def _proof(session: Session) -> str:
    return f"prove {session.clerk} {session.digest}"
