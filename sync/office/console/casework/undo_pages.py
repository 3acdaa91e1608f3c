"""Takes a decision back while it is held, or lets it go before its time."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.casework.held_back import HeldBack, NotUndone
from sync.office.console.pages import page
from sync.office.console.session import Form, SignIn
from sync.office.console.sessions import Session


@dataclass(frozen=True)
class UndoPages:
    """The two forms beside a decision that waits; each leads to its application."""

    held_back: HeldBack
    wake: Callable[[], None]

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the routes of the forms."""
        one = "/applications/{id}"
        return [
            Route(f"{one}/undo", sign_in.form(self.undo, "application.decide"), methods=["POST"]),
            Route(f"{one}/send", sign_in.form(self.send, "application.decide"), methods=["POST"]),
        ]

    def undo(self, request: Request, session: Session, _: Form) -> Response:
        """Take the newest decision back, and show the application, to be decided anew."""
        id = request.path_params["id"]
        try:
            self.held_back.undo(id, by=session.clerk)
        except NotUndone as refused:
            return page(
                "applications/missing.html", session, status_code=409,
                reason=str(refused), refused=None, since=(), written="",
            )  # fmt: skip
        return RedirectResponse(f"/applications/{id}", 303)

    def send(self, request: Request, _: Session, __: Form) -> Response:
        """Hold the newest decision back no longer."""
        id = request.path_params["id"]
        self.held_back.send_now(id)
        self.wake()
        return RedirectResponse(f"/applications/{id}", 303)
