"""Reads request bodies and JSON fields, limited in size and in slowness."""

import asyncio
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request

from sync.reception.store.refusal import RequestRefused
from sync.wire.canonical import parse
from sync.wire.problem import Slug

LARGEST_BODY: Final = 8 * 1024 * 1024
LARGEST_JSON: Final = 256 * 1024
# A bad mobile line carries 1 KiB/s; who sends slower holds a connection to no end.
SLOWEST_BYTES_PER_S: Final = 512
PATIENCE_S: Final = 30.0
# Strangers' bodies that are waited for at once; a tablet that joins sends its own with the head.
MOST_WAITED_FOR: Final = 32


async def read_body(request: Request, most: int) -> bytes:
    """Return the whole body, of *most* bytes at most.

    Raises:
        RequestRefused: ``too-large`` however long it says it is, ``too-slow``, or ``malformed``
            when the caller went away.
    """
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(PATIENCE_S) as limit:
            async for chunk in request.stream():
                size += len(chunk)
                if size > most:
                    raise RequestRefused(Slug.TOO_LARGE)
                parts.append(chunk)
                extend(limit, len(chunk))
    except TimeoutError as slow:
        raise RequestRefused(Slug.TOO_SLOW) from slow
    except ClientDisconnect as gone:
        raise RequestRefused(Slug.MALFORMED) from gone
    return b"".join(parts)


class FewBodies:
    """Reads a few strangers' bodies at once; one more ends the one that is waited for longest."""

    def __init__(self, most: int = MOST_WAITED_FOR) -> None:
        self._most = most
        self._waiting: dict[asyncio.Timeout, None] = {}  # in the order of their coming

    async def read(self, request: Request, largest: int) -> bytes:
        """Return the whole body, of *largest* bytes at most.

        Raises:
            RequestRefused: as :func:`read_body`; ``too-slow`` also when too many others came.
        """
        own = asyncio.timeout(PATIENCE_S)
        try:
            async with own:
                self._waiting[own] = None
                if len(self._waiting) > self._most:
                    longest = next(iter(self._waiting))
                    del self._waiting[longest]
                    longest.reschedule(0.0)  # in the past: it ends now
                return await read_body(request, largest)
        except TimeoutError as slow:
            raise RequestRefused(Slug.TOO_SLOW) from slow
        finally:
            self._waiting.pop(own, None)


def extend(limit: asyncio.Timeout, received: int) -> None:
    """Prolong *limit* by the time that *received* bytes may take."""
    end = limit.when()
    if end is not None:
        limit.reschedule(end + received / SLOWEST_BYTES_PER_S)


async def read_json(request: Request) -> dict[str, Any]:
    """Return a JSON object; else refuse as ``malformed``."""
    return parse_json(await read_body(request, LARGEST_JSON))


def parse_json(body: bytes) -> dict[str, Any]:
    """Return the JSON object in *body*; else refuse as ``malformed``."""
    try:
        value = parse(body)
    except ValueError as refused:
        raise RequestRefused(Slug.MALFORMED) from refused
    if not isinstance(value, dict):
        raise RequestRefused(Slug.MALFORMED)
    return value


def number_in(values: dict[str, Any], name: str, most: int = 2**53) -> int:
    """Return the whole number *name*, 0 to *most*; else refuse as ``malformed``."""
    value = values.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise RequestRefused(Slug.MALFORMED)
    return value


def texts_in(values: dict[str, Any], name: str, most: int) -> list[str]:
    """Return the list of at most *most* short texts *name*; else refuse as ``malformed``.

    A sign that is not printed is refused: PostgreSQL holds no NUL in a text.
    """
    value = values.get(name)
    if not isinstance(value, list) or len(value) > most:
        raise RequestRefused(Slug.MALFORMED)
    if not all(isinstance(text, str) and len(text) <= 200 and text.isprintable() for text in value):
        raise RequestRefused(Slug.MALFORMED)
    return value
