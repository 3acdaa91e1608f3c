"""What takes files to the browser and brings them from it."""

import asyncio
from typing import Protocol


class Files(Protocol):
    """Lends each file an address that says nothing, and is good once."""

    def offer(self, name: str, content: bytes, fetched: "asyncio.Future[None]") -> str:
        """Return the path where the browser fetches *content*, to save it as *name*."""

    def expect(self, size: int, arrival: "asyncio.Future[bytes]") -> str:
        """Return the path that takes one file of *size* bytes; *arrival* gets what is in it."""

    def forget(self, path: str) -> None:
        """Close an address; harmless when it is closed."""
