"""Lets in this machine's browser, started by our icon, and no other page."""

from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from field_app.served.door import Door
from field_app.served.responses import NOT_OPENED, PAGE_FONT, USED, page, respond

# The browser fetches these without cookies; they hold nothing but the app's name, icon and letters.
OPEN_PATHS: Final = frozenset({"/manifest.json", "/favicon.png", PAGE_FONT})
# FastAPI brings these along; nobody here reads them.
CLOSED_PATHS: Final = ("/docs", "/redoc", "/openapi.json", "/oauth_callback")


class Gate:
    """Check host, origin and cookie before *app* sees a request.

    The launch address ``/?token=…`` gives one browser a cookie with another
    random secret; the token in its history opens nothing for anybody else.
    """

    def __init__(self, app: ASGIApp, *, door: Door, port: int) -> None:
        """Guard *app*.

        Args:
            app: what is behind the gate.
            door: says which address and which browser is good.
            port: where the server listens; part of host, origin and cookie name.
        """
        self._app = app
        self._door = door
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self._cookie = f"demado-{port}"

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
        elif path == "/" and (token := _token(scope["query_string"])):
            await self._launch(token, headers, send)
        elif path in OPEN_PATHS or self._has_cookie(headers):
            await self._app(scope, receive, send)
        else:
            await page(send, 403, NOT_OPENED)

    async def _launch(self, token: str, headers: Headers, send: Send) -> None:
        """Let in the first browser that brings the address; one that is in already just goes on."""
        answer = [(b"location", b"/"), (b"cache-control", b"no-store")]
        if secret := self._door.open(token):
            cookie = f"{self._cookie}={secret}; Path=/; HttpOnly; SameSite=Strict"
            answer.append((b"set-cookie", cookie.encode()))
        elif not self._has_cookie(headers):
            await page(send, 403, USED)
            return
        await respond(send, 303, b"", "text/plain", answer)

    def _is_own_socket(self, headers: Headers) -> bool:
        host, origin = headers.get("host", ""), headers.get("origin")
        return host in self._hosts and origin == f"http://{host}" and self._has_cookie(headers)

    def _has_cookie(self, headers: Headers) -> bool:
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self._cookie)
        except CookieError:
            return False
        return found is not None and self._door.knows(found.value)


def _token(query: bytes) -> str:
    return parse_qs(query.decode("latin-1")).get("token", [""])[0]
