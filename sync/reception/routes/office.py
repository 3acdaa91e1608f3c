"""Handles the office's requests; it pulls, and nothing is ever pushed into it."""

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sync.errors import WireError
from sync.reception.http.access import Access
from sync.reception.http.requests import read_body, read_json, texts_in
from sync.reception.store.attachments import content_of
from sync.reception.store.damage import claim_whole
from sync.reception.store.devices import Device, keep_device, list_devices
from sync.reception.store.enrolment import new_code
from sync.reception.store.mail import forget_taken_mail
from sync.reception.store.refusal import RequestRefused
from sync.reception.store.store import ReceptionStore
from sync.wire.frames import join_frames
from sync.wire.messages.decision import decision_header
from sync.wire.messages.lease import Order
from sync.wire.problem import Slug

MOST_CLAIMED: Final = 32
CLAIMED_FOR: Final = timedelta(minutes=5)
MOST_IDS: Final = 256
LARGEST_DECISION: Final = 1024 * 1024


class OfficeSide:
    """The handlers for the office."""

    def __init__(
        self, store: ReceptionStore, access: Access, now: Callable[[], datetime], lease_days: int
    ) -> None:
        self._store, self._access, self._now = store, access, now
        self._lease_days = lease_days

    def routes(self) -> list[Route]:
        """Return the addresses and what handles each."""
        return [
            Route("/v1/office/codes", self.code, methods=["POST"]),
            Route("/v1/office/devices", self.devices, methods=["GET"]),
            Route("/v1/office/devices/{device}", self.keep_device, methods=["PUT"]),
            Route("/v1/office/submissions:claim", self.claim, methods=["POST"]),
            Route("/v1/office/submissions:taken", self.taken, methods=["POST"]),
            Route("/v1/office/submissions:again", self.again, methods=["POST"]),
            Route("/v1/office/attachments/{digest}", self.attachment, methods=["GET"]),
            Route("/v1/office/answers", self.decision, methods=["POST"]),
        ]

    async def code(self, request: Request) -> Response:
        """Make an enrolment code, good once and for ten minutes."""
        self._access.office(request)
        code = await run_in_threadpool(new_code, self._store, self._now())
        return JSONResponse({"code": code}, status_code=201)

    async def devices(self, request: Request) -> Response:
        """List every tablet with its public keys, this database's epoch, the days of a lease."""
        self._access.office(request)
        found = await run_in_threadpool(list_devices, self._store)
        epoch = await run_in_threadpool(self._store.epoch)
        return JSONResponse(
            {
                "epoch": epoch,
                "lease_days": self._lease_days,
                "devices": [_as_json(device) for device in found],
            }
        )

    async def keep_device(self, request: Request) -> Response:
        """Keep the office's word on one tablet: approved, revoked, its order."""
        self._access.office(request)
        device = _from_json(request.path_params["device"], await read_json(request))
        await run_in_threadpool(keep_device, self._store, device)
        return JSONResponse({"kept": True})

    async def claim(self, request: Request) -> Response:
        """Send the oldest applications that no office holds, claimed for five minutes.

        The body has two frames each: time of arrival and envelope.
        """
        self._access.office(request)
        now = self._now()
        claimed = await run_in_threadpool(
            claim_whole, self._store, MOST_CLAIMED, now, now + CLAIMED_FOR
        )
        frames = [frame for one in claimed for frame in (one.received_at.encode(), one.content)]
        return Response(join_frames(frames), media_type="application/octet-stream")

    async def taken(self, request: Request) -> Response:
        """Acknowledge: the office keeps these applications, with all their attachments.

        ``digests`` say which bytes it keeps; an older office sends none.
        """
        self._access.office(request)
        asked = await read_json(request)
        ids = texts_in(asked, "ids", MOST_IDS)
        digests = texts_in(asked, "digests", MOST_IDS) if "digests" in asked else None
        if digests is not None and len(digests) != len(ids):
            raise RequestRefused(Slug.MALFORMED)
        await run_in_threadpool(self._store.acknowledge, ids, self._now(), digests)
        return JSONResponse({"kept": len(ids)})

    async def again(self, request: Request) -> Response:
        """Let what was taken since a time be claimed again: the office was restored."""
        self._access.office(request)
        asked = await read_json(request)
        try:
            since = datetime.fromisoformat(str(asked.get("since")))
        except ValueError as refused:
            raise RequestRefused(Slug.MALFORMED) from refused
        if since.tzinfo is None:
            raise RequestRefused(Slug.MALFORMED)
        count = await run_in_threadpool(self._store.forget_acknowledged, since)
        await run_in_threadpool(forget_taken_mail, self._store, since)
        return JSONResponse({"again": count})

    async def attachment(self, request: Request) -> Response:
        """Return one sealed attachment."""
        self._access.office(request)
        digest = request.path_params["digest"]
        content = await run_in_threadpool(content_of, self._store, digest)
        return Response(content, media_type="application/octet-stream")

    async def decision(self, request: Request) -> Response:
        """Keep a sealed decision until its tablet asks."""
        self._access.office(request)
        body = await read_body(request, LARGEST_DECISION)
        try:
            header = decision_header(body)
        except WireError as refused:
            raise RequestRefused(Slug.MALFORMED) from refused
        is_kept = await run_in_threadpool(
            self._store.put_decision, header["id"], header["device"], header["seq"], body
        )
        if not is_kept:
            raise RequestRefused(Slug.DEVICE_UNKNOWN)
        return JSONResponse({"kept": True}, status_code=201)


def _as_json(device: Device) -> dict[str, Any]:
    values = dict(vars(device))
    for name in ("sign_key", "seal_key"):
        values[name] = base64.b64encode(values[name]).decode()
    return values


def _from_json(id: str, values: dict[str, Any]) -> Device:
    try:
        device = Device(
            id=_text(id),
            name=_text(values["name"]),
            sign_key=base64.b64decode(values["sign_key"], validate=True),
            seal_key=base64.b64decode(values["seal_key"], validate=True),
            number_prefix=int(values["number_prefix"]),
            enrolled_at=_text(values["enrolled_at"]),
            approved_at=_optional(values["approved_at"]),
            revoked_at=_optional(values["revoked_at"]),
            lease_order=_text(values["lease_order"]),
            last_seen_at=None,
            forked_at=_optional(values.get("forked_at")),
        )
    except (KeyError, TypeError, ValueError) as refused:
        raise RequestRefused(Slug.MALFORMED) from refused
    key_lengths = len(device.sign_key), len(device.seal_key)
    if device.lease_order not in list(Order) or key_lengths != (32, 32):
        raise RequestRefused(Slug.MALFORMED)
    return device


def _optional(value: Any) -> str | None:
    return None if value is None else _text(value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 100 or not value.isprintable():
        raise ValueError("not a short text")
    return value
