"""Guard handlers: those that carry a value, and presses on a page that nobody can have read."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import flet as ft

from field_app.design.guard import Handler, ReportContext, safe, use_safe

T = TypeVar("T")

# A hand that trembles taps twice within 150 to 350 ms; the second tap is meant for no page.
UNSEEN_S: Final = 0.4


@dataclass(eq=False)
class PageSeen:
    """When the resident's page that is shown came up, by the monotonic clock."""

    since: float = 0.0

    def came_up(self) -> None:
        """Note that another page, or other content of it, is drawn from now on."""
        self.since = time.monotonic()


# One for each window; the shell provides it, since a button looks it up where it was made.
PageSeenContext = ft.create_context(PageSeen())


def use_press(handler: Handler | None) -> Callable[[], Awaitable[None]] | None:
    """Return *handler* for a button: as ``use_safe``, and deaf while its page is unseen. A hook."""
    press, seen = use_safe(handler), ft.use_context(PageSeenContext)
    if press is None:
        return None

    async def run() -> None:
        if time.monotonic() - seen.since >= UNSEEN_S:
            await press()

    return run


def use_told(handler: Callable[[T], Any] | None) -> Callable[[T], Awaitable[None]]:
    """Return *handler* awaited and unable to crash the page, for one value. A hook.

    *handler* may be plain or ``async def``; what it raises is shown by the
    shell, see :func:`field_app.design.guard.use_safe`. ``None`` does nothing.
    """
    report = ft.use_context(ReportContext)

    async def tell(value: T) -> None:
        if handler is not None:
            await safe(lambda: handler(value), report)()

    return tell
