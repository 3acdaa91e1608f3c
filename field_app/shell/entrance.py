"""Leads a window to the counter, or on a tablet without a city to the pages to join one."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flet as ft

from field_app.components.frames.shell import ProblemLayer, use_shell
from field_app.design.guard import component
from field_app.flow.joining import JoinFlow, NewTablet
from field_app.screens.context import JoinContext, JoinStateContext
from field_app.screens.staff.join import JoinScreen
from field_app.shell.app import Screens, dress
from field_app.state.join import JoinState
from field_app.words.words import Words

log = logging.getLogger(__name__)


@dataclass
class Entrance:
    """Leads every window of one tablet; *open_counter* opens its parts, once, in about a second."""

    tablet: NewTablet
    open_counter: Callable[[], Screens]
    counter: Screens | None = None

    def touch(self) -> None:
        """Note that somebody uses the tablet."""
        if self.counter is not None:
            self.counter.touch()

    def main(self) -> Callable[[ft.Page], Any]:
        """Return what Flet calls for every browser window."""
        return self._open

    async def _open(self, page: ft.Page) -> None:
        if self.counter is not None:
            await self.counter.open(page)
            return
        dress(page)

        async def enter() -> None:
            if self.counter is None:
                self.counter = await asyncio.to_thread(self.open_counter)
            await self.counter.open(page)

        page.render(Joining, JoinFlow(JoinState(), self.tablet, enter))


@component
def Joining(join: JoinFlow) -> ft.Control:
    """Provide state and flow to the pages."""
    return JoinStateContext(join.state, lambda: JoinContext(join, JoiningFrame))


@component
def JoiningFrame() -> ft.Control:
    """Draw the page that the state names, in the language and size that were chosen."""
    state = ft.use_context(JoinStateContext)

    def set_language(language: str) -> None:
        state.language = language

    def set_text_scale(scale: float) -> None:
        state.text_scale = scale

    return use_shell(
        words=Words(state.language),
        text_scale=state.text_scale,
        set_language=set_language,
        set_text_scale=set_text_scale,
        content=lambda: ProblemLayer(JoinScreen),
    )
