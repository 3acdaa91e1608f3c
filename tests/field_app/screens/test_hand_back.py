"""The tablet comes back from the resident's hands, headless, by key."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from field_app.procedure.definition.provenance import Source
from field_app.state.screen import Screen
from field_app.words.words import Words
from tests.field_app.screens.shift_desk import Desk, at_desk
from tests.sync.tablet.staff import AOI

PAD = "hand_back.submit"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A tablet whose visit is at the first question, in nobody's hands yet."""
    async with at_desk(tmp_path) as made:
        await made.sign_in("a", AOI)
        app = made.app
        assert made.page.find("home.return_number").value == app.state.return_number
        await made.choose()
        yield made


async def type_number(desk: Desk, number: str) -> None:
    await desk.reach(PAD)
    for digit in number:
        await desk.page.press(f"hand_back.{digit}")
    await desk.page.press(PAD)


def another(number: str) -> str:
    return f"{(int(number) + 1) % 1000:03}"


async def test_mended_28_the_end_of_a_visit_leads_home_once_the_tablet_was_handed_back(
    desk: Desk,
) -> None:
    app = desk.app
    await app.filing.start(Source.RESIDENT)
    app.state.language = "en"
    app.visits.show(Screen.SEALED)
    await app.visits.close()
    await desk.reach(PAD)
    assert not desk.page.has("frame.back")
    # The resident still reads their language, and nothing of the visit or of the staff's side.
    assert Words("en")("shell.l_hand_to_staff") in desk.page.texts()
    assert app.state.visit is None
    assert app.state.return_number not in "".join(desk.page.texts())
    await type_number(desk, app.state.return_number)
    await desk.reach("home.new")
    assert app.keys_open()
    assert app.state.language == "ja"


async def test_mended_28_what_staff_typed_leads_home_at_once(desk: Desk) -> None:
    app = desk.app
    await app.filing.start(Source.STAFF)
    app.visits.show(Screen.SEALED)
    await app.visits.close()
    await desk.reach("home.new")


async def test_mended_28_no_way_leads_from_a_resident_to_the_staffs_pages(desk: Desk) -> None:
    app = desk.app
    await app.filing.start(Source.RESIDENT)
    for screen in Screen:
        if screen.value.startswith("staff.") and screen is not Screen.SIGN_IN:
            app.visits.show(screen)
            assert app.state.screen is Screen.HAND_BACK, screen
    app.visits.show(Screen.QUESTION)
    await desk.reach("question.next")


async def test_mended_28_back_from_the_first_question_waits_and_can_be_taken_back(
    desk: Desk,
) -> None:
    app = desk.app
    await app.filing.start(Source.RESIDENT)
    await desk.press("frame.back", PAD)
    await desk.press("frame.back", "question.next")
    await desk.press("frame.back", PAD)
    await type_number(desk, app.state.return_number)
    await desk.reach("hand_over.resident")


async def test_no_way_leads_back_to_a_receipt_number_that_was_left(desk: Desk) -> None:
    await desk.app.filing.start(Source.RESIDENT)
    desk.app.visits.show(Screen.SEALED)
    desk.app.visits.show(Screen.HAND_OVER)  # for the next procedure, which has no number yet
    await desk.reach(PAD)
    assert not desk.page.has("frame.back")


async def test_mended_28_three_wrong_numbers_lock_and_the_passphrase_goes_on(desk: Desk) -> None:
    app = desk.app
    await app.filing.start(Source.RESIDENT)
    await desk.press("frame.back", PAD)
    wrong = another(app.state.return_number)
    for left in (2, 1):
        await type_number(desk, wrong)
        assert app.state.problem is not None
        assert app.state.problem.params == {"tries_left": left}
        assert app.state.screen is Screen.HAND_BACK
    await type_number(desk, wrong)
    await desk.reach("sign_in.enter")
    assert not app.keys_open()
    assert app.words("hand_back.p_locked") in desk.page.texts()
    await desk.sign_in("a", AOI)
    assert len(app.state.visits) == 1
    assert app.state.return_tries == 3


async def test_mended_28_who_forgot_the_number_signs_in(desk: Desk) -> None:
    app = desk.app
    await app.filing.start(Source.RESIDENT)
    await desk.press("frame.back", PAD)
    await desk.press("hand_back.forgotten", "sign_in.enter")
    assert app.state.return_number == ""
    await desk.sign_in("a", AOI)
