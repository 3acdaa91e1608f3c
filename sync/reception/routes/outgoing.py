"""Takes jobs from the office and gives them to the relay, which has a token of its own."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sync.errors import WireError
from sync.reception.http.access import Access
from sync.reception.http.requests import number_in, read_body, read_json
from sync.reception.store.outgoing import claim_jobs, put_job, put_off_job, settle_job
from sync.reception.store.refusal import RequestRefused
from sync.reception.store.store import ReceptionStore
from sync.wire.messages.outgoing import LARGEST_JOB, OutgoingJob
from sync.wire.problem import Slug

MOST_CLAIMED: Final = 8
CLAIMED_FOR: Final = timedelta(minutes=5)
LONGEST_PAUSE_S: Final = 24 * 3600


@dataclass(frozen=True)
class OutgoingRoutes:
    """The handlers."""

    store: ReceptionStore
    access: Access
    now: Callable[[], datetime]

    def routes(self) -> list[Route]:
        """Return the addresses and what handles each."""
        return [
            Route("/v1/office/outgoing", self.put, methods=["PUT"]),
            Route("/v1/relay/outgoing:claim", self.claim, methods=["POST"]),
            Route("/v1/relay/outgoing/{id}", self.settle, methods=["DELETE"]),
            Route("/v1/relay/outgoing/{id}/later", self.later, methods=["POST"]),
        ]

    async def put(self, request: Request) -> Response:
        """Keep a job of the office until the relay is done with it."""
        self.access.office(request)
        try:
            job = OutgoingJob.of(await read_body(request, LARGEST_JOB))
        except WireError as refused:
            raise RequestRefused(Slug.MALFORMED) from refused
        await run_in_threadpool(put_job, self.store, job, self.now())
        return JSONResponse({"kept": True})

    async def claim(self, request: Request) -> Response:
        """Send the jobs that are due, claimed for five minutes."""
        self.access.relay(request)
        now = self.now()
        found = await run_in_threadpool(
            claim_jobs, self.store, MOST_CLAIMED, now, now + CLAIMED_FOR
        )
        jobs = [
            {"job": base64.b64encode(one.job.to_json()).decode(), "tries": one.tries}
            for one in found
        ]
        return JSONResponse({"jobs": jobs})

    async def settle(self, request: Request) -> Response:
        """Note that the relay is done with a job; its outcome came as mail before."""
        self.access.relay(request)
        await run_in_threadpool(settle_job, self.store, request.path_params["id"], self.now())
        return JSONResponse({"settled": True})

    async def later(self, request: Request) -> Response:
        """Have a job that failed for now tried again after so many seconds."""
        self.access.relay(request)
        pause_s = number_in(await read_json(request), "seconds", LONGEST_PAUSE_S)
        until = self.now() + timedelta(seconds=pause_s)
        await run_in_threadpool(put_off_job, self.store, request.path_params["id"], until)
        return JSONResponse({"later": True})
