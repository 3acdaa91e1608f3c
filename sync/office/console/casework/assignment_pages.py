"""Gives one application to a clerk and to a department, on its own page."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.applications.assigning import assign, assigned_to, hand_to_department
from sync.office.applications.refusals import DecisionRefused
from sync.office.audit.log import OfficeEvidence
from sync.office.console.pages import page
from sync.office.console.session import Form, SignIn
from sync.office.console.sessions import Session
from sync.office.listing.lists import Lists
from sync.office.store.store import OfficeStore


@dataclass(frozen=True)
class AssignmentPages:
    """The form of who works on an application."""

    store: OfficeStore
    lists: Lists
    evidence: OfficeEvidence | None

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the route of the form."""
        return [
            Route(
                "/applications/{id}/assignment",
                sign_in.form(self.assign, "application.decide"),
                methods=["POST"],
            )
        ]

    def assign(self, request: Request, session: Session, given: Form) -> Response:
        """Keep who works on it; what another department has now is in its own list only."""
        id, to = request.path_params["id"], given.get("to", "")
        by, log = session.clerk, self.evidence
        try:
            with self.store.transaction():
                hand_to_department(self.store, id, given.get("department", ""), by=by, evidence=log)
                if to != assigned_to(self.store, [id]).get(id, ""):
                    assign(self.store, id, to, by=by, evidence=log)
        except DecisionRefused as refused:
            return page(
                "applications/missing.html", session, status_code=409,
                reason=str(refused), refused=None, since=(), written="",
            )  # fmt: skip
        is_ours = self.lists.of(session.rights.departments).held([id])
        return RedirectResponse(f"/applications/{id}" if is_ours else "/", 303)
