"""A window that is lost comes back, stays away, or is followed by another one."""

from pathlib import Path

import pytest

from field_app.flow.app import App
from field_app.shell.app import Screens
from field_app.state.screen import Screen
from tests.field_app.screens.shift_desk import Desk, at_desk
from tests.field_app.shell.test_idle_lock import signed_in


async def lose(desk: Desk) -> None:
    await desk.page.tell(desk.page.page, "disconnect", None)


async def come_back(desk: Desk) -> None:
    await desk.page.tell(desk.page.page, "connect", None)


async def in_a_visit(screens: Screens, desk: Desk) -> App:
    app = await signed_in(screens, desk)
    await app.visits.begin()
    return app


async def test_mended_19_a_page_that_is_loaded_again_goes_on_in_its_visit(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        screens = Screens(desk.app.services)
        app = await in_a_visit(screens, desk)
        await lose(desk)
        await come_back(desk)
        assert app.keys_open()
        assert (app.state.screen, screens.active) == (Screen.IDENTITY, app)
        assert screens.away == {}


async def test_mended_25_a_window_that_stays_away_is_locked_and_comes_back_to_the_sign_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("field_app.shell.app.BACK_WITHIN_S", 0.0)
    async with at_desk(tmp_path) as desk:
        screens = Screens(desk.app.services)
        app = await in_a_visit(screens, desk)
        await lose(desk)
        await desk.until(lambda: screens.active is None)
        assert not app.keys_open()
        await come_back(desk)
        assert (app.state.screen, screens.active) == (Screen.SIGN_IN, app)


async def test_mended_25_a_new_window_takes_the_place_of_one_that_is_away(tmp_path: Path) -> None:
    async with at_desk(tmp_path / "one") as desk:
        screens = Screens(desk.app.services)
        app = await in_a_visit(screens, desk)
        await lose(desk)
        await screens.open(desk.page.page)
        assert screens.active is not app
        assert not app.keys_open()
        assert screens.active is not None
        assert screens.active.state.screen is Screen.SIGN_IN
        screens._back(app)
        assert (app.state.screen, app.state.visit) == (Screen.ELSEWHERE, None)


async def test_mended_25_a_window_whose_place_was_taken_and_left_comes_back_to_the_sign_in(
    tmp_path: Path,
) -> None:
    """The other window is gone by then: only this one's own pages tell that it has no keys."""
    async with at_desk(tmp_path / "one") as desk:
        screens = Screens(desk.app.services)
        app = await in_a_visit(screens, desk)
        await lose(desk)
        await screens.open(desk.page.page)
        other = screens.active
        assert other is not None
        screens._close(other)
        screens._back(app)
        state = app.state
        assert (state.screen, state.visit, state.staff_name) == (Screen.SIGN_IN, None, None)
        assert screens.active is app


async def test_mended_25_a_window_without_keys_locks_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("field_app.shell.app.REFRESH_S", 0.01)
    async with at_desk(tmp_path / "one") as desk:
        screens = Screens(desk.app.services)
        app = await in_a_visit(screens, desk)
        await lose(desk)
        await screens.open(desk.page.page)
        await desk.until(lambda: app.state.visit is None)
        assert (app.state.screen, app.state.staff_id) == (Screen.SIGN_IN, None)
