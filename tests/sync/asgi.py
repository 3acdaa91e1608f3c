"""Calls an ASGI application in this thread: no port, the real handlers."""

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
from starlette.applications import Starlette


@dataclass(frozen=True)
class Calls:
    """One application; every call has a loop of its own."""

    app: Starlette

    def get(self, target: str, **options: Any) -> httpx.Response:
        return asyncio.run(self._call("GET", target, **options))

    def post(self, target: str, **options: Any) -> httpx.Response:
        return asyncio.run(self._call("POST", target, **options))

    def put(self, target: str, **options: Any) -> httpx.Response:
        return asyncio.run(self._call("PUT", target, **options))

    async def _call(self, method: str, target: str, **options: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://reception") as http:
            return await http.request(method, target, **options)
