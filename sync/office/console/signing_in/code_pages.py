"""Signs in with passphrase and code, and brings the secret into the clerk's app before that."""

from dataclasses import dataclass, field

import segno
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.office.access.places import NotFromHere
from sync.office.access.totp import shared_secret
from sync.office.console.clerks import Clerks, SignInRefused
from sync.office.console.pages import page
from sync.office.console.session import Form, SignIn, came_from, not_from_here
from sync.office.console.signing_in.code_entry import CodeEntry
from sync.office.http.gates import lets_in


@dataclass(frozen=True)
class CodePages:
    """The pages for who has an administrator's leave; nobody is signed in on them yet."""

    clerks: Clerks
    sign_in: SignIn
    entry: CodeEntry = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "entry", CodeEntry(self.clerks))

    def routes(self) -> list[Route]:
        """Return the routes of signing in with a code, and of setting the app up."""

        def asked(_: Request) -> Response:
            return _code_form()

        def set_up_asked(_: Request) -> Response:
            return _set_up_form()

        take = self.sign_in.in_turn
        return [
            Route("/sign-in/code", lets_in("anybody", asked), methods=["GET"]),
            Route("/sign-in/code", take(self.enter), methods=["POST"]),
            Route("/sign-in/code/set-up", lets_in("anybody", set_up_asked), methods=["GET"]),
            Route("/sign-in/code/set-up", take(self.set_up), methods=["POST"]),
            Route("/sign-in/code/confirm", take(self.confirm), methods=["POST"]),
        ]

    def enter(self, request: Request, given: Form) -> Response:
        """Sign in; nothing tells which of the three was wrong."""
        id, code = given.get("clerk", "").strip(), given.get("code", "")
        came = came_from(request, self.clerks, id)
        try:
            cookie = self.entry.sign_in(id, given.get("passphrase", ""), code, came)
        except SignInRefused as refused:
            return _code_form(403, is_wrong=True, wait_s=refused.wait_s)
        return self.sign_in.begun(request, id, cookie)

    def set_up(self, request: Request, given: Form) -> Response:
        """Show the secret as a QR, once, and ask for the first code."""
        id, handed = given.get("clerk", "").strip(), given.get("handed", "")
        came = came_from(request, self.clerks, id)
        try:
            app = self.entry.set_up(id, given.get("passphrase", ""), handed, came)
        except SignInRefused as refused:
            return _set_up_form(403, is_wrong=True, wait_s=refused.wait_s)
        except NotFromHere:
            return not_from_here(has_code=True)
        return _app_page(id, handed, app)

    def confirm(self, request: Request, given: Form) -> Response:
        """Take the first code; a wrong one is asked again, with the secret as it is."""
        id, handed = given.get("clerk", ""), given.get("handed", "")
        came = came_from(request, self.clerks, id)
        try:
            cookie = self.entry.confirm(id, handed, given.get("code", ""), came)
        except SignInRefused as refused:
            return _app_page(id, handed, None, 403, is_wrong=True, wait_s=refused.wait_s)
        except NotFromHere:
            return not_from_here(has_code=True)
        return self.sign_in.begun(request, id, cookie)


def _code_form(status_code: int = 200, *, is_wrong: bool = False, wait_s: int = 0) -> Response:
    said = {"is_wrong": is_wrong, "wait_s": wait_s}
    return page("session/code.html", None, status_code=status_code, **said)


def _set_up_form(status_code: int = 200, *, is_wrong: bool = False, wait_s: int = 0) -> Response:
    said = {"is_wrong": is_wrong, "wait_s": wait_s}
    return page("session/code_set_up.html", None, status_code=status_code, **said)


def _app_page(
    id: str, handed: str, app: TOTP | None, status_code: int = 200, **said: object
) -> Response:
    """Show the QR, where there is one; the form for the first code stands below it."""
    address = shared_secret(app, id) if app else ""
    qr = segno.make(address, error="m").svg_data_uri(scale=5, border=4) if address else ""
    notes = {"is_wrong": False, "wait_s": 0, **said}
    values = {"clerk": id, "handed": handed, "qr": qr, "secret": _typed(address)}
    return page("session/code_app.html", None, status_code=status_code, **values, **notes)


def _typed(address: str) -> str:
    """Return the secret in groups of four, for an app that reads no QR."""
    secret = address.partition("secret=")[2].partition("&")[0]
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
