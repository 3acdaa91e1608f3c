"""Lets no page of another origin post to the console: neither a form, nor a wrong sign-in."""

from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from sync.office.console.pages import page

READING: Final = ("GET", "HEAD", "OPTIONS")
# Other systems, and the city's sign-in provider: neither comes with a cookie.
NOT_FOR_BROWSERS: Final = ("/api/v1/", "/sign-in/provider/logout")


class SameOrigin:
    """Refuses whatever changes something and does not say that it comes from our own pages.

    A port is part of an origin: a page of another port of this machine is a foreign one. Every
    browser names the origin of a post, so that one without any is refused as well.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if _changes(scope) and not _is_ours(scope):
            refused = page("session/foreign.html", None, status_code=403)
            await refused(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _changes(scope: Scope) -> bool:
    """Tell whether a request may change something by a browser's cookie; the API takes none."""
    return (
        scope["type"] == "http"
        and scope["method"] not in READING
        and not scope["path"].startswith(NOT_FOR_BROWSERS)
    )


def _is_ours(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    is_same_site = headers.get("sec-fetch-site", "same-origin") == "same-origin"
    own = f"{scope['scheme']}://{headers.get('host', '')}"
    return is_same_site and headers.get("origin") == own
