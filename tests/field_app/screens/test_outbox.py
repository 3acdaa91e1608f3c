"""The page of the queue says why something waits, and does not call it a fault."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import flet as ft
import pytest

from field_app.components.text import COLOURS
from sync.tablet.errors import QuotaReached
from sync.wire.city import utc_now
from tests.field_app.headless_flet import plain
from tests.field_app.screens.shift_desk import Desk, at_desk
from tests.sync.tablet.staff import AOI


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with at_desk(tmp_path) as made:
        yield made


async def test_numbers_stand_in_groups_as_on_the_slip(desk: Desk) -> None:
    desk.seal_one()
    await desk.sign_in("a", AOI)
    await desk.press("home.outbox", "outbox.number.482739562284")
    assert "4827-3956-2284" in desk.page.texts()


async def test_mended_09_what_waits_for_tomorrow_is_told_and_is_no_fault(desk: Desk) -> None:
    outbox = desk.app.services.outbox
    desk.seal_one()
    (item,) = outbox.items()
    outbox.postpone([item.id], utc_now() + timedelta(hours=1), QuotaReached.message_key)
    await desk.sign_in("a", AOI)
    await desk.press("home.outbox", "outbox.relay")
    said = desk.app.words(QuotaReached.message_key)
    texts = (control for control in desk.page.controls() if isinstance(control, ft.Text))
    (found,) = (text for text in texts if plain(text.value or "") == said)
    assert found.color != COLOURS["error"]
