"""Authenticates requests: a tablet by its signature, the office by its token."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as HttpRequest

from sync.errors import SignatureInvalid, WireError
from sync.reception.http.rate_limit import RateLimit
from sync.reception.http.requests import LARGEST_BODY, read_body
from sync.reception.keys.keys import ReceptionKeys
from sync.reception.store.devices import Device, find_device
from sync.reception.store.refusal import RequestRefused
from sync.reception.store.store import ReceptionStore
from sync.wire.problem import Slug
from sync.wire.request import (
    HEADER,
    Credentials,
    Request,
    RequestTooOld,
    check_body,
    check_head,
    read_credentials,
)

# A tablet that comes back with a full queue sends about two requests a second.
PER_DEVICE: Final = (120.0, 10.0)
PER_STRANGER: Final = (20.0, 0.2)


class Access:
    """Finds out who sends a request, and refuses it otherwise."""

    def __init__(
        self, store: ReceptionStore, keys: ReceptionKeys, now: Callable[[], datetime]
    ) -> None:
        self._store, self._keys, self._now = store, keys, now
        self._devices, self._strangers = RateLimit(*PER_DEVICE), RateLimit(*PER_STRANGER)

    async def device(self, request: HttpRequest) -> Device:
        """Return the tablet that signed this request, which has no body under its signature.

        Raises:
            RequestRefused: not signed, unknown, not approved yet, revoked, a clock too far
                off, or too many requests.
        """
        device, credentials = await self._signer(request)
        _refuse_another(credentials, b"")
        return device

    async def signed(self, request: HttpRequest, most: int = LARGEST_BODY) -> tuple[Device, bytes]:
        """Return the tablet that signed this request, and its body of *most* bytes at most.

        Nothing of a stranger's body is read.

        Raises:
            RequestRefused: as :meth:`device`, and what :func:`read_body` raises.
        """
        device, credentials = await self._signer(request)
        return device, await _body(request, credentials, most)

    async def known(self, request: HttpRequest, most: int) -> tuple[Device, bytes]:
        """Return as :meth:`signed`, also for a revoked tablet: its evidence is still taken.

        Raises:
            RequestRefused: as :meth:`signed`, but for a revocation.
        """
        device, credentials = await self._signer(request, also_revoked=True)
        return device, await _body(request, credentials, most)

    async def _signer(
        self, request: HttpRequest, *, also_revoked: bool = False
    ) -> tuple[Device, Credentials]:
        """Return who signed the head of this request and may send; nothing of the body is read."""
        try:
            credentials = read_credentials(request.headers.get(HEADER, ""))
        except WireError as refused:
            self.stranger(request)
            raise RequestRefused(Slug.NOT_AUTHORISED) from refused
        device = await run_in_threadpool(find_device, self._store, credentials.device)
        if device is None:
            self.stranger(request)
            raise RequestRefused(Slug.DEVICE_UNKNOWN)
        self._check_head(request, credentials, device)
        self._devices.take(device.id)
        if device.revoked_at is not None:  # first: an order is also for who was never approved
            if not also_revoked:
                raise RequestRefused(
                    Slug.DEVICE_REVOKED, lease=self._keys.lease(device, self._now())
                )
        elif device.approved_at is None:
            raise RequestRefused(Slug.DEVICE_PENDING)
        return device, credentials

    def _check_head(self, request: HttpRequest, credentials: Credentials, device: Device) -> None:
        asked = Request(request.method, target_of(request))
        key = Ed25519PublicKey.from_public_bytes(device.sign_key)
        try:
            check_head(credentials, key, asked, self._now())
        except RequestTooOld as refused:
            raise RequestRefused(Slug.REQUEST_TOO_OLD) from refused
        except WireError as refused:
            self.stranger(request)
            raise RequestRefused(Slug.NOT_AUTHORISED) from refused

    def office(self, request: HttpRequest) -> None:
        """Return for the office only; RequestRefused ``not-authorised`` for anyone else."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not self._keys.is_office(token):
            self.stranger(request)
            raise RequestRefused(Slug.NOT_AUTHORISED)

    def relay(self, request: HttpRequest) -> None:
        """Return for the relay only; RequestRefused ``not-authorised`` for anyone else."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not self._keys.is_relay(token):
            self.stranger(request)
            raise RequestRefused(Slug.NOT_AUTHORISED)

    def stranger(self, request: HttpRequest) -> None:
        """Count a request whose sender is not authenticated, by its address."""
        self._strangers.take(request.client.host if request.client else "")


async def _body(request: HttpRequest, credentials: Credentials, most: int) -> bytes:
    body = await read_body(request, most)
    _refuse_another(credentials, body)
    return body


def _refuse_another(credentials: Credentials, body: bytes) -> None:
    try:
        check_body(credentials, body)
    except SignatureInvalid as refused:
        raise RequestRefused(Slug.NOT_AUTHORISED) from refused


def target_of(request: HttpRequest) -> str:
    """Return path and query as the caller signed them."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
