"""Cover a resident's page that nobody touched for a minute, and ask who sits there now."""

from collections.abc import Callable

import flet as ft

from field_app.components.text import Hint
from field_app.design.guard import component
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.person import AnotherButton, AskSamePerson, SameButton
from field_app.screens.frames.resident_page import ResidentPage


@component
def PauseLayer(content: Callable[[], ft.Control]) -> ft.Control:
    """Draw *content*, or over it the question; what was typed below keeps its place."""
    state = ft.use_context(StateContext)
    cover = [ft.Container(PausedPage(), left=0, top=0, right=0, bottom=0)]
    return ft.Stack(
        [
            ft.Container(content(), left=0, top=0, right=0, bottom=0, visible=not state.is_paused),
            *(cover if state.is_paused else []),
        ],
        expand=True,
    )


@component
def PausedPage() -> ft.Control:
    """Draw whose application it is; nothing of its answers."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    if state.visit is None:
        return Hint("")
    return ResidentPage(
        [AskSamePerson(state.visit)],
        title=app.words("gate.s_title"),
        main=SameButton(),
        second=AnotherButton(),
    )
