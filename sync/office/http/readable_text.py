"""Reads text that others send, without the one character that no database takes.

PostgreSQL refuses a text with NUL. No browser sends one from a page of ours, and nothing here has
one in its name, so that the mark in its place leads to the ordinary answer: not there, or wrong.
"""

import re
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

IN_QUERY: Final = re.compile(rb"%00|\x00")
MARK_IN_QUERY: Final = b"%EF%BF%BD"


def readable(text: str) -> str:
    """Return *text* with U+FFFD in the place of each NUL, as for bytes that are no UTF-8."""
    return text.replace("\0", "\ufffd")


class ReadableAddresses:
    """Makes path and query of each request readable before anything is looked up by them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "http":
            scope["path"] = readable(scope["path"])
            scope["query_string"] = IN_QUERY.sub(MARK_IN_QUERY, scope["query_string"])
        await self._app(scope, receive, send)
