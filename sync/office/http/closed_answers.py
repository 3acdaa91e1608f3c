"""Gives every answer of the console the headers that close a browser to everything else."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; script-src 'self'; "
    "img-src 'self' data:; object-src 'self'; frame-src 'self'; form-action 'self'; "
    "frame-ancestors 'self'; base-uri 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with that a browser hides the origin of our own forms from us too.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class ClosedAnswers:
    """Keeps a browser from loading, guessing or keeping anything beside our own pages.

    It stands before everything else, so that no refusal and no failure goes without: neither
    a page that is not there nor another host name. What an answer says itself stays.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its answer back with the headers."""

        async def send_closed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_closed)
