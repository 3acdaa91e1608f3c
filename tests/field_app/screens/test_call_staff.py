"""「職員をよぶ」 on every resident's page, headless, by key."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from field_app.state.busy import Busy
from field_app.state.card import CardStep, CardWay, TriesSeen
from field_app.state.screen import Screen
from field_app.words.words import LANGUAGES, Words
from tests.field_app.flow.walk import is_told
from tests.field_app.screens.shift_desk import Desk, with_resident

pytestmark = pytest.mark.slow  # ./check quick leaves it out

BUTTON, NOTE, BACK = "frame.call_staff", "frame.staff_called", "frame.staff_called.back"
RESIDENT = [screen for screen in Screen if screen.value.startswith("resident.")]
ANSWERS: dict[str, Any] = {
    "name": "見本 太郎",
    "birth_date": "1945-04-03",
    "address": "見本市",
    "phone": "0977211111",
    "cards": ["insured"],
    "insured_number": "0000123456",
    "reason": "lost",
    "send_to": "home",
}


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with with_resident(tmp_path) as made:
        yield made


async def answer(desk: Desk, until: str) -> None:
    """Answer the questions before *until*."""
    app = desk.app
    while (is_read := is_told(app)) or app.state.screen is Screen.QUESTION:
        if is_read:
            await app.filing.accept_rule()
            continue
        if app.filing.question().id == until:
            break
        await app.filing.answer(ANSWERS[app.filing.question().id])
        assert app.state.problem is None
    await desk.page.settle()


@pytest.mark.parametrize("screen", RESIDENT)
async def test_every_resident_page_calls_staff_and_comes_back(desk: Desk, screen: Screen) -> None:
    await answer(desk, "")
    desk.app.visits.show(screen)
    await desk.page.settle()
    assert not desk.page.has("shell.failed")
    before = desk_keys(desk)
    await desk.press(BUTTON, NOTE)
    assert desk.app.words("shell.p_staff_called") in desk.page.texts()
    assert not desk.page.has(BUTTON)
    assert not desk.page.has("frame.back")
    assert desk.app.state.screen is screen
    await desk.press(BACK, BUTTON)
    assert not desk.page.has(NOTE)
    assert desk_keys(desk) == before


def desk_keys(desk: Desk) -> list[str]:
    return [str(control.key) for control in desk.page.controls() if control.key]


async def test_what_was_typed_stays(desk: Desk) -> None:
    await desk.page.type("question.field.name.family", "見本 花")
    await desk.page.press("question.field.birth_date.era.昭和")
    await desk.page.type("question.field.birth_date.year", "20")
    await desk.press(BUTTON, NOTE)
    assert desk.page.find("question.field.name.family").value == "見本 花"
    await desk.press(BACK, "question.next")
    assert desk.page.find("question.field.name.family").value == "見本 花"
    assert desk.page.find("question.field.birth_date.year").value == "20"
    for part, text in (("month", "4"), ("day", "3")):
        await desk.page.type(f"question.field.birth_date.{part}", text)
    await desk.page.press("question.next")
    await desk.until(lambda: desk.app.filing.question().id == "address")
    answers = desk.app.filing.filing.answers
    assert (answers["name"].value["name"], answers["birth_date"].value) == (
        "見本　花",
        "1945-04-03",
    )


async def test_a_drawn_signature_and_typed_keys_stay(desk: Desk) -> None:
    await answer(desk, "")
    desk.app.visits.show(Screen.HAND_SIGNATURE)
    await desk.reach("hand_signature")
    await draw(desk)
    await desk.press(BUTTON, NOTE)
    await desk.press(BACK, "hand_signature.done")
    assert not desk.page.find("hand_signature.done").disabled
    assert len(desk.page.find("hand_signature").content.shapes) == 1

    tries = TriesSeen(3, 5, 3, 10)
    desk.app.state.card_step = CardStep(way=CardWay.SIGNATURE, reader_ready=True, tries=tries)
    desk.app.visits.show(Screen.CARD_SIGNATURE)
    await desk.reach("card_signature.A")
    for letter in "ABC123":
        await desk.page.press(f"card_signature.{letter}")
    assert not desk.page.find("card_signature.submit").disabled
    await desk.press(BUTTON, NOTE)
    await desk.press(BACK, BUTTON)
    assert not desk.page.find("card_signature.submit").disabled


async def draw(desk: Desk) -> None:
    for event, x in (("start", 10.0), ("update", 90.0)):
        at = {"x": x, "y": 20.0}
        data = {"k": "touch", "l": at, "g": at, "ld": at, "gd": at}
        await desk.page.tell(desk.page.find("hand_signature"), f"pan_{event}", data)
    end = {"l": at, "g": at, "v": {"x": 0, "y": 0}}
    await desk.page.tell(desk.page.find("hand_signature"), "pan_end", end)


async def test_staff_are_called_while_something_runs(desk: Desk) -> None:
    await answer(desk, "")
    desk.app.state.busy = Busy("confirm.l_signing")
    await desk.page.settle()
    await desk.press(BUTTON, NOTE)


async def test_the_call_ends_with_its_page_and_with_the_lock(desk: Desk) -> None:
    await desk.press(BUTTON, NOTE)
    desk.app.visits.show(Screen.HAND_OVER)
    assert not desk.app.state.is_staff_called
    desk.app.visits.show(Screen.QUESTION)
    await desk.press(BUTTON, NOTE)
    desk.app.staff.lock()
    await desk.reach("sign_in.enter")
    assert not desk.app.state.is_staff_called


async def test_a_call_leaves_no_trace(desk: Desk) -> None:
    evidence = desk.app.services.evidence
    before = len(list(evidence.after(0, 1000)))
    await desk.press(BUTTON, NOTE)
    await desk.press(BACK, BUTTON)
    assert len(list(evidence.after(0, 1000))) == before


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_note_speaks_the_language_of_the_page(desk: Desk, language: str) -> None:
    desk.app.state.language = language
    await desk.press(BUTTON, NOTE)
    assert Words(language, strict=True)("shell.p_staff_called") in desk.page.texts()
