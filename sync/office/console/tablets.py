"""Shows the tablets, takes the orders on them and shows the enrolment code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import segno
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.access.orders import LONGEST_NAME, AccessRefused, good_name
from sync.office.applications.decisions import Decisions
from sync.office.audit.anchoring import UNANCHORED, sentence
from sync.office.audit.chain_check import Finding
from sync.office.audit.orders import Orders
from sync.office.console.clerks import clerk_names
from sync.office.console.pages import page
from sync.office.console.session import Form, SignIn
from sync.office.console.sessions import Session
from sync.office.line.client import ReceptionAway
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablet_orders import TabletOrder
from sync.office.tablets.tablets import Tablets
from sync.wire.messages.enrolment_code import EnrolmentCode, key_fingerprint


@dataclass(frozen=True)
class TabletPages:
    """The pages of tablets; ``new_code`` asks the reception for an enrolment code.

    ``log_findings`` is what the intake found missing in the office's own log, and that the file
    beside its key cannot be written.
    """

    store: OfficeStore
    decisions: Decisions
    wake: Callable[[], None]
    new_code: Callable[[], EnrolmentCode] | None
    log_findings: Sequence[Finding] = ()

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the routes of the tablets' list, the orders and the enrolment code."""
        return [
            Route("/devices", sign_in.page(self.devices, "tablet.read"), methods=["GET"]),
            Route("/devices", sign_in.form(self.change_device, "tablet.approve"), methods=["POST"]),
            Route("/devices/name", sign_in.form(self.rename, "tablet.approve"), methods=["POST"]),
            Route(
                "/devices/code", sign_in.form(self.show_code, "tablet.approve"), methods=["POST"]
            ),
        ]

    def devices(self, _: Request, session: Session) -> Response:
        """Show every tablet with the fingerprint of its keys."""
        return self._devices(session, 200)

    def change_device(self, _: Request, session: Session, given: Form) -> Response:
        """Approve a tablet, or revoke it with or without the order to erase its drafts.

        The page has to show every order before.
        """
        id = given.get("device", "")
        with self.store.transaction() as db:
            tablet = Tablets(self.store).hold(id, db)
            is_stale = tablet is None or tablet.standing != given.get("seen")
            if not is_stale:
                self._order(id, given.get("order", ""), session.clerk)
        if is_stale:
            return self._devices(session, 409, is_stale=True)
        self.wake()
        return RedirectResponse("/devices", 303)

    def rename(self, _: Request, session: Session, given: Form) -> Response:
        """Give a tablet another name or venue; the page has to show the name before."""
        try:
            name, at = good_name(given.get("name", "")), given.get("venue", "").strip()
            venue = good_name(at) if at else None
        except AccessRefused as refused:
            return self._devices(session, 409, refused=str(refused))
        orders = Orders(self.store, self.decisions.evidence)
        id, before = given.get("device", ""), given.get("before", "")
        if not orders.rename(id, name, before, session.clerk, venue):
            return self._devices(session, 409, is_stale=True)
        return RedirectResponse("/devices", 303)

    def show_code(self, _: Request, session: Session, __: Form) -> Response:
        """Make a code for one new tablet and show it as a QR; it is good for ten minutes."""
        try:
            code = self.new_code() if self.new_code else None
        except ReceptionAway:
            code = None
        if code is None:
            return page("tablets/code.html", session, status_code=503, code=None, qr="")
        if self.decisions.evidence is not None:
            self.decisions.evidence.put("code_made", clerk=session.clerk)
        qr = segno.make(code.to_text(), error="m").svg_data_uri(scale=6, border=4)
        return page("tablets/code.html", session, code=code, qr=qr)

    def _order(self, id: str, order: str, by: str) -> None:
        orders, now = Orders(self.store, self.decisions.evidence), self.decisions.now()
        match order:
            case TabletOrder.APPROVE:
                orders.approve(id, by, now)
            case TabletOrder.REVOKE:
                orders.revoke(id, by, now, wipe=False)
            case TabletOrder.WIPE:
                orders.revoke(id, by, now, wipe=True)

    def _devices(
        self, session: Session, status_code: int, *, is_stale: bool = False, refused: str = ""
    ) -> Response:
        tablets = Tablets(self.store)
        return page(
            "tablets/devices.html",
            session,
            status_code=status_code,
            is_stale=is_stale,
            refused=refused,
            longest=LONGEST_NAME,
            tablets=[(one, key_fingerprint(one.sign_key, one.seal_key)) for one in tablets.all()],
            clashing=tablets.clashing(),
            log_findings=[sentence(one) for one in self.log_findings if one != UNANCHORED],
            is_unanchored=UNANCHORED in self.log_findings,
            names=clerk_names(self.store),
            may_order=session.may("tablet.approve"),
        )
