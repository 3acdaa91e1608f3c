"""Makes lists of payments and gives them again, each under its number, for another system."""

import re
from dataclasses import dataclass
from typing import Any, Final

import anyio.from_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sync.office.access.api_tokens import ApiToken
from sync.office.api.asked import (
    LARGEST,
    departments_of,
    encoding_of,
    json_body,
    known_parameters,
    number,
    reaches,
    refuse_procedure,
)
from sync.office.api.door import ApiDoor
from sync.office.api.problems import ApiProblem
from sync.office.exports.paying import MadeList, Paying, PayWish
from sync.office.exports.payments import (
    AnotherOrder,
    ListHead,
    PaymentList,
    PaymentOrder,
    Payments,
)
from sync.office.exports.records import Records
from sync.office.store.store import OfficeStore
from sync.wire.canonical import canonical

KEY: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
RECEIPT: Final = re.compile(r"[2-9]{12}(-[0-9]{1,3})?")
MOST_RELEASED: Final = 100
FIELDS: Final = frozenset({"procedure", "amount", "since", "release"})


@dataclass(frozen=True)
class PaymentRoutes:
    """The lists of payments that a token reaches."""

    store: OfficeStore
    records: Records
    door: ApiDoor

    def routes(self) -> list[Route]:
        """Return the routes."""
        lets, one = self.door.lets, "/payments/{list}"
        return [
            Route("/payments", lets("payments.export", self.listing), methods=["GET"]),
            Route("/payments", lets("payments.make", self.make), methods=["POST"]),
            Route(one, lets("payments.export", self.one), methods=["GET"]),
            Route(f"{one}/table.csv", lets("payments.export", self.table), methods=["GET"]),
        ]

    def listing(self, request: Request, token: ApiToken) -> Response:
        """Return every list by its number, procedure, count and total."""
        known_parameters(request, set())
        return JSONResponse({"items": [_head(one) for one in self._heads(token)]})

    def make(self, request: Request, token: ApiToken) -> Response:
        """Make a list; the same order under the same key has one list, and gets it again."""
        known_parameters(request, set())
        key = request.headers.get("idempotency-key", "")
        if not KEY.fullmatch(key):
            raise ApiProblem("malformed", "Idempotency-Key: 8 to 64 letters, digits, - and _")
        said = anyio.from_thread.run(json_body, request)
        wish = _wish(said, token)
        order = PaymentOrder(token.id, key, canonical(said).decode())
        try:
            found, is_new = self._paying(token).ordered(wish, order)
        except AnotherOrder as refused:
            raise ApiProblem("another-order", "this key had another order") from refused
        except ValueError as refused:
            raise ApiProblem("malformed", "amount is 1 to 10,000,000 yen") from refused
        return self._made(token, found, is_new=is_new)

    def one(self, request: Request, token: ApiToken) -> Response:
        """Return the lines of a list."""
        known_parameters(request, set())
        made = self._again(request, token)
        response = JSONResponse(_whole(made))
        self.door.hand_out(token, "payments", len(made.payments), bytes(response.body))
        return response

    def table(self, request: Request, token: ApiToken) -> Response:
        """Return a list as CSV."""
        encoding = encoding_of(known_parameters(request, {"encoding"}))
        table = self._again(request, token).table(encoding)
        self.door.hand_out(token, "payments", len(table.numbers), table.content)
        charset = "utf-8" if encoding == "utf-8" else "Windows-31J"
        return Response(table.content, media_type=f"text/csv; charset={charset}")

    def _made(self, token: ApiToken, found: MadeList, *, is_new: bool) -> Response:
        has_any = bool(found.made.payments)
        said = {
            **_whole(found.made),
            "list": found.made.number if has_any else None,
            "left": [{"n": one.n, "number": one.number, "why": one.why} for one in found.made.left],
            "next": found.next,
            "more": found.is_more,
        }
        response = JSONResponse(said, 201 if is_new and has_any else 200)
        what = "payments_made" if is_new else "payments"
        self.door.hand_out(token, what, len(found.made.payments), bytes(response.body))
        return response

    def _again(self, request: Request, token: ApiToken) -> PaymentList:
        wanted = number(request.path_params["list"], "list", LARGEST)
        if wanted not in [one.number for one in self._heads(token)]:
            raise ApiProblem("not-found")
        return self._paying(token).again(wanted)

    def _heads(self, token: ApiToken) -> list[ListHead]:
        """Return the lists that a token reaches; one of departments reaches those it made."""
        payments = Payments(self.store)
        own = payments.made_by(token.id) if token.departments else None
        return [
            one
            for one in payments.heads()
            if reaches(token, one.procedure) and (own is None or one.number in own)
        ]

    def _paying(self, token: ApiToken) -> Paying:
        return Paying(self.store, self.records, departments_of(token))


def _wish(said: dict[str, Any], token: ApiToken) -> PayWish:
    """Return what an order asks for. ApiProblem: it has another form, or is out of reach."""
    procedure, amount = said.get("procedure"), said.get("amount")
    since, release = said.get("since", 0), said.get("release", [])
    if not said.keys() <= FIELDS or not isinstance(procedure, str) or type(amount) is not int:
        raise ApiProblem("malformed", "procedure, amount, since, release")
    refuse_procedure(procedure, token)
    if type(since) is not int or not 0 <= since <= LARGEST:
        raise ApiProblem("malformed", "since is a number of the feed")
    if not isinstance(release, list) or len(release) > MOST_RELEASED:
        raise ApiProblem("malformed", f"release has {MOST_RELEASED} receipt numbers at most")
    if not all(isinstance(one, str) and RECEIPT.fullmatch(one) for one in release):
        raise ApiProblem("malformed", "release has receipt numbers")
    return PayWish(procedure, amount, since, frozenset(release))


def _head(one: ListHead) -> dict[str, Any]:
    return {
        "list": one.number, "procedure": one.procedure, "count": one.count, "total": one.total,
    }  # fmt: skip


def _whole(made: PaymentList) -> dict[str, Any]:
    lines = [
        dict(zip(LINE, (one.record.n, one.record.number, *one.account, one.amount), strict=True))
        for one in made.payments
    ]
    return {"list": made.number, "count": len(lines), "total": made.total, "items": lines}


LINE: Final = (
    "n", "number", "bank_code", "branch_code", "account_type", "account_number", "holder_kana",
    "amount",
)  # fmt: skip
