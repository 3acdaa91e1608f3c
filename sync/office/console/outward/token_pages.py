"""Makes the tokens of the city's other systems, shows each once, and withdraws them."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.access.api_tokens import (
    API_RIGHT_NAMES,
    MOST_DAYS,
    ApiTokens,
    TokenOrder,
    TokenRefused,
)
from sync.office.access.orders import LONGEST_NAME
from sync.office.access.permissions import Permission
from sync.office.audit.log import OfficeEvidence
from sync.office.console.clerks import clerk_names
from sync.office.console.outward.export_pages import known_procedures
from sync.office.console.pages import page
from sync.office.console.session import Form, SignIn
from sync.office.console.sessions import Session
from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now
from sync.wire.folding import digits_of


@dataclass(frozen=True)
class TokenPages:
    """The page of tokens and its two forms."""

    store: OfficeStore
    evidence: OfficeEvidence | None

    @property
    def _tokens(self) -> ApiTokens:
        return ApiTokens(self.store, self.evidence)

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the routes."""
        need: Permission = "outward.manage"
        return [
            Route("/tokens", sign_in.page(self.listing, need), methods=["GET"]),
            Route("/tokens", sign_in.form(self.make, need), methods=["POST"]),
            Route("/tokens/withdraw", sign_in.form(self.withdraw, need), methods=["POST"]),
        ]

    def listing(self, _: Request, session: Session) -> Response:
        """Show every token: what it reaches, until when, its last use."""
        return self._page(session)

    def make(self, _: Request, session: Session, given: Form) -> Response:
        """Make a token and show it, this once."""
        days = digits_of(given.get("days", ""), between=" ")
        order = TokenOrder(
            given.get("name", ""),
            _ticked(given, "right."),
            _ticked(given, "procedure."),
            _ticked(given, "department."),
            int(days) if 0 < len(days) < 5 else 0,
            given.get("networks", ""),
        )
        try:
            made = self._tokens.make(order, by=session.clerk)
        except TokenRefused as refused:
            return self._page(session, given, str(refused))
        return self._page(session, made=made)

    def withdraw(self, _: Request, session: Session, given: Form) -> Response:
        """End a token at once; harmless for one that is over."""
        self._tokens.withdraw(given.get("token", ""), by=session.clerk)
        return RedirectResponse("/tokens", 303)

    def _page(
        self, session: Session, given: Form | None = None, refused: str = "", made: str = ""
    ) -> Response:
        departments = self.store.rows("select name from department order by name")
        return page(
            "outward/tokens.html", session, status_code=409 if refused else 200,
            tokens=[(one, one.state_at(utc_now())) for one in self._tokens.all()], made=made,
            refused=refused, given=given or {}, rights=API_RIGHT_NAMES, longest=LONGEST_NAME,
            most_days=MOST_DAYS, procedures=known_procedures(self.store),
            departments=[name for (name,) in departments], names=clerk_names(self.store),
        )  # fmt: skip


def _ticked(given: Form, prefix: str) -> frozenset[str]:
    return frozenset(name.removeprefix(prefix) for name in given if name.startswith(prefix))
