"""Saves what a clerk narrowed the list to under a name, shows it again, and forgets it."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.applications.typed_text import refusal_of
from sync.office.console.session import Form, SignIn
from sync.office.console.sessions import Session
from sync.office.listing.saved_views import LONGEST_NAME, SavedViews
from sync.office.store.store import OfficeStore


@dataclass(frozen=True)
class ViewPages:
    """The forms of saved views; each leads back to the list."""

    store: OfficeStore

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the routes of saved views."""
        return [
            Route("/views", sign_in.form(self.save, "application.read"), methods=["POST"]),
            Route("/views/show", sign_in.form(self.show, "application.read"), methods=["POST"]),
            Route("/views/remove", sign_in.form(self.remove, "application.read"), methods=["POST"]),
        ]

    def save(self, _: Request, session: Session, given: Form) -> Response:
        """Save the view that the clerk looks at; the list says why where it was not."""
        name, view = given.get("name", "").strip()[:LONGEST_NAME], session.view
        if not name or refusal_of(name):
            return RedirectResponse("/?unsaved=number" if name else "/?unsaved=name", 303)
        is_kept = SavedViews(self.store, session.clerk).put(name, view.filter, view.order)
        return RedirectResponse("/" if is_kept else "/?unsaved=room", 303)

    def show(self, _: Request, session: Session, given: Form) -> Response:
        """Show a saved view."""
        found = SavedViews(self.store, session.clerk).find(given.get("view", ""))
        if found is not None:
            session.view.filter, session.view.order = found.filter, found.order
        return RedirectResponse("/", 303)

    def remove(self, _: Request, session: Session, given: Form) -> Response:
        """Forget a saved view."""
        SavedViews(self.store, session.clerk).remove(given.get("view", ""))
        return RedirectResponse("/", 303)
