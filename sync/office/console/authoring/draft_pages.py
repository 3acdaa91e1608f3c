"""Shows one draft with what its check says, and takes the steps to its publication."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.access.permissions import Permission
from sync.office.applications.typed_text import refusal_of
from sync.office.authoring.command import NotTried
from sync.office.authoring.desk import NO_KEYS, AuthoringDesk, PackKeysAway
from sync.office.authoring.drafts import DraftRefused, ProcedureDraft
from sync.office.authoring.report import DraftFinding
from sync.office.authoring.uploads import UploadRefused
from sync.office.console.authoring.procedure_pages import NO_DESK, STATES, taken_in
from sync.office.console.authoring.uploading import read_upload
from sync.office.console.clerks import clerk_names
from sync.office.console.pages import page
from sync.office.console.saving import BYTES, to_be_saved
from sync.office.console.session import Form, SignIn
from sync.office.console.sessions import Session

LONGEST_REASON: Final = 300
NO_REASON: Final = "返すわけを書いてください。"
NO_DRAFT: Final = "その案はありません。"
PLACES: Final = {
    "procedures/": "定義",
    "cases": "事例",
    "words/ja/": "ことば（日本語）",
    "words/ja_easy/": "ことば（やさしい日本語）",
    "words/en/": "ことば（英語）",
    "city/": "市の設定",
}
REFUSED = (DraftRefused, NotTried)


def place_of(found: DraftFinding) -> str:
    """Return where a mistake stands, as its author calls it; a workbook's sheet by its name."""
    named = next((said for begin, said in PLACES.items() if found.file.startswith(begin)), None)
    place = found.file if named is None else named
    return f"{place} {found.line} 行目" if found.line else place


@dataclass(frozen=True)
class DraftPages:
    """The page of one draft; *desk* is None where nothing is published."""

    desk: AuthoringDesk | None

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the routes."""
        one = "/drafts/{draft}"
        draft: Permission = "procedure.draft"
        approve: Permission = "procedure.approve"
        steps = {
            "ask": (self.ask, draft),
            "withdraw": (self.withdraw, draft),
            "approve": (self.approve, approve),
            "return": (self.give_back, approve),
            "publish": (self.publish, approve),
        }
        mend = sign_in.form(self.mend, draft, read=read_upload)
        return [
            Route(one, sign_in.page(self.show, draft), methods=["GET"]),
            Route(one, mend, methods=["POST"]),
            Route(f"{one}/parts/{{part}}", sign_in.page(self.part, draft), methods=["GET"]),
            *(
                Route(f"{one}/{name}", sign_in.form(step, need), methods=["POST"])
                for name, (step, need) in steps.items()
            ),
        ]

    def show(self, request: Request, session: Session) -> Response:
        """Show a draft."""
        return self._page(session, request.path_params["draft"])

    def part(self, request: Request, session: Session) -> Response:
        """Give a part of a draft as it came."""
        id, part = request.path_params["draft"], request.path_params["part"]
        row = self.desk.drafts.find(id) if self.desk else None
        if self.desk is None or row is None:
            return self._page(session, id)
        found = self.desk.drafts.upload_of(row).parts.get(part)
        if found is None:
            return self._page(session, id, "その部分はありません。")
        return Response(found, headers=to_be_saved(f"{row.id}-{part}"), media_type=BYTES)

    def mend(self, request: Request, session: Session, given: Form) -> Response:
        """Take a mended draft in; the one before goes no further and stays to be looked at."""
        id = request.path_params["draft"]
        row = self.desk.drafts.find(id) if self.desk else None
        if self.desk is None or row is None:
            return self._page(session, id, NO_DESK)
        try:
            made = taken_in(self.desk, given, session.clerk, row)
        except (UploadRefused, *REFUSED) as refused:
            return self._page(session, id, str(refused))
        return RedirectResponse(f"/drafts/{made}", 303)

    def ask(self, request: Request, session: Session, _: Form) -> Response:
        """Ask for somebody else's approval."""
        id = request.path_params["draft"]
        return self._step(session, id, lambda desk: desk.drafts.ask(id, session.clerk))

    def withdraw(self, request: Request, session: Session, _: Form) -> Response:
        """Go no further with a draft."""
        id = request.path_params["draft"]
        return self._step(session, id, lambda desk: desk.drafts.withdraw(id, session.clerk))

    def give_back(self, request: Request, session: Session, given: Form) -> Response:
        """Give a draft back with the reason."""
        id, reason = request.path_params["draft"], given.get("reason", "").strip()
        refused = refusal_of(reason) if reason else NO_REASON
        if refused or len(reason) > LONGEST_REASON:
            return self._page(session, id, refused or f"わけは{LONGEST_REASON}字までです。", reason)
        return self._step(
            session, id, lambda desk: desk.drafts.give_back(id, reason, session.clerk)
        )

    def approve(self, request: Request, session: Session, _: Form) -> Response:
        """Approve a draft as the second person, and publish it where the keys are at hand."""
        id = request.path_params["draft"]

        def approved(desk: AuthoringDesk) -> None:
            desk.drafts.approve(_found(desk, id), session.clerk)
            desk.publish(_found(desk, id), session.clerk)

        return self._step(session, id, approved)

    def publish(self, request: Request, session: Session, _: Form) -> Response:
        """Publish what is approved, now that the keys are at hand."""
        id = request.path_params["draft"]
        return self._step(session, id, lambda desk: desk.publish(_found(desk, id), session.clerk))

    def _step(self, session: Session, id: str, step: Callable[[AuthoringDesk], None]) -> Response:
        """Take a step; where it is refused, show the draft as it is with the reason."""
        if self.desk is None:
            return self._page(session, id, NO_DESK)
        try:
            step(self.desk)
        except REFUSED as refused:
            return self._page(session, id, str(refused))
        except PackKeysAway:
            pass  # the page of what is approved says so
        return RedirectResponse(f"/drafts/{id}", 303)

    def _page(self, session: Session, id: str, refused: str = "", reason: str = "") -> Response:
        row = self.desk.drafts.find(id) if self.desk else None
        if self.desk is None or row is None:
            said = NO_DESK if self.desk is None else NO_DRAFT
            return page("authoring/no_draft.html", session, status_code=404, said=said)
        return page(
            "authoring/draft.html", session, status_code=409 if refused else 200, row=row,
            report=row.report, refused=refused, reason=reason, states=STATES, place_of=place_of,
            names=clerk_names(self.desk.drafts.store), parts=sorted(self._parts(row)),
            is_own=row.is_of(session.clerk), no_keys=NO_KEYS, longest=LONGEST_REASON,
            may_approve=session.may("procedure.approve"), hindrances=row.hindrances,
        )  # fmt: skip

    def _parts(self, row: ProcedureDraft) -> Iterable[str]:
        return self.desk.drafts.upload_of(row).parts if self.desk else ()


def _found(desk: AuthoringDesk, id: str) -> ProcedureDraft:
    row = desk.drafts.find(id)
    if row is None:
        raise DraftRefused(NO_DRAFT)
    return row
