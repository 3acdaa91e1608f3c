"""Lets in this machine's browser, started by our icon, and no other page."""

import hmac
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from field_app.served.responses import NOT_OPENED, page, respond

# The browser fetches these without cookies; they hold nothing but the app's name and icon.
OPEN_PATHS: Final = frozenset({"/manifest.json", "/favicon.png"})
# FastAPI brings these along; nobody here reads them.
CLOSED_PATHS: Final = ("/docs", "/redoc", "/openapi.json", "/oauth_callback")


class Gate:
    """Check host, origin and cookie before *app* sees a request.

    The launch address ``/?token=…`` gives the browser a cookie with another
    random secret, so that the token in the browser's history opens nothing
    once the program is started anew.
    """

    def __init__(self, app: ASGIApp, *, token: str, port: int) -> None:
        """Guard *app*.

        Args:
            app: what is behind the gate.
            token: of the launch address; at least 128 random bits.
            port: where the server listens; part of host, origin and cookie name.
        """
        self._app = app
        self._token = token
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self._cookie = f"demado-{port}"
        self._secret = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request in, or refuse it."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket" and not self._is_own_socket(Headers(scope=scope)):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers, path = Headers(scope=scope), scope["path"]
        if headers.get("host") not in self._hosts or path.startswith(CLOSED_PATHS):
            await page(send, 403, NOT_OPENED)
        elif path == "/" and self._is_launch(scope["query_string"]):
            await self._open(send)
        elif path in OPEN_PATHS or self._has_cookie(headers):
            await self._app(scope, receive, send)
        else:
            await page(send, 403, NOT_OPENED)

    async def _open(self, send: Send) -> None:
        cookie = f"{self._cookie}={self._secret}; Path=/; HttpOnly; SameSite=Strict"
        headers = [
            (b"location", b"/"),
            (b"set-cookie", cookie.encode()),
            (b"cache-control", b"no-store"),
        ]
        await respond(send, 303, b"", "text/plain", headers)

    def _is_launch(self, query: bytes) -> bool:
        given = parse_qs(query.decode("latin-1")).get("token", [""])[0]
        return hmac.compare_digest(given.encode(), self._token.encode())

    def _is_own_socket(self, headers: Headers) -> bool:
        host, origin = headers.get("host", ""), headers.get("origin")
        return host in self._hosts and origin == f"http://{host}" and self._has_cookie(headers)

    def _has_cookie(self, headers: Headers) -> bool:
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self._cookie)
        except CookieError:
            return False
        given = found.value if found else ""
        return hmac.compare_digest(given.encode(), self._secret.encode())
