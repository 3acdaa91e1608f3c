"""Who asks: a tablet by its signature, the office by its token."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as HttpRequest

from sync.reception.devices import Device, find_device
from sync.reception.keys import ReceptionKeys
from sync.reception.rate import RateLimit
from sync.reception.stop import Stop
from sync.reception.store import ReceptionStore
from sync.wire.errors import SignatureInvalid, WireError
from sync.wire.request import HEADER, Request, RequestTooOld, check_request, read_credentials

# A tablet that comes back with a full queue sends about two requests a second.
PER_DEVICE: Final = (120.0, 10.0)
PER_STRANGER: Final = (20.0, 0.2)


class Access:
    """Lets a request in, or stops it."""

    def __init__(
        self, store: ReceptionStore, keys: ReceptionKeys, now: Callable[[], datetime]
    ) -> None:
        self._store, self._keys, self._now = store, keys, now
        self._devices, self._strangers = RateLimit(*PER_DEVICE), RateLimit(*PER_STRANGER)

    async def device(self, request: HttpRequest, body: bytes) -> Device:
        """Return the tablet that signed this request.

        Raises:
            Stop: not signed, unknown, not approved yet, revoked, a clock too far
                off, or too many requests.
        """
        device = await self.signer(request, body)
        if device.approved_at is None:
            raise Stop("device-pending")
        if device.revoked_at is not None:
            raise Stop("device-revoked", lease=self._keys.lease(device, self._now()))
        return device

    async def signer(self, request: HttpRequest, body: bytes) -> Device:
        """Return the tablet that signed this request, approved or not."""
        try:
            credentials = read_credentials(request.headers.get(HEADER, ""))
        except WireError as refused:
            raise Stop("not-authorised") from refused
        device = await run_in_threadpool(find_device, self._store, credentials.device)
        if device is None:
            self.stranger(request)
            raise Stop("device-unknown")
        asked = Request(request.method, target_of(request), body)
        key = Ed25519PublicKey.from_public_bytes(device.sign_key)
        try:
            check_request(credentials, key, asked, self._now())
        except RequestTooOld as refused:
            raise Stop("request-too-old") from refused
        except (SignatureInvalid, WireError) as refused:
            raise Stop("not-authorised") from refused
        self._devices.take(device.id)
        return device

    def office(self, request: HttpRequest) -> None:
        """Return for the office only; Stop ``not-authorised`` for anyone else."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not self._keys.is_office(token):
            self.stranger(request)
            raise Stop("not-authorised")

    def stranger(self, request: HttpRequest) -> None:
        """Count one request of somebody who has shown nothing yet."""
        self._strangers.take(request.client.host if request.client else "")


def target_of(request: HttpRequest) -> str:
    """Return path and query as the caller signed them."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
