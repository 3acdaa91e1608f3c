"""Shows one application and its parts, and takes a clerk's decision."""

import json
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.access.orders import AccessOrders
from sync.office.applications import labels
from sync.office.applications.assigning import assigned_to, department_of
from sync.office.applications.corrections import Corrections
from sync.office.applications.decisions import Decisions
from sync.office.applications.opener import CannotOpen, HolderAway
from sync.office.applications.reading import ApplicationReader
from sync.office.applications.refusals import DecidedMeanwhile, DecisionRefused
from sync.office.applications.times import lease_length, time_mark
from sync.office.applications.verdicts import report_of
from sync.office.applications.withdrawals import Withdrawals
from sync.office.applications.withdrawer import withdrawer
from sync.office.casework.deadlines import lateness
from sync.office.casework.four_eyes import Proposals
from sync.office.casework.held_back import HeldBack, last_number
from sync.office.casework.notes import Notes
from sync.office.casework.procedure_rules import rule_of
from sync.office.console.asked_again import asks_in, message_for, written_in
from sync.office.console.at_home import seen_from_home
from sync.office.console.certificates import certificate_words
from sync.office.console.clerks import clerk_names, current_clerks
from sync.office.console.pages import number, page, when
from sync.office.console.session import Form, SignIn
from sync.office.console.sessions import Session
from sync.office.listing.lists import Lists
from sync.office.listing.open_pages import OpenPage, OpenPages
from sync.office.listing.turns import next_to_decide, turn_of
from sync.office.store import alike
from sync.office.store.alike import NEVER, Alike
from sync.office.store.gone import gone_application
from sync.office.store.moments import read_moment
from sync.office.store.store import ApplicationRow, OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.visible import UNSEEN
from sync.wire.messages.decision import DecisionStatus
from sync.wire.messages.returned import Returned

SHOWN: Final = ("application/pdf",)
# A picture is nothing but pixels of our own encoding; these close it all the same.
PICTURE: Final = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Disposition": "inline",
}
SAVED: Final = {"Content-Disposition": "attachment"}
NOT_HERE: Final = "その申請はありません。"


