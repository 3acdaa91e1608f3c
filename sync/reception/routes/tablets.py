"""Handles the tablets' requests: batches of applications, news."""

import base64
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sync.errors import WireError
from sync.reception.http.access import Access
from sync.reception.http.requests import number_in, parse_json, texts_in
from sync.reception.routes.city_keys import CityKeys
from sync.reception.routes.submissions import (
    RecordResult,
    Refused,
    Vouching,
    check,
    refusal,
    result_for,
)
from sync.reception.store.attachments import missing
from sync.reception.store.devices import Device, find_device, mark_seen
from sync.reception.store.epoch import Epoch
from sync.reception.store.group_commit import Ingest
from sync.reception.store.office_log import office_log
from sync.reception.store.quota import Brought, refuse_over_quota
from sync.reception.store.refusal import RequestRefused
from sync.reception.store.store import Offer, ReceptionStore
from sync.wire.frames import split_frames
from sync.wire.messages.decision_page import DecisionPage, digest_of
from sync.wire.problem import Slug

MOST_RECORDS: Final = 64
MOST_ASKED: Final = 256
MOST_UNDERSTOOD: Final = 16
UNDERSTANDS: Final = "understands"
PAGE: Final = 100


class TabletRoutes:
    """The handlers for tablets."""

    def __init__(
        self,
        store: ReceptionStore,
        city_keys: CityKeys,
        access: Access,
        ingest: Ingest,
        now: Callable[[], datetime],
    ) -> None:
        self._store, self._city_keys, self._access = store, city_keys, access
        self._ingest, self._now = ingest, now
        self._epoch = Epoch(store)

    def routes(self) -> list[Route]:
        """Return the addresses and what handles each."""
        return [
            Route("/v1/submissions:batch", self.submit, methods=["POST"]),
            Route("/v1/news", self.news, methods=["POST"]),
        ]

    async def submit(self, request: Request) -> Response:
        """Store a batch of sealed applications; each gets its own result."""
        device, body = await self._access.signed(request)
        try:
            frames = split_frames(body)
        except WireError as refused:
            raise RequestRefused(Slug.MALFORMED) from refused
        if len(frames) > MOST_RECORDS:
            raise RequestRefused(Slug.TOO_LARGE)
        results, offers, vouch = await run_in_threadpool(self._check_all, frames, device)
        stored = await self._ingest.take([offer for _, offer in offers])
        for (place, offer), row in zip(offers, stored, strict=True):
            results[place] = result_for(offer, row, vouch)
        return JSONResponse({"results": results})

    async def news(self, request: Request) -> Response:
        """Send receipts, decisions, epoch and lease at once: one round trip on a slow line."""
        device, body = await self._access.signed(request)
        asked = parse_json(body)
        ids = texts_in(asked, "receipts", MOST_ASKED)
        after = number_in(asked, "answers_after")
        # A tablet from before says nothing, and gets the first form of everything.
        said = texts_in(asked, UNDERSTANDS, MOST_UNDERSTOOD) if UNDERSTANDS in asked else []
        understands = " ".join(sorted(said))
        return JSONResponse(await run_in_threadpool(self._news, device, ids, after, understands))

    def _news(self, device: Device, ids: list[str], after: int, understands: str) -> dict[str, Any]:
        mark_seen(self._store, device.id, self._now(), understands)
        stored, vouch = self._store.stored(device.id, ids), self._vouching()
        here = {row.id for row in stored}
        return {
            "epoch": vouch.epoch,
            "receipts": [vouch.receipt(row) for row in stored],
            "unknown": [id for id in ids if id not in here],
            **self._decisions(device, after),
            "lease": vouch.keys.lease(device, self._now()),
            "fork": vouch.keys.fork(device),
            "office_log": office_log(self._store),
        }

    def _decisions(self, device: Device, after: int) -> dict[str, Any]:
        """Return the decisions behind place *after*, and a signed page that names them."""
        found = self._store.decisions_after(device.id, after, PAGE)
        contents, page = [content for _, content in found], ""
        if found:
            given = DecisionPage(device.id, after, found[-1][0], digest_of(contents))
            page = self._city_keys.keys.sign_page(given)
        return {
            "answers": [base64.b64encode(content).decode() for content in contents],
            "page": page,
            "more": len(found) == PAGE,
        }

    def _check_all(
        self, frames: list[bytes], carrier: Device
    ) -> tuple[list[RecordResult | None], list[tuple[int, Offer]], Vouching]:
        """Check every envelope; one may be another tablet's, which this one carries.

        What is stored counts against the quota of the tablet that sealed it; asked is who sends.
        """
        refuse_over_quota(self._store, carrier.id, Brought.APPLICATIONS, self._now())
        results: list[RecordResult | None] = [None] * len(frames)
        offers = []
        for place, frame in enumerate(frames):
            try:
                offer = check(frame, lambda id: self._signer(id, carrier), self._city_keys)
                lacks = missing(self._store, offer.attachments)
                if lacks:
                    raise Refused(Slug.ATTACHMENTS_MISSING, offer.id, missing=lacks)
            except Refused as refused:
                results[place] = refusal(refused)
            else:
                offers.append((place, offer))
        return results, offers, self._vouching()

    def _vouching(self) -> Vouching:
        return Vouching(self._city_keys.keys, self._epoch.now())

    def _signer(self, id: str, carrier: Device) -> Device | None:
        return carrier if id == carrier.id else find_device(self._store, id)
