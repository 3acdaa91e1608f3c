"""Somebody with the reception's own TLS key between tablet and reception: sees, changes, keeps."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from typing import Any, cast

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.sync.city import City, running

Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True)
class Asked:
    """One request, as it came to the proxy or as it goes on."""

    method: str
    path: str
    query: bytes
    headers: Headers
    body: bytes = field(repr=False)

    def with_header(self, name: bytes, value: bytes) -> "Asked":
        kept = tuple(one for one in self.headers if one[0] != name)
        return replace(self, headers=(*kept, (name, value)))


@dataclass(frozen=True)
class Told:
    """One answer."""

    status: int
    headers: Headers
    body: bytes = field(repr=False)

    def saying(self, body: bytes) -> "Told":
        return replace(self, body=body)


NOTHING = Told(502, (), b"")


def honest_asked(asked: Asked) -> Asked | Told:
    return asked


def honest_told(_: Asked, told: Told) -> Told:
    return told


@dataclass
class Proxy:
    """Hands on what *on_asked* and *on_told* make of requests and answers.

    ``on_asked`` may answer by itself; ``seen`` is everything that went through.
    """

    app: ASGIApp
    on_asked: Callable[[Asked], Asked | Told] = honest_asked
    on_told: Callable[[Asked, Told], Told] = honest_told
    seen: list[tuple[Asked, Told]] = field(default_factory=list)

    def be_honest(self) -> None:
        self.on_asked, self.on_told = honest_asked, honest_told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        came = Asked(
            scope["method"], scope["path"], scope["query_string"], tuple(scope["headers"]),
            await _body(receive),
        )  # fmt: skip
        asked = self.on_asked(came)
        told = asked if isinstance(asked, Told) else await self.ask(asked, scope)
        self.seen.append((came, told))
        await _answer(send, self.on_told(came, told))

    async def ask(self, asked: Asked, scope: Scope) -> Told:
        """Ask the reception."""
        made: dict[str, Any] = {"status": 500, "headers": (), "body": b""}
        rest = [asked.body]

        async def receive() -> Message:
            if rest:
                return {"type": "http.request", "body": rest.pop(), "more_body": False}
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                made.update(status=message["status"], headers=tuple(message["headers"]))
            else:
                made["body"] += message.get("body", b"")

        changed = {
            "method": asked.method, "path": asked.path, "raw_path": asked.path.encode(),
            "query_string": asked.query, "headers": list(asked.headers),
        }  # fmt: skip
        await self.app({**scope, **changed}, receive, send)
        return Told(**made)


@contextmanager
def hostile_proxy(city: City) -> Iterator[Proxy]:
    """Serve *city* behind a proxy, over TLS with the city's own certificate."""
    config = city.server().config
    proxy = Proxy(cast(Starlette, config.app))
    config.app, config.date_header = proxy, False
    with running(uvicorn.Server(config)):
        yield proxy


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def _answer(send: Send, told: Told) -> None:
    headers = [one for one in told.headers if one[0].lower() != b"content-length"]
    headers.append((b"content-length", str(len(told.body)).encode()))
    if not any(name == b"date" for name, _ in headers):
        headers.append((b"date", formatdate(usegmt=True).encode()))
    await send({"type": "http.response.start", "status": told.status, "headers": headers})
    await send({"type": "http.response.body", "body": told.body})
