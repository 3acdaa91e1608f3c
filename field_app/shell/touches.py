"""Notices that a person did something in a window of our own, for the lock after idling."""

from collections.abc import Callable
from typing import Any

import flet as ft


def notice_touches(page: ft.Page, on_touch: Callable[[], None]) -> None:
    """Call *on_touch* for every event and typed text that the client reports of *page*.

    Flet has no event for it; a browser's messages are read by ``served.activity``.
    Source: flet 1.0.5, messaging/flet_socket_server.py: each leads to one of two methods.
    """
    session = page.session
    dispatch_event, apply_patch = session.dispatch_event, session.apply_patch

    async def dispatch(*given: Any) -> None:
        on_touch()
        await dispatch_event(*given)

    def apply(*given: Any) -> None:
        on_touch()
        apply_patch(*given)

    session.dispatch_event = dispatch  # type: ignore[method-assign,assignment]
    session.apply_patch = apply  # type: ignore[method-assign,assignment]
