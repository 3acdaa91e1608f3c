"""An idle tablet locks, whatever its store does meanwhile."""

import asyncio
import threading
from pathlib import Path

import pytest

from field_app.flow.app import App
from field_app.shell.app import Screens
from tests.field_app.screens.shift_desk import Desk, at_desk
from tests.sync.tablet.staff import AOI


async def signed_in(screens: Screens, desk: Desk) -> App:
    await screens.open(desk.page.page)
    app = screens.active
    assert app is not None
    await app.staff.sign_in("a", AOI)
    assert app.keys_open()
    return app


async def locked_once_idle(screens: Screens, desk: Desk, app: App) -> None:
    screens.last_touch -= screens.idle_s + 1
    await desk.until(lambda: not app.keys_open())
    assert app.state.staff_id is None


async def test_it_locks_while_the_store_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("field_app.shell.app.REFRESH_S", 0.01)
    async with at_desk(tmp_path) as desk:
        screens = Screens(desk.app.services)
        app = await signed_in(screens, desk)
        desk.app.services.store.close()
        await locked_once_idle(screens, desk, app)


async def test_it_locks_while_the_store_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("field_app.shell.app.REFRESH_S", 0.01)
    async with at_desk(tmp_path) as desk:
        screens, answers = Screens(desk.app.services), threading.Event()
        app = await signed_in(screens, desk)
        waiting = asyncio.create_task(desk.app.services.workers.store(answers.wait))
        try:
            await locked_once_idle(screens, desk, app)
        finally:
            answers.set()
            await waiting
