"""Enrols tablets: the one request that a stranger may send, so its cost has bounds of its own."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sync.reception.http.access import Access
from sync.reception.http.requests import FewBodies, parse_json
from sync.reception.store.enrolment import EnrolmentCodeRefused, take_device
from sync.reception.store.refusal import RequestRefused
from sync.reception.store.store import ReceptionStore
from sync.wire.problem import Slug

LARGEST: Final = 8 * 1024


@dataclass(frozen=True)
class EnrolmentRoutes:
    """The handler for tablets that join."""

    store: ReceptionStore
    access: Access
    now: Callable[[], datetime]
    _bodies: FewBodies = field(default_factory=FewBodies)

    def routes(self) -> list[Route]:
        """Return the address and what handles it."""
        return [Route("/v1/devices", self.enrol, methods=["POST"])]

    async def enrol(self, request: Request) -> Response:
        """Enrol a tablet by a one-time code; it may send once the office approved it.

        What enrols nobody counts against its address, and only that: whoever guesses takes
        nothing from a tablet that comes from the same address with a right code.
        """
        try:
            asked = parse_json(await self._bodies.read(request, LARGEST))
            code, name, keys = _joining(asked)
            device = await run_in_threadpool(take_device, self.store, code, name, keys, self.now())
        except EnrolmentCodeRefused as refused:
            self.access.stranger(request)
            raise RequestRefused(Slug.CODE_REFUSED) from refused
        except RequestRefused:
            self.access.stranger(request)
            raise
        return JSONResponse(
            {"device": device.id, "number_prefix": device.number_prefix}, status_code=201
        )


def _joining(asked: dict[str, Any]) -> tuple[str, str, tuple[bytes, bytes]]:
    """Return code, name and public keys (sign, seal); else refuse as ``malformed``."""
    try:
        sign, seal = (base64.b64decode(asked[n], validate=True) for n in ("sign_key", "seal_key"))
        code, name = str(asked["code"]), str(asked["name"])
    except (KeyError, TypeError, ValueError) as refused:
        raise RequestRefused(Slug.MALFORMED) from refused
    if (len(sign), len(seal)) != (32, 32) or not name.isprintable():
        raise RequestRefused(Slug.MALFORMED)
    return code, name, (sign, seal)
