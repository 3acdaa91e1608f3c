"""Takes the two administrators' words on a recovery, and lets the clerk in by their code."""

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.access.orders import AccessRefused
from sync.office.access.passkeys import PasskeyRefused
from sync.office.access.passphrase_rules import PassphraseRefused
from sync.office.access.places import NotFromHere
from sync.office.console.clerks import Clerks, SignInRefused
from sync.office.console.pages import page
from sync.office.console.session import Form, SignIn, came_from, not_from_here
from sync.office.console.sessions import Session
from sync.office.console.signing_in.help_pages import help_page, word_of
from sync.office.console.signing_in.passkey_pages import PasskeyEntry, site_of
from sync.office.console.signing_in.recovery_entry import RecoveryEntry
from sync.office.http.gates import lets_in
from sync.passphrases import SHORTEST_PASSPHRASE

NOT_PROVED = "自分のパスキーで確かめられませんでした。もう一度押してください。"
NOT_THE_SAME = "新しい合言葉が、2回で同じではありません。"


@dataclass(frozen=True)
class RecoveryPages:
    """The forms of the administrators, and the page for the clerk, who is not signed in."""

    clerks: Clerks
    sign_in: SignIn
    entry: RecoveryEntry = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "entry", RecoveryEntry(self.clerks))

    def routes(self) -> list[Route]:
        """Return the routes of both."""
        one, form = "/clerks/{clerk}/help/recovery", self.sign_in.form

        def asked(_: Request) -> Response:
            return _recovery_form()

        return [
            Route(one, form(self.agree, "clerk.manage"), methods=["POST"]),
            Route(f"{one}/withdraw", form(self.withdraw, "clerk.manage"), methods=["POST"]),
            Route("/sign-in/recovery", lets_in("anybody", asked), methods=["GET"]),
            Route("/sign-in/recovery", self.sign_in.in_turn(self.enter), methods=["POST"]),
        ]

    def agree(self, request: Request, session: Session, given: Form) -> Response:
        """Take an administrator's word, which their own passkey gives for this request alone."""
        clerk, id = request.path_params["clerk"], given.get("request", "")
        recoveries = self.entry.recoveries
        try:
            self._prove(request, session, clerk, id, given.get("credential", ""))
            if not id:
                recoveries.ask(clerk, session.clerk)
                return RedirectResponse(f"/clerks/{clerk}/help", 303)
            code = recoveries.approve(clerk, id, session.clerk)
        except PasskeyRefused:
            return help_page(request, self.clerks, session, NOT_PROVED)
        except AccessRefused as refused:
            return help_page(request, self.clerks, session, str(refused))
        name = self.clerks.name_of(clerk)
        return page("clerks/recovery_code.html", session, clerk_name=name, code=code)

    def withdraw(self, request: Request, session: Session, given: Form) -> Response:
        """Take a request back."""
        clerk = request.path_params["clerk"]
        self.entry.recoveries.withdraw(clerk, given.get("request", ""), session.clerk)
        return RedirectResponse(f"/clerks/{clerk}/help", 303)

    def enter(self, request: Request, given: Form) -> Response:
        """Let the clerk in, and lead them to their passkeys."""
        id, code, new = given.get("clerk", "").strip(), given.get("code", ""), given.get("new", "")
        if new != given.get("again", ""):
            return _recovery_form(409, refused=NOT_THE_SAME)
        try:
            cookie = self.entry.enter(id, code, new, came_from(request, self.clerks, id))
        except SignInRefused as refused:
            return _recovery_form(403, is_wrong=True, wait_s=refused.wait_s)
        except NotFromHere:
            return not_from_here(has_code=True)
        except PassphraseRefused as refused:
            return _recovery_form(409, refused=str(refused))
        return self.sign_in.begun(request, id, cookie, to="/passkeys")

    def _prove(
        self, request: Request, session: Session, clerk: str, id: str, credential: str
    ) -> None:
        site = site_of(request)
        if site is None:
            raise PasskeyRefused("no site of passkeys", session.clerk)
        purpose = word_of(session, clerk, id)
        if PasskeyEntry(self.clerks).signer(credential, purpose, site) != session.clerk:
            raise PasskeyRefused("another clerk's", session.clerk)


def _recovery_form(status_code: int = 200, **said: object) -> Response:
    values = {"is_wrong": False, "wait_s": 0, "refused": "", **said}
    return page(
        "session/recovery.html", None, status_code=status_code, shortest=SHORTEST_PASSPHRASE,
        **values,
    )  # fmt: skip
