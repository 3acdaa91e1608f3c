"""Shows what is published, takes drafts in, and takes up again what was published before."""

from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.access.permissions import Permission
from sync.office.authoring.command import NotTried
from sync.office.authoring.desk import NOTHING_YET, AuthoringDesk
from sync.office.authoring.drafts import DraftRefused, ProcedureDraft
from sync.office.authoring.published import PROCEDURES, version_in
from sync.office.authoring.uploads import DraftUpload, UploadRefused
from sync.office.console.authoring.uploading import UploadedForm, read_upload
from sync.office.console.clerks import clerk_names
from sync.office.console.pages import page
from sync.office.console.saving import BYTES, to_be_saved
from sync.office.console.session import Form, SignIn
from sync.office.console.sessions import Session
from sync.office.packs.history import history_of
from sync.wire.japan import JAPAN

NO_DESK: Final = (
    "この庁内のプログラムからは、手続きを出せません。出すには、"
    "プログラムを始めるときに --content と --repository を付けます。"
)
NO_FILES: Final = "ファイルが届いていません。もう一度選んでください。"
TOO_LARGE: Final = "ファイルが大きすぎます。Excel は 2 MB、TOML は1つ 512 KB までです。"
NO_PROCEDURE: Final = "その手続きは、出ていません。"
LINE: Final = "{line} 行目：{reason}"
STANDINGS: Final = {
    "holds": "有効",
    "later": "これから",
    "over": "期間が終わった",
    "hidden": "市で使わない",
}
STATES: Final = {
    "draft": "案",
    "asked": "承認を待っています",
    "returned": "返しました",
    "approved": "承認済み（署名の鍵を待っています）",
    "published": "出しました",
    "replaced": "直した案があります",
    "withdrawn": "取りやめました",
}


def draft_of(given: Form) -> DraftUpload:
    """Return the draft that a form brought.

    Raises:
        UploadRefused: the text says why (Japanese).
    """
    if not isinstance(given, UploadedForm):
        raise UploadRefused(NO_FILES)
    if given.is_too_large:
        raise UploadRefused(TOO_LARGE)
    return DraftUpload.of_files(given.files)


def taken_in(
    desk: AuthoringDesk, given: Form, by: str, replaces: ProcedureDraft | None = None
) -> str:
    """Check the draft that a form brought and keep it; return its id.

    Raises:
        UploadRefused, DraftRefused, NotTried: nothing was kept; the text says why (Japanese).
    """
    upload = draft_of(given)
    report = desk.look_at(upload)
    if report.refused:
        is_placed = report.line is not None
        said = LINE.format(line=report.line, reason=report.refused)
        raise UploadRefused(said if is_placed else report.refused)
    return desk.drafts.put(upload, report, by, replaces)


@dataclass(frozen=True)
class ProcedurePages:
    """The list of procedures and the page of one; *desk* is None where nothing is published."""

    desk: AuthoringDesk | None

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the routes."""
        need: Permission = "procedure.draft"
        one = "/procedures/{procedure}"
        upload = sign_in.form(self.upload, need, read=read_upload)
        return [
            Route("/procedures", sign_in.page(self.listing, need), methods=["GET"]),
            Route("/procedures", upload, methods=["POST"]),
            Route(one, sign_in.page(self.show, need), methods=["GET"]),
            Route(f"{one}/workbook", sign_in.page(self.workbook, need), methods=["GET"]),
            Route(f"{one}/again", sign_in.form(self.again, need), methods=["POST"]),
        ]

    def listing(self, _: Request, session: Session) -> Response:
        """Show every definition that tablets have, and the drafts that wait."""
        return self._listing(session)

    def upload(self, _: Request, session: Session, given: Form) -> Response:
        """Take a draft in and show what its check says."""
        if self.desk is None:
            return self._listing(session, NO_DESK)
        try:
            made = taken_in(self.desk, given, session.clerk)
        except (UploadRefused, DraftRefused, NotTried) as refused:
            return self._listing(session, str(refused))
        return RedirectResponse(f"/drafts/{made}", 303)

    def show(self, request: Request, session: Session) -> Response:
        """Show one definition: its versions and its drafts."""
        return self._one(session, request.path_params["procedure"])

    def workbook(self, request: Request, session: Session) -> Response:
        """Give a definition as an Excel file, to go on from."""
        id = request.path_params["procedure"]
        if self.desk is None or self.desk.publisher.procedure(id) is None:
            return self._listing(session, NO_PROCEDURE, 404)
        try:
            content = self.desk.workbook(id)
        except NotTried as refused:
            return self._one(session, id, str(refused))
        return Response(content, headers=to_be_saved(f"{id}.xlsx"), media_type=BYTES)

    def again(self, request: Request, session: Session, given: Form) -> Response:
        """Make a draft of an earlier version."""
        id, pack = request.path_params["procedure"], given.get("pack", "")
        if self.desk is None or self.desk.publisher.procedure(id) is None:
            return self._listing(session, NO_PROCEDURE, 404)
        number = int(pack) if pack.isascii() and pack.isdigit() and len(pack) < 10 else 0
        try:
            made = self.desk.again(id, number, session.clerk)
        except (DraftRefused, NotTried) as refused:
            return self._one(session, id, str(refused))
        return RedirectResponse(f"/drafts/{made}", 303)

    def _listing(self, session: Session, refused: str = "", status_code: int = 0) -> Response:
        desk = self.desk
        published = desk.publisher.procedures() if desk else []
        note = NO_DESK if desk is None else "" if published else NOTHING_YET
        return page(
            "authoring/procedures.html", session,
            status_code=status_code or (409 if refused else 200), refused=refused,
            note="" if note == refused else note, published=published, standings=STANDINGS,
            today=desk.drafts.now().astimezone(JAPAN).date() if desk else None, states=STATES,
            drafts=desk.drafts.waiting() if desk else [], may_upload=bool(published),
            names=clerk_names(desk.drafts.store) if desk else {},
        )  # fmt: skip

    def _one(self, session: Session, id: str, refused: str = "") -> Response:
        found = self.desk.publisher.procedure(id) if self.desk else None
        if self.desk is None or found is None:
            return self._listing(session, NO_PROCEDURE, 404)
        return page(
            "authoring/procedure.html", session, status_code=409 if refused else 200,
            refused=refused, one=found, drafts=self.desk.drafts.of(id), states=STATES,
            standing=STANDINGS[found.standing(self.desk.drafts.now().astimezone(JAPAN).date())],
            earlier=self._earlier(self.desk, id), names=clerk_names(self.desk.drafts.store),
        )  # fmt: skip

    def _earlier(self, desk: AuthoringDesk, id: str) -> list[dict[str, Any]]:
        """Return number and version of each pack that brought another text, the newest first."""
        repository, path = desk.publisher.repository, f"{PROCEDURES}{id}.toml"
        found = []
        for one in history_of(repository, path):
            file = repository.folder / "targets" / PROCEDURES / f"{one.digest}.{id}.toml"
            if file.is_file():
                found.append({"pack": one.first, "version": version_in(file.read_bytes())})
        return found
