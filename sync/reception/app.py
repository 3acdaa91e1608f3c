"""The reception's HTTP side; RFC 9457 problems, no content in any log."""

import base64
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sync.reception.enrolment import CodeRefused, new_code, take_device
from sync.reception.ingest import Ingest
from sync.reception.keys import ReceptionKeys
from sync.reception.store import Device, ReceptionStore
from sync.reception.submissions import Refused, answer_for, check, receipt_for, refusal
from sync.wire.answer import answer_header
from sync.wire.city import utc_now
from sync.wire.errors import SignatureInvalid, WireError
from sync.wire.frames import join_frames, split_frames
from sync.wire.problem import MEDIA_TYPE, problem
from sync.wire.request import HEADER, Request, RequestTooOld, check_request, read_credentials

log = logging.getLogger(__name__)

LARGEST_BODY: Final = 16 * 1024 * 1024
PAGE: Final = 200


class Stop(Exception):
    """Ends a request with a problem."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


class Reception:
    """The handlers, on one store and one set of keys."""

    def __init__(
        self,
        store: ReceptionStore,
        keys: ReceptionKeys,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store, self._keys, self._now = store, keys, now
        self._ingest = Ingest(store, now)

    def app(self) -> Starlette:
        """Return the ASGI application."""
        routes = [
            Route("/v1/devices", self.enrol, methods=["POST"]),
            Route("/v1/submissions:batch", self.submit, methods=["POST"]),
            Route("/v1/answers", self.answers, methods=["GET"]),
            Route("/v1/receipts", self.receipts, methods=["GET"]),
            Route("/v1/epoch", self.epoch, methods=["GET"]),
            Route("/v1/office/codes", self.office_code, methods=["POST"]),
            Route("/v1/office/devices", self.office_devices, methods=["GET"]),
            Route("/v1/office/submissions", self.office_submissions, methods=["GET"]),
            Route("/v1/office/answers", self.office_answer, methods=["POST"]),
            Route("/healthz", alive, methods=["GET"]),
            Route("/readyz", self.ready, methods=["GET"]),
        ]
        return Starlette(
            routes=routes, lifespan=self._lifespan, exception_handlers={Stop: _problem}
        )

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        self._ingest.start()
        yield
        await self._ingest.stop()

    async def enrol(self, request: HttpRequest) -> Response:
        asked = _json(await _body(request))
        try:
            keys = tuple(
                base64.b64decode(asked[n], validate=True) for n in ("sign_key", "seal_key")
            )
            code, name = str(asked["code"]), str(asked["name"])
        except (KeyError, TypeError, ValueError) as refused:
            raise Stop("malformed") from refused
        if [len(key) for key in keys] != [32, 32]:
            raise Stop("malformed")
        try:
            device = take_device(self._store, code, name, (keys[0], keys[1]), self._now())
        except CodeRefused as refused:
            raise Stop("code-refused") from refused
        return JSONResponse(
            {"device": device.id, "number_prefix": device.number_prefix}, status_code=201
        )

    async def submit(self, request: HttpRequest) -> Response:
        body = await _body(request)
        device = self._device(request, body)
        try:
            frames = split_frames(body)
        except WireError as refused:
            raise Stop("malformed") from refused
        results: list[dict[str, Any] | None] = [None] * len(frames)
        offers = []
        for place, frame in enumerate(frames):
            try:
                offers.append((place, check(frame, device, self._keys.city_keys)))
            except Refused as refused:
                results[place] = refusal(refused)
        stored = await self._ingest.take([offer for _, offer in offers])
        for (place, offer), row in zip(offers, stored, strict=True):
            results[place] = answer_for(offer, row, self._keys)
        return JSONResponse({"results": results})

    async def answers(self, request: HttpRequest) -> Response:
        device = self._device(request, b"")
        after = _cursor(request)
        rows = self._store.answers_after(device.id, after, PAGE)
        found = [base64.b64encode(content).decode() for _, content in rows]
        return JSONResponse({"answers": found, "next": rows[-1][0] if rows else after})

    async def receipts(self, request: HttpRequest) -> Response:
        device = self._device(request, b"")
        after = _cursor(request)
        rows = self._store.stored_after(device.id, after, PAGE)
        found = [receipt_for(stored, self._keys) for _, stored in rows]
        return JSONResponse({"receipts": found, "next": rows[-1][0] if rows else after})

    async def epoch(self, request: HttpRequest) -> Response:
        self._device(request, b"")
        return JSONResponse({"epoch": self._keys.epoch})

    async def office_code(self, request: HttpRequest) -> Response:
        self._office(request)
        return JSONResponse({"code": new_code(self._store, self._now())}, status_code=201)

    async def office_devices(self, request: HttpRequest) -> Response:
        self._office(request)
        return JSONResponse({"devices": [_device_json(d) for d in self._store.devices()]})

    async def office_submissions(self, request: HttpRequest) -> Response:
        self._office(request)
        after = _cursor(request)
        rows = self._store.submissions_after(after, 50)
        frames = [frame for _, content, at in rows for frame in (at.encode(), content)]
        following = str(rows[-1][0] if rows else after)
        return Response(
            join_frames(frames), media_type="application/octet-stream",
            headers={"Demado-Next": following},
        )  # fmt: skip

    async def office_answer(self, request: HttpRequest) -> Response:
        self._office(request)
        body = await _body(request)
        try:
            header = answer_header(body)
        except WireError as refused:
            raise Stop("malformed") from refused
        self._store.put_answer(header["id"], header["device"], header["seq"], body)
        return JSONResponse({"kept": True}, status_code=201)

    async def ready(self, _: HttpRequest) -> Response:
        self._store.rows("select 1")
        return PlainTextResponse("ready")

    def _device(self, request: HttpRequest, body: bytes) -> Device:
        """Return the tablet that signed this request; a revoked one is told so."""
        try:
            credentials = read_credentials(request.headers.get(HEADER, ""))
        except WireError as refused:
            raise Stop("not-authorised") from refused
        device = self._store.device(credentials.device)
        if device is None:
            raise Stop("device-unknown")
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        asked = Request(request.method, target, body)
        key = Ed25519PublicKey.from_public_bytes(device.sign_key)
        try:
            check_request(credentials, key, asked, self._now())
        except RequestTooOld as refused:
            raise Stop("request-too-old") from refused
        except (SignatureInvalid, WireError) as refused:
            raise Stop("not-authorised") from refused
        if device.revoked_at is not None:
            raise Stop("device-revoked")
        return device

    def _office(self, request: HttpRequest) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not self._keys.is_office(token):
            raise Stop("not-authorised")


async def alive(_: HttpRequest) -> Response:
    return PlainTextResponse("alive")


async def _problem(_: HttpRequest, stop: Exception) -> Response:
    details = problem(stop.slug if isinstance(stop, Stop) else "malformed")
    return JSONResponse(details, status_code=details["status"], media_type=MEDIA_TYPE)


async def _body(request: HttpRequest) -> bytes:
    """Read the body, at most 16 MiB however long it says it is."""
    parts: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LARGEST_BODY:
            raise Stop("too-large")
        parts.append(chunk)
    return b"".join(parts)


def _json(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as refused:
        raise Stop("malformed") from refused
    if not isinstance(value, dict):
        raise Stop("malformed")
    return value


def _cursor(request: HttpRequest) -> int:
    text = request.query_params.get("after", "0")
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Stop("malformed")
    return int(text)


def _device_json(device: Device) -> dict[str, Any]:
    return {
        "id": device.id,
        "name": device.name,
        "sign_key": base64.b64encode(device.sign_key).decode(),
        "seal_key": base64.b64encode(device.seal_key).decode(),
        "enrolled_at": device.enrolled_at,
        "revoked_at": device.revoked_at,
    }
