"""The door of the local server: own name only, launch token, closed policy, no cache.

Another web page in the same browser can send requests to 127.0.0.1; without
the cookie that only the launch address sets, it gets nothing.
"""

import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

from field_app.served.hand_out import PREFIX, HandOutStore

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE: Final = "demado"
SHUT: Final = (
    "<!doctype html><html lang=ja><meta charset=utf-8><title>出窓</title>"
    "<body style='font:24px sans-serif;margin:3em'><h1>この画面は開けません</h1>"
    "<p>出窓を始めたときに表示されたアドレスから、もう一度開いてください。</p>"
    "<p>Open Demado by the address that was shown when it started.</p>"
)
POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' ws://127.0.0.1:{port} ws://localhost:{port}; worker-src 'self' blob:; "
    "media-src 'self' blob: data:; object-src 'none'; frame-ancestors 'none'"
)


@dataclass
class Door:
    """An ASGI application round the app."""

    app: App
    token: str = field(repr=False)
    port: int
    fonts: Path
    hand_out: HandOutStore
    on_activity: Callable[[], None]
    _session: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        if headers.get("host") not in self._names() or not self._is_own(headers):
            await self._refuse(scope, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send, headers)
        elif scope["path"] == "/" and self._has_token(scope):
            await self._let_in(send)
        elif not self._has_cookie(headers):
            await self._refuse(scope, send)
        else:
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if path.startswith(PREFIX):
            found = self.hand_out.get(path)
            content, kind = found or (b"", "text/plain")
            await _answer(send, 200 if found else 404, content, kind, self._headers())
        elif path.startswith("/assets/fonts/noto"):
            # The engine looks for a fallback font: ours, from this machine.
            content = (self.fonts / "DemadoNames-Regular.ttf").read_bytes()
            await _answer(send, 200, content, "font/ttf", self._headers())
        else:
            await self.app(scope, receive, self._guarded(send))

    async def _websocket(
        self, scope: Scope, receive: Receive, send: Send, headers: dict[str, str]
    ) -> None:
        origins = {f"http://{name}" for name in self._names()}
        if not self._has_cookie(headers) or headers.get("origin") not in origins:
            await self._refuse(scope, send)
            return

        async def heard() -> MutableMapping[str, Any]:
            message = await receive()
            if message["type"] == "websocket.receive":
                self.on_activity()
            return message

        await self.app(scope, heard, send)

    async def _let_in(self, send: Send) -> None:
        cookie = f"{COOKIE}={self._session}; HttpOnly; SameSite=Strict; Path=/"
        headers = [*self._headers(), (b"set-cookie", cookie.encode()), (b"location", b"/")]
        await _answer(send, 303, b"", "text/plain", headers)

    async def _refuse(self, scope: Scope, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        await _answer(send, 403, SHUT.encode(), "text/html; charset=utf-8", self._headers())

    def _guarded(self, send: Send) -> Send:
        async def with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *self._headers()]
            await send(message)

        return with_headers

    def _headers(self) -> list[tuple[bytes, bytes]]:
        return [
            (b"content-security-policy", POLICY.format(port=self.port).encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"cache-control", b"no-store"),
        ]

    def _names(self) -> tuple[str, str]:
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    def _is_own(self, headers: dict[str, str]) -> bool:
        """Refuse what another site's page asked for."""
        return headers.get("sec-fetch-site", "none") in ("none", "same-origin", "same-site")

    def _has_token(self, scope: Scope) -> bool:
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [""])[0]
        return secrets.compare_digest(given.encode(), self.token.encode())

    def _has_cookie(self, headers: dict[str, str]) -> bool:
        cookies = SimpleCookie(headers.get("cookie", ""))
        given = cookies[COOKIE].value if COOKIE in cookies else ""
        return secrets.compare_digest(given.encode(), self._session.encode())


async def _answer(
    send: Send, status: int, content: bytes, kind: str, headers: list[tuple[bytes, bytes]]
) -> None:
    start = [*headers, (b"content-type", kind.encode())]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": content})
