"""Takes a clerk's note on an application."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.applications.typed_text import refusal_of
from sync.office.casework.notes import LONGEST_NOTE, Notes
from sync.office.console.pages import page
from sync.office.console.session import Form, SignIn
from sync.office.console.sessions import Session

NOT_HERE: Final = "その申請はありません。"
EMPTY: Final = "メモを書いてください。"
TOO_LONG: Final = f"メモは{LONGEST_NOTE}字までです。分けて書いてください。"


@dataclass(frozen=True)
class NotePages:
    """The form of a note; it leads back to the application."""

    notes: Notes

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the route of the form."""
        return [
            Route(
                "/applications/{id}/notes",
                sign_in.form(self.write, "application.decide"),
                methods=["POST"],
            )
        ]

    def write(self, request: Request, session: Session, given: Form) -> Response:
        """Keep a note; if refused, say why and keep what was written on the page."""
        id, text = request.path_params["id"], given.get("note", "").strip()
        if reason := self._refusal(id, text):
            return page(
                "applications/note_refused.html", session, status_code=409,
                id=id, reason=reason, typed=text,
            )  # fmt: skip
        self.notes.put(id, text, by=session.clerk)
        return RedirectResponse(f"/applications/{id}#notes", 303)

    def _refusal(self, id: str, text: str) -> str | None:
        if not self.notes.store.applications([id]):
            return NOT_HERE
        if not text:
            return EMPTY
        return TOO_LONG if len(text) > LONGEST_NOTE else refusal_of(text)
