"""Closes the connection that is idle longest when the limit of connections is reached."""

import asyncio
from typing import Any


def limit_connections(base: type[asyncio.Protocol], most: int) -> type[asyncio.Protocol]:
    """Return uvicorn's protocol *base* for *most* connections less one.

    A connection beyond that closes the oldest one without a running request: one
    that sends no head, or one without end (slow loris), goes on sending after the
    response, or only waits. A running request is never cut; with *most* of them
    uvicorn itself answers 503.
    """
    taken: dict[Any, None] = {}  # in the order of their coming

    class Yielding(base):  # type: ignore[misc, valid-type]
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)
            taken[self] = None
            idle = (one for one in taken if one is not self and _is_idle(one))
            if len(taken) >= most and (longest := next(idle, None)):
                del taken[longest]
                self.connections.discard(longest)  # uvicorn counts them before the abort is heard
                longest.transport.abort()

        def connection_lost(self, exc: Exception | None) -> None:
            taken.pop(self, None)
            super().connection_lost(exc)

    return Yielding


def _is_idle(protocol: Any) -> bool:
    return protocol.cycle is None or bool(protocol.cycle.response_complete)
