"""Makes a file of what was decided, shows what came out and who is left, and gives the file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from sync.office.access.permissions import Permission
from sync.office.applications.opener import HolderAway
from sync.office.audit.log import OfficeEvidence
from sync.office.console.pages import page
from sync.office.console.saving import BYTES, to_be_saved
from sync.office.console.session import Form, SignIn
from sync.office.console.sessions import Session
from sync.office.exports.bundle import SUFFIX as BUNDLE
from sync.office.exports.carriage import CarriedFile
from sync.office.exports.feed import Feed, FeedChoice, OutcomePage, moments_of
from sync.office.exports.made import MadeExport, MadeExports
from sync.office.exports.records import Records
from sync.office.exports.runs import A_FILE, OF_ALL, ExportForm, file_name, load_of, poured
from sync.office.exports.runs import Form as FileForm
from sync.office.store.store import OfficeStore
from sync.wire.digest import sha256_hex
from sync.wire.folding import digits_of

FORMS: Final[dict[str, FileForm]] = {
    "bundle": "bundle",
    "gif": "gif",
    "json": "json",
    "csv": "csv",
    "csv-cp932": "csv-cp932",
}
AWAY: Final = "鍵をあずかるプログラムが応答しません。しばらくしてもう一度試してください。"
NOTHING: Final = "あてはまる申請がありません。番号、日、手続きを確かめてください。"
COLUMNS: Final = "CSVは手続きごとに列が違います。手続きを1つ選んでください。"
ODD_DAY: Final = "日を選んでください。"
ODD_NUMBER: Final = "番号は、0か、それより大きい数字です。"
GONE: Final = "このファイルはもうありません。1日たつと消えます。もう一度作ってください。"


class WishRefused(Exception):
    """Nothing was made; the text says why (Japanese)."""


@dataclass(frozen=True)
class ExportPages:
    """The page of exports, and what each clerk made in the last day."""

    store: OfficeStore
    records: Records
    evidence: OfficeEvidence | None

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the routes."""
        one = "/exports/{made}"
        need: Permission = "export.read"
        return [
            Route("/exports", sign_in.page(self.ask, need), methods=["GET"]),
            Route("/exports", sign_in.form(self.make, need), methods=["POST"]),
            Route(one, sign_in.page(self.show, need), methods=["GET"]),
            Route(f"{one}/file", sign_in.form(self.give, need), methods=["POST"]),
        ]

    def ask(self, request: Request, session: Session) -> Response:
        """Show the form; ``since`` in the address is where the last file ended."""
        since = request.query_params.get("since", "0")
        return self._form(session, {"since": since if since.isdigit() else "0"})

    def make(self, _: Request, session: Session, given: Form) -> Response:
        """Make a file and lead to what came out, or say why there is none."""
        try:
            made = self._make(session, given)
        except WishRefused as refused:
            return self._form(session, given, str(refused))
        except HolderAway:
            return self._form(session, given, AWAY, 503)
        return RedirectResponse(f"/exports/{made.id}", 303)

    def show(self, request: Request, session: Session) -> Response:
        """Show how many stand in a file, and whom a person has to carry, with each sign named."""
        made = MadeExports(self.store, session.clerk).find(request.path_params["made"])
        if made is None:
            return self._form(session, {}, GONE, 404)
        return page("outward/made.html", session, made=made, digest=made.sha256)

    def give(self, request: Request, session: Session, _: Form) -> Response:
        """Give the file; the log has who, how many and which digest."""
        kept = MadeExports(self.store, session.clerk)
        made = kept.find(request.path_params["made"])
        if made is None:
            return self._form(session, {}, GONE, 404)
        note_given(self.evidence, session, len(made.load.numbers), made.sha256)
        return StreamingResponse(
            kept.content(made), headers=to_be_saved(made.name), media_type=BYTES
        )

    def _make(self, session: Session, given: Form) -> MadeExport:
        form = FORMS.get(given.get("form", ""), "json")
        wanted = ExportForm(form, given.get("procedure", ""), "only_accepted" in given)
        if form not in OF_ALL and not wanted.procedure:
            raise WishRefused(COLUMNS)
        outcomes, kept = self._chosen(session, given), MadeExports(self.store, session.clerk)
        if form == "bundle":
            return self._bundle(kept, outcomes, wanted)
        found = list(
            self.records.of(outcomes.outcomes, wanted.procedure, only_accepted=wanted.only_accepted)
        )
        if not found:
            raise WishRefused(NOTHING)
        return kept.keep(load_of(found, wanted), outcomes.next, is_more=outcomes.is_more)

    def _bundle(self, kept: MadeExports, page: OutcomePage, wanted: ExportForm) -> MadeExport:
        """Make a bundle, kept as it is poured: one application in the clear at a time."""
        if not page.outcomes:
            raise WishRefused(NOTHING)
        found = self.records.filed(
            page.outcomes, wanted.procedure, only_accepted=wanted.only_accepted
        )
        name = file_name(wanted, page.outcomes[0].n, page.outcomes[-1].n)
        made = kept.keep_poured(name, BUNDLE, lambda sink: poured(found, sink), page)
        if made is None:
            raise WishRefused(NOTHING)
        return made

    def _chosen(self, session: Session, given: Form) -> OutcomePage:
        """Return what is asked for of what the clerk may see: a lot, a day, or one application."""
        feed, own = Feed(self.store), session.rights.departments or None
        if given.get("which") == "one":
            number = digits_of(given.get("number", ""))
            rows = self.store.rows("select id from application where number = ?", number)
            choice = FeedChoice(departments=own, also_nobodys=True)
            feed.catch_up()
            return OutcomePage([one for (id,) in rows for one in feed.of(id, choice)], 0, False)
        if given.get("which") == "day":
            try:
                day = moments_of(given.get("day", ""))
            except ValueError as refused:
                raise WishRefused(ODD_DAY) from refused
            return feed.page(FeedChoice(0, A_FILE, *day, own, also_nobodys=True))
        since = digits_of(given.get("since", "").strip() or "0", between="")
        if not 0 < len(since) < 16:
            raise WishRefused(ODD_NUMBER)
        choice = FeedChoice(int(since), A_FILE, departments=own, also_nobodys=True)
        return feed.page(choice)

    def _form(
        self, session: Session, given: Form, refused: str = "", status_code: int = 0
    ) -> Response:
        return page(
            "outward/exports.html", session, status_code=status_code or (409 if refused else 200),
            given={"which": "since", "since": "0", "form": "csv-cp932", **given}, refused=refused,
            procedures=known_procedures(self.store), highest=Feed(self.store).catch_up(),
            most=A_FILE,
        )  # fmt: skip


def given_file(
    evidence: OfficeEvidence | None, session: Session, load: CarriedFile, name: str
) -> Response:
    """Return a file to be saved, and write into the log that the clerk has it."""
    note_given(evidence, session, len(load.numbers), sha256_hex(load.content))
    return Response(load.content, headers=to_be_saved(name), media_type=BYTES)


def note_given(evidence: OfficeEvidence | None, session: Session, count: int, digest: str) -> None:
    """Write into the log that a clerk has a file."""
    if evidence is not None:
        evidence.put("exported", clerk=session.clerk, count=count, digest=digest)


def known_procedures(store: OfficeStore) -> Sequence[tuple[str, str]]:
    """Return id and title of the procedures that were decided last, by their titles."""
    feed = Feed(store)
    feed.catch_up()
    rows = store.applications([one.application for one in feed.newest()])
    found = {row.procedure: row.title or row.procedure for row in rows if row.procedure}
    return sorted(found.items(), key=lambda one: one[1])
