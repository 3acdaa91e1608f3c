"""Takes the head of the office's log and gives back the highest one that it ever took."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sync.errors import WireError
from sync.reception.http.requests import read_json
from sync.reception.store.office_log import keep_office_log, office_log
from sync.reception.store.refusal import RequestRefused
from sync.reception.store.store import ReceptionStore
from sync.wire.events.log_head import claimed_log_head
from sync.wire.problem import Slug


@dataclass(frozen=True)
class OfficeLogRoutes:
    """The handler; ``require_office`` refuses who may not ask."""

    store: ReceptionStore
    require_office: Callable[[Request], None]

    def routes(self) -> list[Route]:
        """Return the address and what handles it."""
        return [Route("/v1/office/log-head", self.keep, methods=["PUT"])]

    async def keep(self, request: Request) -> Response:
        """Keep the signed head in ``head``, if there is one; send the highest that is kept.

        The reception cannot check the signature: the office does when it comes back.
        """
        self.require_office(request)
        head = (await read_json(request)).get("head")
        if not isinstance(head, str):
            raise RequestRefused(Slug.MALFORMED)
        if head:
            await run_in_threadpool(self._keep, head)
        return JSONResponse({"head": await run_in_threadpool(office_log, self.store)})

    def _keep(self, head: str) -> None:
        try:
            seq = claimed_log_head(head).seq
        except WireError as refused:
            raise RequestRefused(Slug.MALFORMED) from refused
        keep_office_log(self.store, seq, head)
