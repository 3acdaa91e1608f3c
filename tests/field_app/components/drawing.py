"""Draw one component as a page does: a side, a text scale, a language."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import flet as ft

from field_app.components.language import WordsContext
from field_app.design.guard import ReportContext, component
from field_app.design.layout import Layout, LayoutContext
from field_app.design.theme import Side, SideContext
from field_app.words.problem import Problem
from field_app.words.words import Words
from tests.field_app.headless_flet import DeafConnection, Headless, opened


@asynccontextmanager
async def drawn(
    draw: Callable[[], ft.Control],
    *,
    side: Side = "resident",
    layout: Layout | None = None,
    language: str = "ja",
    problems: list[Problem] | None = None,
    connection: DeafConnection | None = None,
) -> AsyncIterator[Headless]:
    """Open a page with what *draw* returns; a word that is missing fails the test."""
    kept = problems if problems is not None else []

    @component
    def Root() -> ft.Control:
        return LayoutContext(
            layout or Layout(),
            lambda: WordsContext(
                Words(language, strict=True),
                lambda: SideContext(side, lambda: ReportContext(kept.append, draw)),
            ),
        )

    async with opened(Root, connection) as page:
        yield page
