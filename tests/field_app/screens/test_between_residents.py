"""What a resident sees after a stop, and what the resident before them leaves behind."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from card_reader.simulated import SimulatedDesk
from field_app.flow.app import App
from field_app.procedure.definition.provenance import Source
from field_app.shell.app import Root
from field_app.state.screen import Screen
from field_app.words.words import Words
from tests.field_app.headless_flet import Headless, opened
from tests.field_app.screens.shift_desk import Desk, with_resident
from tests.sync.tablet.staff import AOI

SAID = [Words(one)("sign_in.p_call_staff") for one in ("ja", "en")]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with with_resident(tmp_path) as made:
        yield made


def is_called(page: Headless) -> bool:
    """Whether the page asks for the staff, in both languages."""
    texts = "\n".join(page.texts())
    return all(line in texts for line in SAID)


def title_size(page: Headless) -> float:
    size = page.find("frame.title").style.size
    assert isinstance(size, float | int)
    return size


async def test_letters_grow_on_the_residents_pages_and_are_new_for_the_next_one(
    desk: Desk,
) -> None:
    app, page = desk.app, desk.page
    usual = title_size(page)
    await page.press("frame.text_size.200")
    assert title_size(page) == pytest.approx(usual * 2)
    await page.press("frame.language.en")
    await desk.press("frame.back", "hand_back.submit")
    assert title_size(page) == pytest.approx(usual * 2)
    await app.staff.take_back(AOI)
    assert (app.state.screen, app.state.shown_scale) == (Screen.HAND_OVER, 1.0)
    await app.filing.start(Source.RESIDENT)
    await desk.reach("question.field.name.family")
    assert title_size(page) == pytest.approx(usual * 2)  # the same resident's
    await app.staff.home()
    await app.staff.take_back(AOI)
    assert (app.state.screen, app.state.language, app.state.text_scale) == (Screen.HOME, "ja", 1.0)


async def test_a_question_stands_on_its_page_once_and_its_field_is_named(desk: Desk) -> None:
    question = desk.app.words(desk.app.filing.question().label_key)
    assert desk.page.texts().count(question) == 1
    assert question in desk.page.spoken()


async def test_a_lock_ends_the_letters_and_the_language_of_the_resident(desk: Desk) -> None:
    desk.app.state.text_scale, desk.app.state.language = 1.3, "en"
    desk.app.staff.lock()
    assert (desk.app.state.language, desk.app.state.text_scale) == ("ja", 1.0)


async def test_a_stop_in_the_residents_hands_asks_them_to_call_the_staff(desk: Desk) -> None:
    again = App.open(desk.app.services, lambda _: None)  # as after a kill: nothing in memory
    async with opened(lambda: Root(again)) as page:
        assert is_called(page)


async def test_a_lock_asks_for_the_staff_until_they_signed_in(desk: Desk) -> None:
    desk.app.staff.lock()
    await desk.reach("sign_in.enter")
    assert is_called(desk.page)
    await desk.sign_in("a", AOI)
    desk.app.staff.lock()
    await desk.reach("sign_in.enter")
    assert not is_called(desk.page)


async def test_a_stop_in_the_staffs_hands_calls_nobody(desk: Desk) -> None:
    app = desk.app
    await desk.press("frame.back", "hand_back.submit")
    await app.staff.take_back(AOI)
    assert not app.staff.is_with_resident()
    await app.filing.start(Source.STAFF)
    assert not app.staff.is_with_resident()


async def test_a_practice_card_is_put_from_the_residents_page_that_waits_for_it(
    desk: Desk, tmp_path: Path
) -> None:
    cards = SimulatedDesk(tmp_path / "cards")
    app = App.open(replace(desk.app.services, practice=cards), lambda _: None)
    app.state.visit = desk.app.state.visit
    app.state.screen = Screen.CARD_SIGNATURE
    async with opened(lambda: Root(app)) as page:
        await page.press("practice.open")
        await page.press(f"practice.put.{app.practice.persons()[0].key}")
        assert app.state.screen is Screen.CARD_SIGNATURE
        assert page.has("card.again")
    assert app.state.practice_card is not None


async def test_no_practice_card_is_offered_where_real_ones_are_read(desk: Desk) -> None:
    desk.app.state.screen = Screen.CARD_SIGNATURE
    await desk.reach("card.again")
    assert not desk.page.has("practice.open")


async def test_what_goes_on_stays_while_staff_are_called(desk: Desk) -> None:
    desk.app.state.screen = Screen.CARD_SIGNATURE
    await desk.reach("card.again")
    await desk.press("frame.call_staff", "frame.staff_called")
    assert desk.page.has("card.again")
    assert desk.page.has("card.other_way")
