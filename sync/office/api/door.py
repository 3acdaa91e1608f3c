"""Stands before each address of the API: a good token, the right that it needs, a free place."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import Response

from sync.office.access.api_tokens import ELSEWHERE, ApiRight, ApiToken, ApiTokens, NotLetIn
from sync.office.access.back_off import FREE_TRIES, BackOff
from sync.office.api.problems import COME_AGAIN_S, ApiProblem
from sync.office.audit.log import OfficeEvidence
from sync.office.store.store import OfficeStore
from sync.visible import one_line
from sync.wire.digest import sha256_hex

# Systems ask in lots; clerks come first, whatever the systems do.
AT_ONCE: Final = 2
WAITING: Final = 16
# Refusals of one token that the log has in a while; the rest would only fill it.
NOTED: Final = FREE_TRIES

Body: TypeAlias = dict[str, object]
ApiHandler: TypeAlias = Callable[[Request, ApiToken], Response]
ApiEndpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class ApiDoor:
    """Lets a system in by its token, and writes down what it got."""

    store: OfficeStore
    evidence: OfficeEvidence | None
    _places: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(AT_ONCE), repr=False)

    def lets(self, right: ApiRight, handle: ApiHandler) -> ApiEndpoint:
        """Return an endpoint that runs *handle* in a thread, for tokens that have a right."""

        def answer(request: Request) -> Response:
            return handle(request, self._let_in(request, right))

        async def answered(request: Request) -> Response:
            if self._places.statistics().tasks_waiting >= WAITING:
                raise ApiProblem("unavailable", "come again", COME_AGAIN_S)
            return await anyio.to_thread.run_sync(answer, request, limiter=self._places)

        answered.right = right  # type: ignore[attr-defined]
        return answered

    def hand_out(self, token: ApiToken, what: str, count: int, content: bytes) -> None:
        """Write into the log what a system gets; nothing where it gets nothing."""
        if self.evidence is not None and count:
            self.evidence.put(
                "handed_out", clerk=None, token=token.id, what=what, count=count,
                digest=sha256_hex(content),
            )  # fmt: skip

    def _let_in(self, request: Request, right: ApiRight) -> ApiToken:
        scheme, _, text = request.headers.get("authorization", "").partition(" ")
        try:
            said = text if scheme == "Bearer" else ""
            token = ApiTokens(self.store, self.evidence).let_in(said, _address_of(request))
        except NotLetIn as refused:
            raise self._refusal(request, refused) from refused
        if right not in token.rights:
            self._note("not_allowed", token.id)
            raise ApiProblem("not-allowed", f"the token has no right {right}")
        return token

    def _refusal(self, request: Request, refused: NotLetIn) -> ApiProblem:
        """Return the refusal; who guesses on waits longer and longer, good tokens never do."""
        if refused.why != "unknown":
            self._note(refused.why, refused.id)
            if refused.why == ELSEWHERE:
                said = f"the token does not count from {one_line(_address_of(request))}"
                return ApiProblem("not-allowed", said)
            return ApiProblem("not-authorised", f"the token is {refused.why}")
        address = _address_of(request)
        back_off = BackOff(self.store)
        counted = back_off.by_address("token", address) or {"token here": FREE_TRIES}
        if wait_s := back_off.count(counted):
            return ApiProblem("too-many-requests", "", wait_s)
        self._write(refused.why, refused.id)
        return ApiProblem("not-authorised", "a token of this office is needed")

    def _note(self, why: str, id: str) -> None:
        if not BackOff(self.store).count({f"token {why} {id}": NOTED}):
            self._write(why, id)

    def _write(self, why: str, id: str) -> None:
        if self.evidence is not None:
            self.evidence.put("token_refused", clerk=None, token=id, why=why)


def _address_of(request: Request) -> str:
    """Return who asks: behind a trusted proxy the forwarded address, see ``--behind-proxy``."""
    return request.client.host if request.client else ""
