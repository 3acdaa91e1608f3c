"""Shows the tablets, takes an administrator's orders on them and shows the enrolment code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import segno
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.applications.decisions import Decisions
from sync.office.audit.anchoring import sentence
from sync.office.audit.chain_check import Finding
from sync.office.audit.orders import Orders
from sync.office.console.clerks import Clerks, Session
from sync.office.console.pages import page
from sync.office.console.session import Form, SignIn
from sync.office.line.client import ReceptionAway
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablet_orders import TabletOrder
from sync.office.tablets.tablets import Tablets
from sync.wire.messages.enrolment_code import EnrolmentCode, key_fingerprint


@dataclass(frozen=True)
class TabletPages:
    """The pages of tablets; ``new_code`` asks the reception for an enrolment code.

    ``log_findings`` is what the intake found missing in the office's own log.
    """

    store: OfficeStore
    clerks: Clerks
    decisions: Decisions
    wake: Callable[[], None]
    new_code: Callable[[], EnrolmentCode] | None
    log_findings: Sequence[Finding] = ()

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the routes of the tablets' list, the orders and the enrolment code."""
        return [
            Route("/devices", sign_in.page(self.devices), methods=["GET"]),
            Route("/devices", sign_in.form(self.change_device), methods=["POST"]),
            Route("/devices/code", sign_in.form(self.show_code), methods=["POST"]),
        ]

    def devices(self, _: Request, session: Session) -> Response:
        """Show every tablet with the fingerprint of its keys."""
        return self._devices(session, 200)

    def change_device(self, _: Request, session: Session, given: Form) -> Response:
        """Approve a tablet, or revoke it with or without the order to erase its drafts.

        An administrator may; nobody else.
        """
        if not self.clerks.is_administrator(session.clerk):
            return self._devices(session, 403)
        orders, now = Orders(self.store, self.decisions.evidence), self.decisions.now()
        id = given.get("device", "")
        match given.get("order"):
            case TabletOrder.APPROVE:
                orders.approve(id, session.clerk, now)
            case TabletOrder.REVOKE:
                orders.revoke(id, session.clerk, now, wipe=False)
            case TabletOrder.WIPE:
                orders.revoke(id, session.clerk, now, wipe=True)
        self.wake()
        return RedirectResponse("/devices", 303)

    def show_code(self, _: Request, session: Session, __: Form) -> Response:
        """Make a code for one new tablet and show it as a QR; it is good for ten minutes."""
        try:
            code = self.new_code() if self.new_code else None
        except ReceptionAway:
            code = None
        if code is None:
            return page("tablets/code.html", session, status_code=503, code=None, qr="")
        qr = segno.make(code.to_text(), error="m").svg_data_uri(scale=6, border=4)
        return page("tablets/code.html", session, code=code, qr=qr)

    def _devices(self, session: Session, status_code: int) -> Response:
        tablets = Tablets(self.store)
        return page(
            "tablets/devices.html",
            session,
            status_code=status_code,
            tablets=[(one, key_fingerprint(one.sign_key, one.seal_key)) for one in tablets.all()],
            clashing=tablets.clashing(),
            log_findings=[sentence(finding) for finding in self.log_findings],
            may_order=self.clerks.is_administrator(session.clerk),
        )
