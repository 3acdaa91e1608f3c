"""Serves files that a person saves or brings, at addresses that are good for one file."""

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from field_app.served.responses import respond

PREFIX: Final = "/files/"
MEDIA_TYPE: Final = "application/octet-stream"


@dataclass(frozen=True)
class Offered:
    """A file for the browser to fetch; ``fetched`` is told when it has all of it."""

    name: str
    content: bytes = field(repr=False)
    fetched: "asyncio.Future[None]" = field(repr=False)


@dataclass(frozen=True)
class Expected:
    """A file that the browser is to bring; its content goes to ``arrival``."""

    size: int
    arrival: "asyncio.Future[bytes]" = field(repr=False)


class BrowserFiles:
    """The files on their way; nothing is written to disk. Use it on the event loop only.

    They do not go through the socket that draws the pages: that one takes no large
    message, ends the session with the first one, and the client prints what it is sent.
    """

    def __init__(self) -> None:
        self._offered: dict[str, Offered] = {}
        self._expected: dict[str, Expected] = {}

    def offer(self, name: str, content: bytes, fetched: "asyncio.Future[None]") -> str:
        """Return the path where the browser fetches *content*, once, to save it as *name*.

        Args:
            name: plain ASCII, without quotes.
            content: the whole file.
            fetched: told when it was sent to its end.
        """
        path = _new_path()
        self._offered[path] = Offered(name, content, fetched)
        return path

    def expect(self, size: int, arrival: "asyncio.Future[bytes]") -> str:
        """Return the path that takes one file of *size* bytes; *arrival* gets what is in it."""
        path = _new_path()
        self._expected[path] = Expected(size, arrival)
        return path

    def forget(self, path: str) -> None:
        """Close an address that nobody needs any more; harmless when it is closed."""
        self._offered.pop(path, None)
        self._expected.pop(path, None)

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope["path"]
        if scope["method"] == "PUT":
            expected = self._expected.pop(path, None)
            status = await _take(expected, Request(scope, receive)) if expected else 404
            await respond(send, status, b"", "text/plain")
        elif scope["method"] == "GET" and path in self._offered:
            await _give(self._offered.pop(path), send)
        else:
            await respond(send, 404, b"", "text/plain")


async def _take(expected: Expected, request: Request) -> int:
    """Read what the browser brings and return the HTTP status of the response."""
    content = bytearray()
    try:
        async for chunk in request.stream():
            content += chunk
            if len(content) > expected.size:
                return 413
    except ClientDisconnect:
        return 400
    if len(content) < expected.size:
        return 400
    if not expected.arrival.done():  # the tablet was locked meanwhile
        expected.arrival.set_result(bytes(content))
    return 204


async def _give(offered: Offered, send: Send) -> None:
    headers = [
        (b"content-disposition", f'attachment; filename="{offered.name}"'.encode("ascii")),
        (b"cache-control", b"no-store"),
    ]
    await respond(send, 200, offered.content, MEDIA_TYPE, headers)
    if not offered.fetched.done():
        offered.fetched.set_result(None)


def _new_path() -> str:
    return PREFIX + secrets.token_urlsafe(24)
