"""Guard handlers that carry a value: what was chosen, typed or drawn."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import flet as ft

from field_app.design.guard import ReportContext, safe

T = TypeVar("T")


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
