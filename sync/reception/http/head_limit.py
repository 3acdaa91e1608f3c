"""Hangs up when a request's head, or what lies behind its body, is longer than 64 KiB."""

import asyncio
from typing import Final

LARGEST_BESIDE: Final = 64 * 1024


def bounded(base: type[asyncio.Protocol]) -> type[asyncio.Protocol]:
    """Return uvicorn's protocol *base* with a limit of 64 KiB beside a request's body.

    With the parser h11 it does so by itself. httptools keeps whatever comes: an
    address, a header or the lines behind a chunked body may be endless.
    """
    if not hasattr(base, "on_message_complete"):
        return base

    class Bounded(base):  # type: ignore[misc, valid-type]
        beside = 0

        def data_received(self, data: bytes) -> None:
            self.beside += len(data)
            super().data_received(data)
            if self.beside > LARGEST_BESIDE:
                self.transport.abort()

        def on_body(self, body: bytes) -> None:
            self.beside -= len(body)
            super().on_body(body)

        def on_message_complete(self) -> None:
            self.beside = 0
            super().on_message_complete()

    return Bounded
