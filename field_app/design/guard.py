"""Catch what every component, screen and handler raises, and show a calm sentence.

In Flet 1.0.5 an exception raised while a component re-renders ends the
session's updates task: nothing is drawn again, and nothing is logged. One
raised in a handler replaces the whole page with a crash notice. Here both are
logged, and the person sees a calm sentence instead.
"""

import inspect
import logging
import traceback
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, ParamSpec, cast

import flet as ft

from field_app.words.problem import GENERAL_KEY, Problem, problem_of
from field_app.words.words import Words

log = logging.getLogger(__name__)

P = ParamSpec("P")

Handler = Callable[[], Awaitable[Any] | Any]


def _nobody(problem: Problem) -> None:
    log.error("nobody shows the problem %s", problem.message_key)


# Who shows a problem that a handler let through; the shell provides it.
ReportContext = ft.create_context(cast(Callable[[Problem], None], _nobody))


def component(draw: Callable[P, ft.Control]) -> Callable[P, ft.Control]:
    """Turn *draw* into a Flet component that cannot freeze the app.

    The argument ``name``, where the call gives one, is also the component's
    key: a text field of the next question never inherits what was typed in
    the last one.
    """

    @wraps(draw)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ft.Control:
        try:
            return draw(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - the guard of every component
            log_failure(f"{draw.__qualname__} could not be drawn", error)
            return ft.Text(Words()(GENERAL_KEY), key="shell.failed")

    made = ft.component(guarded)

    @wraps(draw)
    def call(*args: P.args, **kwargs: P.kwargs) -> ft.Control:
        name = kwargs.get("name")
        return made(*args, **kwargs, **({"key": name} if name else {}))  # type: ignore[arg-type]

    return call


def use_safe(handler: Handler | None) -> Callable[[], Awaitable[None]] | None:
    """Return *handler* as Flet wants it: awaited, and unable to crash the page.

    *handler* may be a plain function, ``async def``, or a lambda that returns
    an awaitable (Flet itself would never await that one). What it raises is
    logged and shown by the shell. ``None`` stays ``None``. A hook: call it
    while drawing, always in the same order.
    """
    report = ft.use_context(ReportContext)
    return None if handler is None else safe(handler, report)


def safe(handler: Handler, report: Callable[[Problem], None]) -> Callable[[], Awaitable[None]]:
    """Wrap *handler* so that its failure goes to *report*, see :func:`use_safe`."""

    async def run() -> None:
        try:
            result = handler()
            if inspect.isawaitable(result):
                await result
        except Exception as error:  # noqa: BLE001 - the guard of every handler
            log_failure("a handler failed", error)
            report(problem_of(error))

    return run


def log_failure(what: str, error: BaseException) -> None:
    """Log where *error* came from, never its text: that may hold a person's data."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s: %s\n%s", what, type(error).__name__, where)
