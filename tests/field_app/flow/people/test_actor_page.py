"""Who came is asked for what the law wants of a role, and for what a definition wants beside it."""

from pathlib import Path

import pytest

from field_app.state.screen import Screen
from tests.field_app.screens.shift_desk import Desk, at_desk
from tests.sync.tablet.staff import AOI

pytestmark = pytest.mark.slow  # ./check quick leaves it out


async def come(desk: Desk, *seen: str) -> None:
    """Come as somebody of the household who shows *seen*, up to the list of procedures."""
    await desk.sign_in("a", AOI)
    await desk.app.visits.begin()
    await desk.app.identity.accept_interview()
    await desk.press("actor.kind.household", "actor.seen.agent_id")
    await desk.page.type("actor.name", "見本　来子")
    for one in seen:
        await desk.page.press(f"actor.seen.{one}")
        await desk.page.settle()
    await desk.page.press("actor.next")
    await desk.until(lambda: desk.app.state.screen is Screen.PROCEDURES)


async def test_what_a_definition_asks_of_a_role_can_be_shown(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        await come(desk, "agent_id", "holder_document")
        await desk.app.visits.choose(("inkan_shomei",))
        assert desk.app.state.problem is None
        assert desk.app.state.screen is Screen.HAND_OVER


async def test_who_did_not_show_it_may_file_the_rest(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        await come(desk, "agent_id")
        await desk.app.visits.choose(("inkan_shomei",))
        assert desk.app.state.screen is Screen.PROCEDURES
        assert desk.app.state.problem is not None
        await desk.app.visits.choose(("keiro_bus",))
        assert desk.app.state.problem is None
