"""Shows an administrator what will be deleted when, and takes holds on applications."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.access.permissions import Permission
from sync.office.applications.typed_text import refusal_of
from sync.office.audit.log import OfficeEvidence
from sync.office.city.own_layer import OwnLayerRefused, read_own_layer
from sync.office.console.clerks import clerk_names
from sync.office.console.pages import page
from sync.office.console.session import Form, SignIn
from sync.office.console.sessions import Session
from sync.office.retention.done_with import DoneWith
from sync.office.retention.holds import LONGEST_REASON, LegalHolds
from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now
from sync.wire.japan import JAPAN

SHOWN: Final = timedelta(days=60)
NO_REASON: Final = "理由を書いてください。"
TOO_LONG: Final = f"理由は{LONGEST_REASON}字までです。"
NOT_HERE: Final = "その受付番号の申請はありません。番号を確かめてください。"
MISTAKEN: Final = "市のファイルに間違いがあります。なおすまで、何も消えません。"


@dataclass(frozen=True)
class RetentionPages:
    """The page of what goes by age; *own_layer* is the city's file, None where there is none."""

    store: OfficeStore
    evidence: OfficeEvidence | None
    own_layer: Path | None = field(default=None)

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the routes of the page and of its two forms."""
        need: Permission = "retention.manage"
        return [
            Route("/retention", sign_in.page(self.listing, need), methods=["GET"]),
            Route("/retention", sign_in.form(self.hold, need), methods=["POST"]),
            Route("/retention/lift", sign_in.form(self.lift, need), methods=["POST"]),
        ]

    def listing(self, _: Request, session: Session) -> Response:
        """Show what goes on which day, and what is held."""
        return self._page(session)

    def hold(self, _: Request, session: Session, given: Form) -> Response:
        """Hold an application; if refused, say why and keep what was written."""
        reason = given.get("reason", "").strip()
        refused = _refusal(reason)
        if not refused and not self._holds.put(given.get("number", ""), reason, by=session.clerk):
            refused = NOT_HERE
        if refused:
            return self._page(session, refused, given)
        return RedirectResponse("/retention#holds", 303)

    def lift(self, _: Request, session: Session, given: Form) -> Response:
        """Hold an application no longer."""
        self._holds.lift(given.get("id", ""), by=session.clerk)
        return RedirectResponse("/retention#holds", 303)

    @property
    def _holds(self) -> LegalHolds:
        return LegalHolds(self.store, self.evidence)

    def _page(self, session: Session, refused: str = "", given: Form | None = None) -> Response:
        return page(
            "audit/retention.html", session, status_code=409 if refused else 200,
            refused=refused, given=given or {}, holds=self._holds.all(),
            names=clerk_names(self.store), longest=LONGEST_REASON, **self._going(utc_now()),
        )  # fmt: skip

    def _going(self, now: datetime) -> dict[str, Any]:
        """Return what goes when; what is due already goes within the hour, and so today."""
        said: dict[str, Any] = {"days": None, "mistake": "", "going": [], "until": ""}
        if self.own_layer is None:
            return said
        try:
            days = read_own_layer(self.own_layer).retention.application
        except OwnLayerRefused:
            return {**said, "mistake": MISTAKEN}
        if days is None:
            return said
        today = now.astimezone(JAPAN).date()
        going: dict[str, int] = {}
        for day, count in DoneWith(self.store).by_day(days, today + SHOWN):
            on = max(day, today).isoformat()
            going[on] = going.get(on, 0) + count
        until = (today + SHOWN).isoformat()
        return {**said, "days": days, "going": sorted(going.items()), "until": until}


def _refusal(reason: str) -> str:
    if not reason:
        return NO_REASON
    return TOO_LONG if len(reason) > LONGEST_REASON else refusal_of(reason)
