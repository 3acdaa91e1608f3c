"""Takes the tablets' evidence and shows the office what is there and what is missing."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Final, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sync.errors import SignatureInvalid, WireError
from sync.reception.store import events as records
from sync.reception.store.devices import Device
from sync.reception.store.quota import Brought, refuse_over_quota
from sync.reception.store.refusal import RequestRefused
from sync.wire.city import utc_now
from sync.wire.events.event import LARGEST, SignedEvent, verify_event
from sync.wire.events.event_kinds import DEVICE
from sync.wire.frames import MOST_FRAMES, join_frames, split_frames
from sync.wire.problem import Slug

log = logging.getLogger(__name__)

LARGEST_BODY: Final = MOST_FRAMES * (LARGEST + 4)
LAST_SEQ: Final = 2**31 - 1  # an integer of PostgreSQL
PAGE: Final = 100  # two frames each: arrival and event
RECORDS: Final = 1000

Row = TypeVar("Row")


@dataclass(frozen=True)
class EvidenceRoutes:
    """The handlers; ``known`` and ``require_office`` refuse who may not ask."""

    store: records.EventDatabase
    known: Callable[[Request, int], Awaitable[tuple[Device, bytes]]]
    require_office: Callable[[Request], None]
    now: Callable[[], datetime] = field(default=utc_now)

    def routes(self) -> list[Route]:
        """Return the addresses and what handles each."""
        return [
            Route("/v1/events", self.take, methods=["POST"]),
            Route("/v1/office/events", self.events, methods=["GET"]),
            Route("/v1/office/events/state", self.state, methods=["GET"]),
            Route("/v1/office/envelopes", self.envelopes, methods=["GET"]),
        ]

    async def take(self, request: Request) -> Response:
        """Store a batch exactly once, a number that came before with other bytes as a fork.

        The response names the last event of the batch (all before it in the
        batch are stored as well) and the gaps. A fork is stored for the office to
        judge: if it were refused, the tablet would send it for ever, and nothing
        after it.
        """
        device, body = await self.known(request, LARGEST_BODY)
        await run_in_threadpool(
            refuse_over_quota, self.store, device.id, Brought.EVENTS, self.now()
        )
        events = await run_in_threadpool(_checked, body, device)
        taken = await run_in_threadpool(records.take_events, self.store, events, self.now())
        if taken.forks:
            log.warning("the evidence of tablet %s forks: %d numbers", device.id, len(taken.forks))
        gaps = await run_in_threadpool(records.event_gaps, self.store, device.id)
        last = events[-1]
        return JSONResponse({"stored": last.event.seq, "digest": last.digest(), "gaps": gaps})

    async def events(self, request: Request) -> Response:
        """Send the office arrival and bytes of a tablet's events and forks, a page at a time."""
        device, after = self._asked(request)
        found = await run_in_threadpool(records.events_after, self.store, device, after, PAGE)
        rows = _whole_numbers(found, PAGE, lambda row: row[0])
        frames = [frame for _, at, content in rows for frame in (at.encode(), content)]
        return Response(
            join_frames(frames), media_type="application/octet-stream",
            headers={"Demado-Next": str(rows[-1][0] if rows else after)},
        )  # fmt: skip

    async def state(self, request: Request) -> Response:
        """Send what is held, missing, doubled and torn in a tablet's two chains."""
        device, _ = self._asked(request)
        events = await run_in_threadpool(records.event_state, self.store, device)
        envelopes = await run_in_threadpool(records.envelope_gaps, self.store, device)
        return JSONResponse({"events": asdict(events), "envelopes": asdict(envelopes)})

    async def envelopes(self, request: Request) -> Response:
        """Send the office what is known of a tablet's envelopes; never their content."""
        device, after = self._asked(request)
        found = await run_in_threadpool(
            records.envelope_records, self.store, device, after, RECORDS
        )
        rows = _whole_numbers(found, RECORDS, lambda row: row["seq"])
        return JSONResponse({"envelopes": rows, "next": rows[-1]["seq"] if rows else after})

    def _asked(self, request: Request) -> tuple[str, int]:
        self.require_office(request)
        device, after = (request.query_params.get(n, "") for n in ("device", "after"))
        after = after or "0"
        if not DEVICE.fullmatch(device) or not after.isascii() or not after.isdigit():
            raise RequestRefused(Slug.MALFORMED)
        if len(after) > len(str(LAST_SEQ)):
            raise RequestRefused(Slug.MALFORMED)
        return device, min(int(after), LAST_SEQ)


def _whole_numbers(rows: list[Row], most: int, seq_of: Callable[[Row], int]) -> list[Row]:
    """Return a page of *most* rows without a last number that may be cut off among its forks."""
    if len(rows) < most:
        return rows
    return [row for row in rows if seq_of(row) < seq_of(rows[-1])] or rows


def _checked(body: bytes, device: Device) -> list[SignedEvent]:
    """Return the events of a batch, every one signed by *device* itself."""
    try:
        events = [SignedEvent.from_bytes(frame) for frame in split_frames(body)]
    except WireError as refused:
        raise RequestRefused(Slug.MALFORMED) from refused
    if not events or any(signed.event.seq > LAST_SEQ for signed in events):
        raise RequestRefused(Slug.MALFORMED)
    key = Ed25519PublicKey.from_public_bytes(device.sign_key)
    try:
        for signed in events:
            verify_event(signed, key)
    except SignatureInvalid as refused:
        raise RequestRefused(Slug.SIGNATURE_INVALID) from refused
    if any(signed.event.device != device.id for signed in events):
        raise RequestRefused(Slug.SIGNATURE_INVALID)
    return events