@dataclass(frozen=True)
class ApplicationPages:
    """The pages of one application; what a tablet sealed is parsed in child processes only."""

    store: OfficeStore
    reader: ApplicationReader
    decisions: Decisions
    wake: Callable[[], None]
    lists: Lists

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the routes of an application, its decision and its parts."""
        one = "/applications/{id}"
        return [
            Route("/next", sign_in.page(self.next, "application.read"), methods=["GET"]),
            Route(one, sign_in.page(self.application, "application.read"), methods=["GET"]),
            Route(one, sign_in.form(self.decide, "application.decide"), methods=["POST"]),
            Route(
                f"{one}/tablet", sign_in.form(self.hand_to, "application.decide"), methods=["POST"]
            ),
            Route(
                f"{one}/{{part}}",
                sign_in.page(self.part, "application.read", only_in_office=True),
                methods=["GET"],
            ),
        ]

    @property
    def open_pages(self) -> OpenPages:
        """What each clerk has open."""
        return OpenPages(self.store, self.decisions.now)

    def application(self, request: Request, session: Session) -> Response:
        """Open an application and show it; ``done`` names the one that was decided before it."""
        done = request.query_params.get("done", "")
        return self._application(request.path_params["id"], session, done=done)

    def next(self, _: Request, session: Session) -> Response:
        """Lead to the first application that the clerk's view has to decide, or to the list."""
        view, lists = session.view, self.lists.of(session.rights.departments)
        id = next_to_decide(lists, view.filter, view.order, self._passed_over(session))
        return RedirectResponse(f"/applications/{id}" if id else "/", 303)

    def decide(self, request: Request, session: Session, given: Form) -> Response:
        """Keep the clerk's decision and open the next one to decide, or the decided one itself.

        If refused, show why, what is new, and what was written.
        """
        id = request.path_params["id"]
        try:
            self._decide(id, session, given)
        except DecisionRefused as refused:
            return self._application(id, session, refused, given)
        self.wake()
        if next_one := self._next_after(id, session):
            return RedirectResponse(f"/applications/{next_one}?done={id}#main", 303)
        return RedirectResponse(f"/applications/{id}", 303)

    def hand_to(self, request: Request, session: Session, given: Form) -> Response:
        """Let another tablet go on with what was returned to one that is lost or broken."""
        id = request.path_params["id"]
        try:
            self.decisions.hand_to(id, given.get("tablet", ""), by=session.clerk)
        except DecisionRefused as refused:
            return self._application(id, session, refused, given)
        self.wake()
        return RedirectResponse(f"/applications/{id}", 303)

    def _next_after(self, id: str, session: Session) -> str:
        """Return the next one to decide in the clerk's view; empty where there is none."""
        view, lists = session.view, self.lists.of(session.rights.departments)
        passed, (row,) = self._passed_over(session), self.store.applications([id])
        found = next_to_decide(lists, view.filter, view.order, passed, after=row)
        return found if found != id else ""

    def _passed_over(self, session: Session) -> Set[str]:
        """Return what is not this clerk's turn: colleagues have it open, or it waits for them."""
        taken = _ids(self.open_pages.of_others(session.clerk))
        return taken | self._proposals.of(session.clerk)

    def _decide(self, id: str, session: Session, given: Form) -> None:
        status, message = given.get("status", ""), given.get("message", "").strip()
        returned = None
        if status == DecisionStatus.RETURNED:
            returned = self._returned(id, session, asks_in(given))
            message = message or message_for(returned)
        self.decisions.decide(
            id, status, message,
            by=session.clerk, seen=_number(given.get("seen", "")),
            knows_expired="knows_expired" in given, returned=returned,
        )  # fmt: skip

    def _returned(self, id: str, session: Session, asks: Mapping[str, str]) -> Returned:
        """Return the answers that go back, so that nobody gives them again."""
        try:
            return self.reader.returned(id, self._opened(id, session), asks)
        except CannotOpen as reason:
            raise DecisionRefused(str(reason)) from reason

    def part(self, request: Request, session: Session) -> Response:
        """Return the form or a picture of an application, to be looked at only.

        The tablet says what type a part is: a picture comes encoded anew, and anything else
        but a form is sent as bytes to be saved, so that nothing of it runs here.
        """
        id = request.path_params["id"]
        try:
            found = self.reader.part(id, self._opened(id, session), request.path_params["part"])
        except CannotOpen as reason:
            status_code = 503 if isinstance(reason, HolderAway) else 404
            return _missing(session, status_code, str(reason))
        if found.media_type == "image/jpeg":
            return Response(found.content, headers=PICTURE, media_type=found.media_type)
        if found.media_type in SHOWN:
            return Response(found.content, media_type=found.media_type)
        return Response(found.content, headers=SAVED, media_type="application/octet-stream")

    def _application(
        self,
        id: str,
        session: Session,
        refused: DecisionRefused | None = None,
        given: Mapping[str, str] = MappingProxyType({}),
        done: str = "",
    ) -> Response:
        # The decisions before their state: a page may be older than it looks, never newer.
        seen, decisions = last_number(self.store, id), self.store.decisions(id)
        since = refused.since if isinstance(refused, DecidedMeanwhile) else ()
        said = {"refused": refused, "since": since, "written": written_in(given)}
        found = self.store.application(id)
        if found is None:
            return _missing(session, 404, self._why_missing(id), **said)
        row = found[0]
        self.open_pages.put(row.id, session.clerk)
        values = {**said, "row": row, "decisions": decisions, **self._beside(row, session)}
        values |= {"seen": seen, **self._done(done, row, session)}
        status_code = 409 if refused else 200
        try:
            read = self.reader.read(id, self._opened(id, session))
        except CannotOpen as reason:
            values |= {"reason": str(reason), "is_away": isinstance(reason, HolderAway)}
            return page("applications/shut.html", session, status_code=status_code, **values)
        document = seen_from_home(read.document) if session.is_at_home else read.document
        values |= {"document": document, "signature": report_of(row), "parts": read.parts}
        values |= {"marks": read.marks, "given": given}
        values["names"] = {**_named_by_tablet(read.document), **values["names"]}
        values["has_unseen"] = bool(UNSEEN.search(json.dumps(read.document, ensure_ascii=False)))
        return page("applications/application.html", session, status_code=status_code, **values)

    def _why_missing(self, id: str) -> str:
        """Say that there is none of this id, or when it went and what had been decided."""
        gone = gone_application(self.store, id)
        if gone is None:
            return NOT_HERE
        outcome = labels.named(labels.STATUS, gone.status)
        return (
            f"受付番号 {number(gone.number)} の申請は、保存の日数が過ぎたので {when(gone.gone_at)}"
            f" に消えました。結果は「{outcome}」（{when(gone.decided_at)}）です。"
        )

    @property
    def _proposals(self) -> Proposals:
        return Proposals(self.store, self.decisions.evidence, self.decisions.now)

    @property
    def _held_back(self) -> HeldBack:
        return HeldBack(self.store, self.decisions.evidence, self.decisions.now)

    def _done(self, id: str, own: ApplicationRow, session: Session) -> dict[str, Any]:
        """Return what was decided just before, where the clerk's list holds it, and is held."""
        held = self.lists.of(session.rights.departments).held([id] if id else [])
        (before,) = self.store.applications(list(held)) or (None,)
        shown = before or own
        waits = before is not None and self._proposals.find(before.id) is not None
        return {
            "done": before,
            "done_waits": waits,
            "held": shown,
            "held_until": self._held_back.until(shown.id),
        }

    def _beside(self, row: ApplicationRow, session: Session) -> dict[str, Any]:
        """Return what the office knows of an application beside what is in its seal."""
        corrections = Corrections(self.store, self.decisions)
        withdrawals = Withdrawals(self.store)
        target, waiting = withdrawals.target(row), withdrawals.waiting(row)
        pairs = [(one, row) for one in waiting] + ([(row, target)] if target else [])
        taken = self.open_pages.of_others(session.clerk)
        return {
            **certificate_words(self.store, row),
            "names": clerk_names(self.store),
            "turn": turn_of(
                self.lists.of(session.rights.departments),
                session.view.filter,
                session.view.order,
                row,
                self._passed_over(session),
            ),
            "opened_by": [one for one in taken if one.application == row.id],
            "same_number": self.store.same_number(row),
            "time_mark": time_mark(row, lease_length(self.store)),
            "revoked_at": Tablets(self.store).revoked_by(row.device, row.received_at),
            "has_arrival": read_moment(row.received_at) is not None,
            "original": corrections.original(row),
            "later": corrections.later(row),
            "tablets": [one for one in Tablets(self.store).sending() if one.id != row.holder],
            "target": target,
            "withdrawals": waiting,
            "withdrawers": {one.id: withdrawer(self.store, one, of) for one, of in pairs},
            "alike": {kind: alike.others(self.store, row.id, kind) for kind in Alike},
            **self._work_on(row, session),
            "is_compared": row.compared not in (None, NEVER),
        }

    def _work_on(self, row: ApplicationRow, session: Session) -> dict[str, Any]:
        """Return who works on an application, and what the clerks noted."""
        return {
            "rule": rule_of(self.store, row.procedure),
            "proposal": self._proposals.find(row.id),
            "earlier": self._earlier(row, session),
            "late": lateness(row, self.decisions.now()),
            "undone": self._held_back.undone(row.id),
            "undo_minutes": int(self.decisions.held.total_seconds()) // 60,
            "notes": Notes(self.store, self.decisions.evidence).on(row.id),
            "assigned": assigned_to(self.store, [row.id]).get(row.id, ""),
            "department": department_of(self.store, row.id),
            "departments": AccessOrders(self.store, None).departments(),
            "clerks": current_clerks(self.store),
            "may_decide": session.may("application.decide"),
        }

    def _earlier(self, row: ApplicationRow, session: Session) -> Sequence[ApplicationRow]:
        """Return what else the applicant filed, of what the clerk's list holds."""
        found = alike.of_applicant(self.store, row.id)
        held = self.lists.of(session.rights.departments).held([one.id for one in found])
        return [one for one in found if one.id in held]

    def _opened(self, id: str, session: Session) -> bytes:
        """Return the sealed bytes; the log names the clerk before anything of them is shown."""
        found = self.store.application(id)
        if found is None:
            raise CannotOpen(NOT_HERE)
        self._log("opened", session, envelope=id)
        return found[1]

    def _log(self, kind: str, session: Session, **detail: str | int) -> None:
        if self.decisions.evidence is not None:
            self.decisions.evidence.put(kind, clerk=session.clerk, **detail)


def _ids(taken: Sequence[OpenPage]) -> frozenset[str]:
    return frozenset(one.application for one in taken)


def _missing(session: Session, status_code: int, reason: str, **said: Any) -> Response:
    """Show that there is nothing to be seen, why, and what the clerk wrote."""
    values = {"refused": None, "since": (), "written": "", **said, "reason": reason}
    return page("applications/missing.html", session, status_code=status_code, **values)


def _number(text: str) -> int:
    """Return the number of a decision that a form carries; -1, which none has, for anything else.

    A form without one is older than this rule, or not ours: it decides nothing.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _named_by_tablet(document: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of the tablet's staff by their ids, as the tablet sealed them.

    Beside the name of anybody but who took it in stands the id. A clerk's own id stays theirs.
    """
    others = {id: f"{name}（{id}）" for id, name in (document.get("colleagues") or {}).items()}
    id, name = document.get("staff"), document.get("staff_name")
    return {**others, **({id: name} if id and name else {})}
