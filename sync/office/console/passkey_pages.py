"""Shows a clerk's passkeys, registers and removes them, and signs in with one."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.access.passkeys import ENOUGH, LONGEST_LABEL, SIGN_IN, PasskeyRefused, Site
from sync.office.console.clerks import ClerkRefused, Clerks
from sync.office.console.pages import page
from sync.office.console.passkey_entry import PasskeyEntry
from sync.office.console.session import Form, SignIn, read_form
from sync.office.console.sessions import Session
from sync.office.http.gates import lets_in

NO_SITE: Final = (
    "このアドレスではパスキーを使えません。審査画面の名前（または localhost）でひらいてください。"
)
NOT_ADDED: Final = "パスキーを登録できませんでした。もう一度試してください。"


@dataclass(frozen=True)
class PasskeyPages:
    """The pages of passkeys; what a browser made of one comes in the field of a form."""

    clerks: Clerks
    sign_in: SignIn
    entry: PasskeyEntry = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "entry", PasskeyEntry(self.clerks))

    def routes(self) -> list[Route]:
        """Return the routes of the keys of one's own, and of signing in with one."""

        def shown(request: Request) -> Response:
            return self._asked(request)

        async def tried(request: Request) -> Response:
            given = await read_form(request)
            return await run_in_threadpool(self._sign_in, request, given.get("credential", ""))

        return [
            Route("/passkeys", self.sign_in.page(self.listing, "signed_in"), methods=["GET"]),
            Route("/passkeys", self.sign_in.form(self.add, "proved"), methods=["POST"]),
            Route("/passkeys/remove", self.sign_in.form(self.remove, "proved"), methods=["POST"]),
            Route("/sign-in/passkey", lets_in("anybody", shown), methods=["GET"]),
            Route("/sign-in/passkey", lets_in("anybody", tried), methods=["POST"]),
        ]

    def listing(self, request: Request, session: Session) -> Response:
        """Show the clerk's keys, and the form for one more."""
        return self._listing(request, session)

    def add(self, request: Request, session: Session, given: Form) -> Response:
        """Register a key."""
        site, credential = site_of(request), given.get("credential", "")
        if site is None:
            return self._listing(request, session, 409, refused=NO_SITE)
        try:
            self.entry.add(session, credential, given.get("label", ""), site)
        except PasskeyRefused:
            return self._listing(request, session, 409, refused=NOT_ADDED)
        return RedirectResponse("/passkeys", 303)

    def remove(self, request: Request, session: Session, given: Form) -> Response:
        """Take a key away that was lost or is not used any more."""
        try:
            self.entry.remove(session.clerk, given.get("passkey", ""), session.clerk)
        except ClerkRefused as refused:
            return self._listing(request, session, 409, refused=str(refused))
        return RedirectResponse("/passkeys", 303)

    def _sign_in(self, request: Request, credential: str) -> Response:
        site = site_of(request)
        if site is None:
            return self._asked(request, 403)
        try:
            id, cookie = self.entry.sign_in(credential, site)
        except PasskeyRefused as refused:
            return self._asked(request, 403, is_wrong=True, is_cloned=refused.is_cloned)
        return self.sign_in.begun(request, id, cookie)

    def _asked(self, request: Request, status_code: int = 200, **said: bool) -> Response:
        notes = {"is_wrong": False, "is_cloned": False, **said}
        site = site_of(request)
        options = self.entry.passkeys.request(SIGN_IN, site) if site else ""
        return page("session/passkey.html", None, status_code=status_code, options=options, **notes)

    def _listing(
        self, request: Request, session: Session, status_code: int = 200, refused: str = ""
    ) -> Response:
        site, keys = site_of(request), self.entry.passkeys
        return page(
            "clerks/passkeys.html", session, status_code=status_code,
            passkeys=keys.of(session.clerk), refused=refused, enough=ENOUGH,
            are_demanded=keys.are_demanded, longest=LONGEST_LABEL,
            options=keys.creation(session.clerk, session.name, site) if site else "",
        )  # fmt: skip


def site_of(request: Request) -> Site | None:
    """Return where the console is opened; None where no browser gives passkeys.

    That is a name under TLS, or localhost: a number is no name, and neither is 127.0.0.1. The
    name is one of the console's own, see its host check.
    """
    name, scheme = request.url.hostname or "", request.url.scheme
    if not name or _is_number(name) or (scheme != "https" and name != "localhost"):
        return None
    return Site(name, f"{scheme}://{request.headers.get('host', '')}")


def _is_number(name: str) -> bool:
    try:
        return bool(ip_address(name.strip("[]")))
    except ValueError:
        return False
