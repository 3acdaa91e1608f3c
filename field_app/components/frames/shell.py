"""Provide language, letter size and page size to every page, and draw a problem over it."""

from collections.abc import Callable
from dataclasses import replace

import flet as ft

from field_app.components.frames.page_tools import SetLanguageContext, SetTextScaleContext
from field_app.components.handlers import PageSeen, PageSeenContext
from field_app.components.language import WordsContext
from field_app.components.notes import ProblemBanner
from field_app.design.guard import ReportContext, component
from field_app.design.layout import Layout, LayoutContext
from field_app.words.problem import Problem
from field_app.words.words import Words


def page_layout(page: ft.Page, text_scale: float) -> Layout:
    """Return the layout of *page*; its usual size where the client has not said it yet."""
    usual = Layout(text_scale=text_scale)
    if not page.width or not page.height:
        return usual
    keyboard = page.media.view_insets.bottom if page.media else 0
    return replace(usual, width=float(page.width), height=float(page.height) - float(keyboard))


def use_page_layout(text_scale: float) -> Layout:
    """Return the page's layout and follow its changes (turned, keyboard). A hook."""
    page = ft.context.page
    layout, set_layout = ft.use_state(page_layout(page, text_scale))

    def follow() -> None:
        set_layout(page_layout(page, text_scale))

    def listen() -> None:
        page.on_resize = follow
        page.on_media_change = follow
        follow()

    ft.use_effect(listen, [text_scale])
    return replace(layout, text_scale=text_scale)


def use_shell(
    *,
    words: Words,
    text_scale: float,
    set_language: Callable[[str], None],
    set_text_scale: Callable[[float], None],
    content: Callable[[], ft.Control],
) -> ft.Control:
    """Provide every context that the components read, round *content*. A hook.

    For the root component that ``page.render`` gets.
    """
    layout = use_page_layout(text_scale)
    seen = ft.use_memo(PageSeen, [])
    return LayoutContext(
        layout,
        lambda: WordsContext(
            words,
            lambda: SetLanguageContext(
                set_language,
                lambda: SetTextScaleContext(set_text_scale, lambda: PageSeenContext(seen, content)),
            ),
        ),
    )


@component
def ProblemLayer(content: Callable[[], ft.Control]) -> ft.Control:
    """Draw *content*; over it, calmly, the problem that a handler let through."""
    nothing: Problem | None = None
    problem, set_problem = ft.use_state(nothing)

    def report(found: Problem) -> None:
        set_problem(found)

    def close() -> None:
        set_problem(None)

    def layers() -> ft.Control:
        return ft.Stack(
            [
                ft.Container(content(), left=0, top=0, right=0, bottom=0),
                *([ProblemBanner(problem, on_close=close)] if problem else []),
            ],
            expand=True,
        )

    return ReportContext(report, layers)
