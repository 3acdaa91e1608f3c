"""Shows what would be done to a selection of the list, then does it once that was confirmed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.applications.bulk import Bulk, BulkAction, Candidate
from sync.office.console.clerks import clerk_names
from sync.office.console.pages import page
from sync.office.console.session import Form, SignIn
from sync.office.console.sessions import Session
from sync.office.listing.lists import Lists

PICKED: Final = "pick."
NOBODY: Final = "だれも担当しない"


@dataclass(frozen=True)
class BulkPages:
    """The preview of a bulk action, and its outcome."""

    bulk: Bulk
    lists: Lists
    wake: Callable[[], None]

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the routes of the preview and of the deed."""
        form = sign_in.form
        return [
            Route(
                "/bulk",
                form(self.preview, "application.decide", only_in_office=True),
                methods=["POST"],
            ),
            Route(
                "/bulk/done",
                form(self.run, "application.decide", only_in_office=True),
                methods=["POST"],
            ),
        ]

    def preview(self, _: Request, session: Session, given: Form) -> Response:
        """Show which applications it is about, how many, and which are left out, and why."""
        action, ids = _action(given), list(self._picked(session, given))
        if action is None or not ids:
            return RedirectResponse("/", 303)
        found = self.bulk.candidates(action, ids)
        return self._page("preview", session, action, given, found)

    def run(self, _: Request, session: Session, given: Form) -> Response:
        """Do what was confirmed to each by itself; what was refused is shown, with the reason."""
        action, seen = _action(given), self._picked(session, given)
        if action is None or not seen:
            return RedirectResponse("/", 303)
        found = self.bulk.run(action, seen, by=session.clerk, to=given.get("to", ""))
        self.wake()
        return self._page("done", session, action, given, found)

    def _picked(self, session: Session, given: Form) -> dict[str, int]:
        """Return what was picked of the list that the clerk may see."""
        picked = picked_in(given)
        seen = self.lists.of(session.rights.departments).held(picked)
        return {id: last for id, last in picked.items() if id in seen}

    def _page(
        self, stage: str, session: Session, action: BulkAction, given: Form, found: list[Candidate]
    ) -> Response:
        names, to = clerk_names(self.bulk.store), given.get("to", "")
        return page(
            "applications/bulk.html", session,
            undo_minutes=int(self.bulk.decisions.held.total_seconds()) // 60,
            stage=stage, action=action, to=to, to_name=names.get(to, to) if to else NOBODY,
            going=[one for one in found if not one.reason],
            left_out=[one for one in found if one.reason],
        )  # fmt: skip


def _action(given: Form) -> BulkAction | None:
    action = given.get("action", "")
    return BulkAction(action) if action in list(BulkAction) else None


def picked_in(given: Form) -> dict[str, int]:
    """Return the ids that were picked, each with the number of its newest decision seen."""
    return {
        name.removeprefix(PICKED): int(value) if value.isascii() and value.isdigit() else -1
        for name, value in given.items()
        if name.startswith(PICKED) and len(value) < 10
    }
