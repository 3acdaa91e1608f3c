"""Helps a clerk who cannot sign in: an administrator's page for one clerk."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.access.leave_orders import LeaveOrders
from sync.office.access.orders import AccessRefused
from sync.office.access.recovery import Recoveries
from sync.office.access.totp import DAYS
from sync.office.console.clerks import Clerks
from sync.office.console.pages import page
from sync.office.console.session import Form, SignIn
from sync.office.console.sessions import Session
from sync.office.console.signing_in.passkey_pages import site_of


@dataclass(frozen=True)
class HelpPages:
    """What an administrator does for a clerk whose passkeys are lost."""

    clerks: Clerks

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the routes of the page, and of the forms of leaves."""
        one = "/clerks/{clerk}/help"
        leave, end = f"{one}/leave", f"{one}/leave/end"
        return [
            Route(one, sign_in.page(self.shown, "clerk.manage"), methods=["GET"]),
            Route(leave, sign_in.form(self.give_leave, "clerk.manage"), methods=["POST"]),
            Route(end, sign_in.form(self.end_leave, "clerk.manage"), methods=["POST"]),
        ]

    def shown(self, request: Request, session: Session) -> Response:
        """Show how a clerk signs in now, and what can be done for them."""
        return help_page(request, self.clerks, session)

    def give_leave(self, request: Request, session: Session, given: Form) -> Response:
        """Let a clerk use codes for some days, and show what to hand over, once."""
        clerk, days = request.path_params["clerk"], given.get("days", "")
        number = int(days) if days.isdecimal() and len(days) < 3 else 0
        try:
            code = self._leaves.give(clerk, number, session.clerk)
        except AccessRefused as refused:
            return help_page(request, self.clerks, session, str(refused))
        name = self.clerks.name_of(clerk)
        return page("clerks/leave_given.html", session, clerk_name=name, code=code)

    def end_leave(self, request: Request, session: Session, _: Form) -> Response:
        """End a leave before its time."""
        clerk = request.path_params["clerk"]
        self._leaves.end(clerk, session.clerk)
        return RedirectResponse(f"/clerks/{clerk}/help", 303)

    @property
    def _leaves(self) -> LeaveOrders:
        return LeaveOrders(self.clerks.store, self.clerks.evidence, self.clerks.now_s)


def help_page(request: Request, clerks: Clerks, session: Session, refused: str = "") -> Response:
    """Show the page of the clerk whom the address names, or of all where there is none."""
    clerk = request.path_params["clerk"]
    name, leave = clerks.name_of(clerk), clerks.leaves.of(clerk)
    if name is None:
        return RedirectResponse("/clerks", 303)
    return page(
        "clerks/help.html", session, status_code=409 if refused else 200,
        clerk=clerk, clerk_name=name, refused=refused, is_own=clerk == session.clerk,
        keys=len(clerks.passkeys.usable(clerk)), leave=leave, days=DAYS,
        until=leave.until.isoformat() if leave else "",
        given_by=_named(clerks, leave.given_by) if leave else "",
        **_recovery(request, clerks, session, clerk),
    )  # fmt: skip


def word_of(session: Session, clerk: str, id: str) -> str:
    """Return what an administrator's passkey signs: their word on one request, or to begin one."""
    return f"recover {clerk} {id or 'begin'} {session.clerk}"


def _recovery(request: Request, clerks: Clerks, session: Session, clerk: str) -> dict[str, Any]:
    """Return what there is to see and to do of a recovery."""
    found = Recoveries(clerks.store, None, clerks.now_s).open().get(clerk)
    site, keys = site_of(request), clerks.passkeys
    can_sign = site is not None and bool(keys.usable(session.clerk))
    word = word_of(session, clerk, found.id if found else "")
    return {
        "recovery": found,
        "asked_by": _named(clerks, found.asked_by) if found else "",
        "approved_by": _named(clerks, found.approved_by) if found else "",
        "is_administrator": clerks.is_administrator(session.clerk),
        "options": keys.request(word, site) if site and can_sign else "",
    }


def _named(clerks: Clerks, id: str) -> str:
    return clerks.name_of(id) or id
