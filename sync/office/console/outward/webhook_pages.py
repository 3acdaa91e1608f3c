"""Shows whom the office tells, what became of the words, and the forms of an administrator."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.access.permissions import Permission
from sync.office.audit.log import OfficeEvidence
from sync.office.console.pages import page
from sync.office.console.session import Form, SignIn
from sync.office.console.sessions import Session
from sync.office.store.store import OfficeStore
from sync.office.webhooks.deliveries import Deliveries
from sync.office.webhooks.webhooks import LONGEST_NAME, OutcomeHook, WebhookRefused, Webhooks


@dataclass(frozen=True)
class WebhookPages:
    """The page of systems that are told, and its forms."""

    store: OfficeStore
    evidence: OfficeEvidence | None

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the routes."""
        need: Permission = "outward.manage"
        forms = {
            "": self.add,
            "/secret": self.rotate,
            "/end": self.end_older,
            "/stop": self.stop,
            "/try": self.try_out,
            "/again": self.again,
        }
        return [
            Route("/webhooks", sign_in.page(self.listing, need), methods=["GET"]),
            *(
                Route(f"/webhooks{name}", sign_in.form(form, need), methods=["POST"])
                for name, form in forms.items()
            ),
        ]

    def listing(self, _: Request, session: Session) -> Response:
        """Show each system with its words: waiting, taken, given up."""
        return self._page(session)

    def add(self, _: Request, session: Session, given: Form) -> Response:
        """Register a system and show its secret, this once."""
        try:
            name, target = given.get("name", ""), given.get("target", "")
            secret = self._webhooks.add(name, target, by=session.clerk)
        except WebhookRefused as refused:
            return self._page(session, given, str(refused))
        return self._page(session, secret=secret, is_added=True)

    def rotate(self, _: Request, session: Session, given: Form) -> Response:
        """Give a system a new secret and show it, this once."""
        try:
            secret = self._webhooks.rotate(given.get("webhook", ""), by=session.clerk)
        except WebhookRefused as refused:
            return self._page(session, None, str(refused))
        return self._page(session, secret=secret)

    def end_older(self, _: Request, session: Session, given: Form) -> Response:
        """Sign with the newest secret alone."""
        self._webhooks.end_older(given.get("webhook", ""), by=session.clerk)
        return RedirectResponse("/webhooks", 303)

    def stop(self, _: Request, session: Session, given: Form) -> Response:
        """Tell a system nothing any more."""
        self._webhooks.stop(given.get("webhook", ""), by=session.clerk)
        return RedirectResponse("/webhooks", 303)

    def try_out(self, _: Request, __: Session, given: Form) -> Response:
        """Queue a word that says nothing."""
        return self._with(given, Deliveries(self.store).try_out)

    def again(self, _: Request, __: Session, given: Form) -> Response:
        """Send what was given up once more."""
        return self._with(given, Deliveries(self.store).again)

    @property
    def _webhooks(self) -> Webhooks:
        return Webhooks(self.store, self.evidence)

    def _with(self, given: Form, deed: Callable[[OutcomeHook], object]) -> Response:
        """Do something to a system that is told; harmless where it is no more."""
        hook = self._webhooks.find(given.get("webhook", ""))
        if hook is not None and hook.stopped_at is None:
            deed(hook)
        return RedirectResponse("/webhooks", 303)

    def _page(
        self,
        session: Session,
        given: Form | None = None,
        refused: str = "",
        secret: str = "",
        *,
        is_added: bool = False,
    ) -> Response:
        deliveries = Deliveries(self.store)
        return page(
            "outward/webhooks.html", session, status_code=409 if refused else 200,
            hooks=[(one, deliveries.counted(one)) for one in self._webhooks.all()],
            given={"name": "", "target": "", **(given or {})}, refused=refused, secret=secret,
            is_added=is_added, longest=LONGEST_NAME,
        )  # fmt: skip
