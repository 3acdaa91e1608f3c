"""Links a clerk with a person of the provider's by the code that the person was shown."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.console.clerks import Clerks
from sync.office.console.pages import page
from sync.office.console.provider.entry import ProviderEntry
from sync.office.console.session import Form, SignIn
from sync.office.console.sessions import Session
from sync.office.oidc.people import PersonRefused, ProviderPeople


@dataclass(frozen=True)
class ProviderLinkPages:
    """The page of one clerk's link, and its two forms."""

    clerks: Clerks

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the routes."""
        path, form = "/clerks/{clerk}/provider", sign_in.form
        return [
            Route(path, sign_in.page(self.shown, "clerk.manage"), methods=["GET"]),
            Route(path, form(self.link, "clerk.manage"), methods=["POST"]),
            Route(f"{path}/unlink", form(self.unlink, "clerk.manage"), methods=["POST"]),
        ]

    def shown(self, request: Request, session: Session) -> Response:
        """Show whether the clerk is linked."""
        return self._shown(request, session)

    def link(self, request: Request, session: Session, given: Form) -> Response:
        """Link the clerk with who was shown the code."""
        try:
            self._people.link(request.path_params["clerk"], given.get("code", ""), session.clerk)
        except PersonRefused as refused:
            return self._shown(request, session, str(refused))
        return self._shown(request, session)

    def unlink(self, request: Request, session: Session, _: Form) -> Response:
        """Take the link away."""
        self._people.unlink(request.path_params["clerk"], session.clerk)
        return self._shown(request, session)

    @property
    def _people(self) -> ProviderPeople:
        return ProviderEntry(self.clerks).people

    def _shown(self, request: Request, session: Session, refused: str = "") -> Response:
        clerk = request.path_params["clerk"]
        name = self.clerks.name_of(clerk)
        if name is None:
            return RedirectResponse("/clerks", 303)
        return page(
            "clerks/provider.html", session, status_code=409 if refused else 200,
            clerk=clerk, clerk_name=name, refused=refused, linked_at=self._people.linked_at(clerk),
        )  # fmt: skip
