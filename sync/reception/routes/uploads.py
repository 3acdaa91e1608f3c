"""Takes attachments by the subset of tus 1.0 that an upload by digest needs.

POST begins (the address is known beforehand, so it is safe to repeat), HEAD says
how far it is, PATCH goes on from there. A broken PATCH keeps what arrived. Its
body is not under the request's signature, because a signature over a whole body
would make every broken one worthless; the digest in the address vouches for it.
Source: tus resumable upload protocol 1.0.0, core protocol and creation.
"""

import asyncio
import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from sync.reception.http.access import Access
from sync.reception.http.requests import PATIENCE_S, extend
from sync.reception.store import attachments
from sync.reception.store.attachments import Upload
from sync.reception.store.refusal import RequestRefused
from sync.reception.store.store import ReceptionStore
from sync.wire.problem import Slug

VERSION: Final = "1.0.0"
PIECE: Final = 64 * 1024
MEDIA_TYPE: Final = "application/offset+octet-stream"
DIGEST = re.compile(r"[0-9a-f]{64}")


class Uploads:
    """The handlers for attachments."""

    def __init__(self, store: ReceptionStore, access: Access, now: Callable[[], datetime]) -> None:
        self._store, self._access, self._now = store, access, now

    def routes(self) -> list[Route]:
        """Return the addresses and what handles each."""
        path = "/v1/attachments/{digest}"
        return [
            Route(path, self.begin, methods=["POST"]),
            Route(path, self.look, methods=["HEAD"]),
            Route(path, self.append, methods=["PATCH"]),
        ]

    async def begin(self, request: Request) -> Response:
        """Begin an upload of ``Upload-Length`` bytes."""
        device = await self._access.device(request)
        digest, size = _digest(request), _number(request, "Upload-Length")
        upload = await run_in_threadpool(
            attachments.begin, self._store, digest, size, device.id, self._now()
        )
        return _progress(upload, 201)

    async def look(self, request: Request) -> Response:
        """Send how far an upload is."""
        await self._access.device(request)
        return _progress(await run_in_threadpool(attachments.look, self._store, _digest(request)))

    async def append(self, request: Request) -> Response:
        """Store the bytes from ``Upload-Offset`` on, each 64 KiB durable as it comes."""
        await self._access.device(request)
        if request.headers.get("Content-Type") != MEDIA_TYPE:
            raise RequestRefused(Slug.MALFORMED)
        digest, offset = _digest(request), _number(request, "Upload-Offset")
        upload = await run_in_threadpool(attachments.look, self._store, digest)
        if upload.offset != offset:
            raise RequestRefused(Slug.WRONG_OFFSET)
        return _progress(await self._receive(request, digest, upload), 204)

    async def _receive(self, request: Request, digest: str, upload: Upload) -> Upload:
        pending = b""
        try:
            async with asyncio.timeout(PATIENCE_S) as limit:
                async for chunk in request.stream():
                    pending += chunk
                    extend(limit, len(chunk))
                    while len(pending) >= PIECE:
                        upload = await self._keep(digest, upload.offset, pending[:PIECE])
                        pending = pending[PIECE:]
        except (TimeoutError, ClientDisconnect) as broken:
            if pending:
                await self._keep(digest, upload.offset, pending)
            raise RequestRefused(Slug.TOO_SLOW) from broken
        return await self._keep(digest, upload.offset, pending) if pending else upload

    async def _keep(self, digest: str, start: int, piece: bytes) -> Upload:
        return await run_in_threadpool(
            attachments.append, self._store, digest, start, piece, self._now()
        )


def _progress(upload: Upload, status: int = 200) -> Response:
    return Response(
        status_code=status,
        headers={
            "Tus-Resumable": VERSION,
            "Upload-Offset": str(upload.offset),
            "Upload-Length": str(upload.size),
            "Cache-Control": "no-store",
        },
    )


def _digest(request: Request) -> str:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise RequestRefused(Slug.WRONG_VERSION)
    digest: str = request.path_params["digest"]
    if not DIGEST.fullmatch(digest):
        raise RequestRefused(Slug.MALFORMED)
    return digest


def _number(request: Request, name: str) -> int:
    text = request.headers.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise RequestRefused(Slug.MALFORMED)
    return int(text)
