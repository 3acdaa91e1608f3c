"""Makes lists of payments, shows who is left to a person, and gives older lists again."""

import json
import re
import secrets
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.office.access.permissions import Permission
from sync.office.applications.opener import HolderAway
from sync.office.audit.log import OfficeEvidence
from sync.office.console.outward.export_pages import AWAY, given_file, known_procedures
from sync.office.console.pages import page
from sync.office.console.session import Form, SignIn
from sync.office.console.sessions import Session
from sync.office.exports.carriage import CarriedFile
from sync.office.exports.paying import A_LIST, MadeList, Paying, PayWish
from sync.office.exports.payments import (
    MOST,
    AnotherOrder,
    ListHead,
    ListNotWhole,
    PaymentOrder,
    Payments,
)
from sync.office.exports.records import Records
from sync.office.store.store import OfficeStore
from sync.wire.folding import digits_of, plain

ODD_AMOUNT: Final = f"金額は、1円から{MOST:,}円までの数字です。"
NO_PROCEDURE: Final = "手続きを選んでください。"
ANOTHER: Final = "この画面からは、もう一覧を作りました。画面をひらきなおしてください。"
NOT_WHOLE: Final = (
    "この一覧には、保存期間が過ぎて消えたか、ひらけなくなった申請があります。"
    "一部だけの一覧は出しません。はじめに受け取ったファイルを使ってください。"
)
NO_LIST: Final = "その番号の一覧はありません。"
RECEIPTS: Final = re.compile(r"[2-9]{12}(?:-[0-9]{1,3})?")
KEY: Final = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class PaymentPages:
    """The page of lists; a clerk of departments sees the lists that they made themselves."""

    store: OfficeStore
    records: Records
    evidence: OfficeEvidence | None

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the routes."""
        need: Permission = "payment.make"
        return [
            Route("/payments", sign_in.page(self.ask, need), methods=["GET"]),
            Route("/payments", sign_in.form(self.make, need), methods=["POST"]),
            Route("/payments/{list}/file", sign_in.form(self.give, need), methods=["POST"]),
        ]

    def ask(self, _: Request, session: Session) -> Response:
        """Show the form and every list."""
        return self._page(session, {})

    def make(self, _: Request, session: Session, given: Form) -> Response:
        """Make a list; the same form sent twice makes one."""
        wish, key = _wish(given), given.get("key", "")
        if isinstance(wish, str) or not KEY.fullmatch(key):
            return self._page(session, given, str(wish) if isinstance(wish, str) else ANOTHER)
        said = json.dumps([wish.procedure, wish.amount, sorted(wish.released)])
        order = PaymentOrder(f"clerk {session.clerk}", key, said)
        try:
            paying = Paying(self.store, self.records, session.rights.departments or None)
            made, is_new = paying.ordered(wish, order)
        except AnotherOrder:
            return self._page(session, given, ANOTHER)
        except ListNotWhole:
            return self._page(session, given, NOT_WHOLE)
        except HolderAway:
            return self._page(session, given, AWAY)
        if self.evidence is not None and is_new and made.made.payments:
            count = len(made.made.payments)
            self.evidence.put("payments_made", clerk=session.clerk, count=count)
        return self._page(session, {}, made=made)

    def give(self, request: Request, session: Session, _: Form) -> Response:
        """Give a list as a file, the same bytes each time."""
        number = request.path_params["list"]
        head = next((one for one in self._heads(session) if str(one.number) == number), None)
        if head is None:
            return self._page(session, {}, NO_LIST)
        try:
            made = Paying(self.store, self.records).again(head.number)
        except HolderAway:
            return self._page(session, {}, AWAY)
        except ListNotWhole:
            return self._page(session, {}, NOT_WHOLE)
        table = made.table("cp932")
        name = f"payments-{head.procedure}-{head.number:04}"
        load = CarriedFile(name, ".csv", table.content, table.numbers, made.total)
        return given_file(self.evidence, session, load, f"{name}.csv")

    def _heads(self, session: Session) -> list[ListHead]:
        payments = Payments(self.store)
        own = payments.made_by(f"clerk {session.clerk}") if session.rights.departments else None
        return [one for one in payments.heads() if own is None or one.number in own]

    def _page(
        self, session: Session, given: Form, refused: str = "", made: MadeList | None = None
    ) -> Response:
        return page(
            "outward/payments.html", session, status_code=409 if refused else 200,
            given={"procedure": "", "amount": "", "release": "", **given}, refused=refused,
            made=made, lists=self._heads(session), procedures=known_procedures(self.store),
            key=secrets.token_hex(8), most=A_LIST,
        )  # fmt: skip


def _wish(given: Form) -> PayWish | str:
    """Return the list that a form asks for, or what is wrong with it."""
    amount = digits_of(given.get("amount", ""), between=" ,")
    if not given.get("procedure"):
        return NO_PROCEDURE
    if not (amount and len(amount) < 10 and 0 < int(amount) <= MOST):
        return ODD_AMOUNT
    typed = re.sub(r"(?<=\d{4})-(?=\d{4})", "", plain(given.get("release", "")))
    return PayWish(given["procedure"], int(amount), 0, frozenset(RECEIPTS.findall(typed)))
