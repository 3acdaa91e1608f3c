"""Helps a clerk who cannot sign in: an administrator's page for one clerk."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.access.leave_orders import LeaveOrders
from sync.office.access.orders import AccessRefused
from sync.office.access.totp import DAYS
from sync.office.console.clerks import Clerks
from sync.office.console.pages import page
from sync.office.console.session import Form, SignIn
from sync.office.console.sessions import Session


@dataclass(frozen=True)
class HelpPages:
    """What an administrator does for a clerk whose passkeys are lost."""

    clerks: Clerks

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the routes of the page and of its forms."""
        one = "/clerks/{clerk}/help"
        leave, end = f"{one}/leave", f"{one}/leave/end"
        return [
            Route(one, sign_in.page(self.shown, "clerk.manage"), methods=["GET"]),
            Route(leave, sign_in.form(self.give_leave, "clerk.manage"), methods=["POST"]),
            Route(end, sign_in.form(self.end_leave, "clerk.manage"), methods=["POST"]),
        ]

    def shown(self, request: Request, session: Session) -> Response:
        """Show how a clerk signs in now, and what can be done for them."""
        return self._page(session, request.path_params["clerk"])

    def give_leave(self, request: Request, session: Session, given: Form) -> Response:
        """Let a clerk use codes for some days, and show what to hand over, once."""
        clerk, days = request.path_params["clerk"], given.get("days", "")
        try:
            code = self._leaves.give(clerk, int(days) if days.isdecimal() else 0, session.clerk)
        except AccessRefused as refused:
            return self._page(session, clerk, str(refused))
        return page("clerks/leave_given.html", session, clerk_name=self._name(clerk), code=code)

    def end_leave(self, request: Request, session: Session, _: Form) -> Response:
        """End a leave before its time."""
        clerk = request.path_params["clerk"]
        self._leaves.end(clerk, session.clerk)
        return RedirectResponse(f"/clerks/{clerk}/help", 303)

    @property
    def _leaves(self) -> LeaveOrders:
        return LeaveOrders(self.clerks.store, self.clerks.evidence, self.clerks.now_s)

    def _name(self, clerk: str) -> str | None:
        return dict(self.clerks.store.rows("select id, name from clerk")).get(clerk)

    def _page(self, session: Session, clerk: str, refused: str = "") -> Response:
        name = self._name(clerk)
        if name is None:
            return RedirectResponse("/clerks", 303)
        leave = self.clerks.leaves.of(clerk)
        return page(
            "clerks/help.html", session, status_code=409 if refused else 200,
            clerk=clerk, clerk_name=name, refused=refused, is_own=clerk == session.clerk,
            keys=len(self.clerks.passkeys.usable(clerk)), leave=leave, days=DAYS,
            until=leave.until.isoformat() if leave else "",
            given_by=self._name(leave.given_by) or leave.given_by if leave else "",
        )  # fmt: skip
