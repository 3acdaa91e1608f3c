"""Opens a session for a window, and follows the courier, the lease and the idle time beside it."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import flet as ft

from field_app.components.frames.shell import ProblemLayer, use_shell
from field_app.components.lookups import LookupContext, Lookups
from field_app.design.guard import component
from field_app.design.theme import Colour, apply_theme, family
from field_app.flow.app import App
from field_app.flow.base.services import Services
from field_app.platform.assets_folder import assets_folder
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.pause_layer import PauseLayer
from field_app.shell.late_answers import take_late_answers
from field_app.shell.messages import write_none_out
from field_app.shell.routes import SCREENS
from field_app.state.screen import Screen
from field_app.words.words import FALLBACK

log = logging.getLogger(__name__)

REFRESH_S: Final = 1.0
IDLE_S: Final = 300.0
# A resident who was called away is gone by then; one who reads on says yes once.
PAUSE_S: Final = 60.0
# A page that is loaded again is back within seconds, on a slow tablet too.
BACK_WITHIN_S: Final = 30.0


@dataclass
class Screens:
    """Keeps at most one session active; another one may take over, which locks the first."""

    services: Services
    idle_s: float = IDLE_S
    pause_s: float = PAUSE_S
    active: App | None = None
    pages: dict[int, ft.Page] = field(default_factory=dict)
    away: dict[int, asyncio.TimerHandle] = field(default_factory=dict)
    last_touch: float = field(default_factory=time.monotonic)

    def touch(self) -> None:
        """Note that somebody uses the tablet."""
        self.last_touch = time.monotonic()

    def main(self) -> Callable[[ft.Page], Any]:
        """Return what Flet calls for every browser window."""
        return self.open

    async def open(self, page: ft.Page) -> None:
        """Show the counter in a window, in place of what it showed before."""
        app = App.open(self.services, self.take_over)
        dress(page)
        page.fonts = {**(page.fonts or {}), **fonts_of_city(app)}
        page.on_disconnect = lambda _: self._wait_for(app)
        page.on_connect = lambda _: self._back(app)
        page.on_close = lambda _: self._close(app)
        self.pages[id(app)] = page
        self._replace_one_away()
        if self.active is None:
            self.active = app
        else:
            app.state.screen = Screen.ELSEWHERE
        page.render(Root, app)
        page.run_task(self._follow, app)
        page.run_task(self._lock_idle, app)

    def take_over(self, app: App) -> None:
        """Make *app* the active session; the other one locks, its draft stays sealed."""
        before, self.active = self.active, app
        app.state.go(Screen.SIGN_IN)
        app.state.changed()
        if before is None or before is app:
            return
        before.staff.forget_keys()
        # Each window is drawn from its own context, so the other one is told there; last,
        # because run_task leaves that other context behind.
        page = self.pages.get(id(before))
        if page is not None:
            page.run_task(self._give_way, before)

    @staticmethod
    async def _give_way(app: App) -> None:
        app.staff.lock()
        app.state.go(Screen.ELSEWHERE)

    def _wait_for(self, app: App) -> None:
        """Give a window that was lost a moment to come back, as one that is loaded again does."""
        self._end_waiting(app)
        loop = asyncio.get_running_loop()
        self.away[id(app)] = loop.call_later(BACK_WITHIN_S, self._leave, app)

    def _back(self, app: App) -> None:
        """Go on where the window was; after a while, or a take-over, with what is true now.

        What changed meanwhile was not drawn.
        """
        self._end_waiting(app)
        if self.active is None:
            self.active = app
        if self.active is not app or app.is_orphaned():
            app.staff.lock()
        if self.active is not app:
            app.state.go(Screen.ELSEWHERE)
        app.state.changed()

    def _replace_one_away(self) -> None:
        """Forget the keys of an active window that is away, where another one opens.

        It is drawn from its own context, so it locks there: when it comes back, or beside it.
        """
        if self.active is not None and id(self.active) in self.away:
            self._end_waiting(self.active)
            self.active.staff.forget_keys()
            self.active = None

    def _leave(self, app: App) -> None:
        """Lock the session of a window that did not come back."""
        self._end_waiting(app)
        if app is self.active:
            self.active = None
            app.staff.lock()

    def _end_waiting(self, app: App) -> None:
        waiting = self.away.pop(id(app), None)
        if waiting is not None:
            waiting.cancel()

    def _close(self, app: App) -> None:
        """Forget a window whose session is over."""
        self._leave(app)
        self.pages.pop(id(app), None)

    async def _follow(self, app: App) -> None:
        """Follow the courier and the lease, for as long as the window is there."""
        while True:
            await asyncio.sleep(REFRESH_S)
            try:
                if app is self.active:
                    await app.sending.refresh()
                    await app.shift.watch_lease()
            except Exception as error:  # noqa: BLE001 - the guard of this task
                log.error("beside the screens: %s", type(error).__name__)

    async def _lock_idle(self, app: App) -> None:
        """Lock an idle tablet, and pages whose keys were forgotten elsewhere.

        Before that a resident's page is covered: the next person may be another one.

        Waits for nothing, so that no store that fails can hold it up.
        """
        while True:
            await asyncio.sleep(REFRESH_S)
            try:
                idle_s = time.monotonic() - self.last_touch
                if app.is_orphaned() or (app.keys_open() and idle_s > self.idle_s):
                    app.staff.lock()
                elif idle_s > self.pause_s and app.gates.may_pause():
                    app.gates.pause()
            except Exception as error:  # noqa: BLE001 - the guard of this task
                log.error("the idle lock: %s", type(error).__name__)


def dress(page: ft.Page) -> None:
    """Give a window its title, its theme and its paper."""
    write_none_out()
    take_late_answers()
    apply_theme(page)
    page.title = "出窓 Demado"
    page.bgcolor = Colour.STAFF_PAPER


def fonts_of_city(app: App) -> dict[str, str]:
    """Return the fonts that languages of the city's content bring, by family, as addresses.

    A window has those of the content that was current when it was opened.
    """
    words = app.edition.words(FALLBACK)
    own = {code: app.edition.words(code).font for code in words.languages()}
    return {
        family(code): app.services.hand_out.put_font(font.read_bytes())
        for code, font in own.items()
        if font is not None and not font.is_relative_to(assets_folder())
    }


@component
def Root(app: App) -> ft.Control:
    """Provide state and flows to every screen."""
    return StateContext(app.state, lambda: AppContext(app, Frame))


@component
def Frame() -> ft.Control:
    """Draw the screen that the state names, in the language and size that were chosen."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    ft.use_state(state.redraw)

    def set_language(language: str) -> None:
        state.language = language

    def set_text_scale(scale: float) -> None:
        state.text_scale = scale

    return use_shell(
        words=app.words,
        text_scale=state.shown_scale,
        set_language=set_language,
        set_text_scale=set_text_scale,
        content=lambda: LookupContext(
            Lookups(app.edition.tables, app.edition.city.near_banks),
            lambda: ProblemLayer(lambda: PauseLayer(SCREENS[state.screen])),
        ),
    )
