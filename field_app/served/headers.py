"""Sets the headers of every response: nothing is loaded from, or told to, another machine."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' blob: ws://127.0.0.1:{port}",  # blob: what the camera took
        "worker-src 'self' blob:",
        "media-src 'self' blob: data:",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)
# The camera reads the slip's QR and takes pictures of papers; nothing else is asked for.
PERMISSIONS: Final = "camera=(self), microphone=(), geolocation=(), usb=(), payment=()"
# Whatever names a person must not stay in the browser's cache.
UNKEPT: Final = ("text/html", "application/pdf", "image/png", "image/jpeg")


class SafeHeaders:
    """Put the policy on every response of *app*, and take Flet's open CORS header away."""

    def __init__(self, app: ASGIApp, *, port: int) -> None:
        self._app = app
        self._policy = POLICY.format(port=port)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._dress(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_safely)

    def _dress(self, headers: MutableHeaders) -> None:
        headers["content-security-policy"] = self._policy
        headers["x-content-type-options"] = "nosniff"
        headers["referrer-policy"] = "no-referrer"
        headers["permissions-policy"] = PERMISSIONS
        headers["cross-origin-resource-policy"] = "same-origin"
        del headers["access-control-allow-origin"]
        if headers.get("content-type", "").startswith(UNKEPT):
            headers["cache-control"] = "no-store"
