"""Shows the clerks, adds one, removes one who left, and lets everybody change their passphrase."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.access.choices import ClerkChoices
from sync.office.access.passphrase_rules import PassphraseRefused
from sync.office.access.recovery import Recoveries
from sync.office.access.roles import LOCK
from sync.office.console.clerks import ClerkRefused, Clerks, SignInRefused
from sync.office.console.pages import page
from sync.office.console.session import Form, SignIn, came_from, sign_in_form
from sync.office.console.sessions import Session
from sync.office.oidc.kept_settings import KeptSettings
from sync.passphrases import SHORTEST_PASSPHRASE

NOT_THE_SAME: Final = "新しい合言葉が、2回で同じではありません。"
THERE: Final = "そのIDの人は、もういます。別のIDにしてください。"
WRONG: Final = "いまの合言葉が違います。"


@dataclass(frozen=True)
class ClerkPages:
    """The page of the clerks and its two forms."""

    clerks: Clerks

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the routes of the list, a removal and a new passphrase."""
        change = sign_in.form(self.change_passphrase, "signed_in", is_costly=True)
        add = sign_in.form(self.add, "clerk.manage", is_costly=True)
        return [
            Route("/clerks", sign_in.page(self.listing, "signed_in"), methods=["GET"]),
            Route("/clerks", sign_in.form(self.remove, "clerk.manage"), methods=["POST"]),
            Route("/clerks/add", add, methods=["POST"]),
            Route(
                "/clerks/{clerk}/name", sign_in.form(self.rename, "clerk.manage"), methods=["POST"]
            ),
            Route("/clerks/passphrase", change, methods=["POST"]),
            Route("/clerks/keys", sign_in.form(self.choose_keys, "signed_in"), methods=["POST"]),
        ]

    def listing(self, _: Request, session: Session) -> Response:
        """Show every clerk, and the form for one's own passphrase."""
        return self._listing(session)

    def remove(self, _: Request, session: Session, given: Form) -> Response:
        """Remove a clerk."""
        try:
            name = self.clerks.remove(given.get("clerk", ""), by=session.clerk)
        except ClerkRefused as refused:
            return self._listing(session, 409, refused=str(refused))
        return self._listing(session, removed=name)

    def add(self, _: Request, session: Session, given: Form) -> Response:
        """Add a clerk, who handles applications; one who is there stays as they are."""
        id, name = given.get("id", "").strip(), given.get("name", "").strip()
        try:
            with self.clerks.store.transaction() as db:
                db.execute(LOCK)  # of two who add one id at once, one does
                if self.clerks.name_of(id) is not None:
                    raise ClerkRefused(THERE)
                self.clerks.add(id, name, given.get("passphrase", ""), by=session.clerk)
        except (ClerkRefused, PassphraseRefused) as refused:
            return self._listing(session, 409, refused=str(refused))
        return self._listing(session, added=name)

    def rename(self, request: Request, session: Session, given: Form) -> Response:
        """Give a clerk another name, as after a marriage; everything else of theirs stays."""
        clerk, name = request.path_params["clerk"], given.get("name", "").strip()
        try:
            self.clerks.rename(clerk, name, by=session.clerk)
        except ClerkRefused as refused:
            return self._listing(session, 409, refused=str(refused))
        return RedirectResponse("/clerks", 303)

    def change_passphrase(self, request: Request, session: Session, given: Form) -> Response:
        """Give the clerk a new passphrase; they sign in anew with it, here and everywhere."""
        new = given.get("new", "")
        if new != given.get("again", ""):
            return self._listing(session, 409, wrong=NOT_THE_SAME)
        try:
            came = came_from(request, self.clerks, session.clerk)
            self.clerks.change_passphrase(session.clerk, given.get("old", ""), new, came)
        except SignInRefused as refused:
            wait = f"{refused.wait_s}秒待ってから試してください。" if refused.wait_s else ""
            return self._listing(session, 409, wrong=WRONG + wait)
        except PassphraseRefused as refused:
            return self._listing(session, 409, wrong=str(refused))
        except ClerkRefused:  # their session ended with what happened meanwhile
            return sign_in_form(self.clerks.store, 403, is_over=True)
        return sign_in_form(self.clerks.store, is_changed=True)

    def choose_keys(self, _: Request, session: Session, given: Form) -> Response:
        """Remember whether single letters are commands on the clerk's own pages."""
        wanted = given.get("keys") != "off"
        ClerkChoices(self.clerks.store).have_keys(session.clerk, wanted=wanted)
        return RedirectResponse("/clerks", 303)

    def _listing(self, session: Session, status_code: int = 200, **said: str) -> Response:
        """Draw the page; *said* is what was refused, wrong with a passphrase, or who is removed."""
        notes = {"refused": "", "wrong": "", "removed": "", "added": "", **said}
        return page(
            "clerks/clerks.html",
            session,
            status_code=status_code,
            clerks=self.clerks.all(),
            leaves=self.clerks.leaves.all(),
            recovering=Recoveries(self.clerks.store, None, self.clerks.now_s).open(),
            may_give=session.may("role.manage"),
            may_remove=session.may("clerk.manage"),
            has_provider=KeptSettings(self.clerks.store).find() is not None,
            shortest=SHORTEST_PASSPHRASE,
            **notes,
        )
