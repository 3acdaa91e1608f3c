"""The tablet comes back from the resident's hands, headless, by key."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from field_app.document.inputs import Actor
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.provenance import TYPISTS, Source
from field_app.screens.visit.hand_over import usual_typist
from field_app.state.screen import Screen
from field_app.words.words import Words
from tests.field_app.screens.shift_desk import Desk, at_desk
from tests.sync.tablet.staff import AOI, ITSUKI

PAD = "hand_back.submit"
PIN, WRONG = "258013", "2581"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A tablet whose visit is at the first question, in nobody's hands yet."""
    async with at_desk(tmp_path) as made:
        await made.sign_in("a", AOI)
        await made.app.staff.choose_pin(PIN, PIN)
        await made.choose()
        yield made


async def type_number(desk: Desk, number: str) -> None:
    await desk.reach(PAD)
    for digit in number:
        await desk.page.press(f"hand_back.{digit}")
    await desk.page.press(PAD)


@pytest.mark.parametrize(
    ("actor", "typist", "second"),
    [
        (Actor(ActorKind.SELF), Source.RESIDENT, Source.STAFF),
        (Actor(ActorKind.HOUSEHOLD, "見本　一郎"), Source.FAMILY, Source.STAFF),
        (Actor(ActorKind.AGENT, "見本　代"), Source.REPRESENTATIVE, Source.STAFF),
        (Actor(ActorKind.SUBMISSION_AGENT, "見本　支"), Source.CARE_MANAGER, Source.STAFF),
        (Actor(ActorKind.MESSENGER, "見本　使"), Source.STAFF, Source.RESIDENT),
        (Actor(ActorKind.STAFF_WRITES, scribe_reason="hand"), Source.STAFF, Source.RESIDENT),
    ],
)
async def test_the_hand_over_says_to_whom_and_offers_that_first(
    desk: Desk, actor: Actor, typist: Source, second: Source
) -> None:
    words = desk.app.words
    desk.app.state.open_visit.actor = actor
    desk.app.state.changed()
    await desk.reach(f"hand_over.{typist}")
    told = {one for one in TYPISTS if words(f"shell.p_hand_to_{one}") in desk.page.texts()}
    assert told == {typist} - {Source.STAFF}, "where staff write, it goes to nobody"
    assert desk.page.has(f"hand_over.{second}")
    assert usual_typist(actor) is typist


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
    assert Words("en")("shell.l_hand_back") in desk.page.texts()
    assert app.state.visit is None
    await type_number(desk, PIN)
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
    await type_number(desk, PIN)
    await desk.reach("hand_over.resident")


async def test_no_way_leads_back_to_a_receipt_number_that_was_left(desk: Desk) -> None:
    await desk.app.filing.start(Source.RESIDENT)
    desk.app.visits.show(Screen.SEALED)
    desk.app.visits.show(Screen.HAND_OVER)  # for the next procedure, which has no number yet
    await desk.reach(PAD)
    assert not desk.page.has("frame.back")


async def test_mended_28_three_wrong_pins_lock_and_the_passphrase_goes_on(desk: Desk) -> None:
    app = desk.app
    await app.filing.start(Source.RESIDENT)
    await desk.press("frame.back", PAD)
    for left in (2, 1):
        await type_number(desk, WRONG)
        assert app.state.problem is not None
        assert app.state.problem.params == {"tries_left": left}
        assert app.state.screen is Screen.HAND_BACK
    await type_number(desk, WRONG)
    await desk.reach("sign_in.enter")
    assert not app.keys_open()
    assert app.words("staff_pin.p_locked") in desk.page.texts()
    await desk.sign_in("a", AOI)
    assert len(app.state.visits) == 1
    assert (app.state.pin_tries, app.state.has_staff_pin) == (3, True)


async def test_mended_28_who_forgot_the_pin_signs_in(desk: Desk) -> None:
    app = desk.app
    await app.filing.start(Source.RESIDENT)
    await desk.press("frame.back", PAD)
    await desk.press("hand_back.forgotten", "sign_in.enter")
    assert not app.state.has_staff_pin
    await desk.sign_in("a", AOI)


async def test_without_a_pin_the_passphrase_is_asked(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        await desk.sign_in("a", AOI)
        await desk.reach("home.pin")
        await desk.choose()
        await desk.app.filing.start(Source.FAMILY)
        desk.app.visits.show(Screen.HOME)
        for typed, reaches in ((ITSUKI, "hand_back.passphrase"), (AOI, "home.new")):
            await desk.reach("hand_back.passphrase")
            await desk.page.type("hand_back.passphrase", typed)
            await desk.press(PAD, reaches)


async def test_a_pin_is_chosen_twice_and_then_home_asks_no_more(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        await desk.sign_in("a", AOI)
        await desk.press("home.pin", "pin.new.submit")
        for which in ("new", "again"):
            await desk.reach(f"pin.{which}.submit")
            for digit in PIN:
                await desk.page.press(f"pin.{which}.{digit}")
            await desk.page.press(f"pin.{which}.submit")
        await desk.reach("home.new")
        assert not desk.page.has("home.pin")
        assert desk.app.staff.keys.open_shift.pin.matches(PIN)


@pytest.mark.parametrize(
    "pin", ["123", "1111", "3456", "987654", "1234567", "12a4", "１２３５", ""]
)
async def test_a_pin_that_anybody_tries_first_is_refused(desk: Desk, pin: str) -> None:
    await desk.app.staff.choose_pin(pin, pin)
    assert desk.app.state.problem is not None
    assert desk.app.staff.keys.open_shift.pin.matches(PIN)


async def test_two_different_pins_change_nothing(desk: Desk) -> None:
    await desk.app.staff.choose_pin("1357", "1375")
    assert desk.app.state.problem is not None
    assert desk.app.staff.keys.open_shift.pin.matches(PIN)


async def test_what_was_heard_is_confirmed_by_the_staff_pin_only(desk: Desk) -> None:
    app = desk.app
    await app.filing.start(Source.RESIDENT)
    app.visits.show(Screen.SPOKEN)
    await desk.reach("spoken.submit")
    assert not desk.page.has("spoken.yes")
    for left in (2, 1):
        await app.confirm.confirm_spoken(WRONG)
        assert app.state.problem is not None
        assert app.state.problem.params == {"tries_left": left}
    await app.confirm.confirm_spoken(WRONG)
    assert (app.state.screen, app.keys_open()) == (Screen.SIGN_IN, False)
    assert app.services.outbox.items() == []


async def test_what_is_to_be_said_names_who_came_in_the_residents_place(desk: Desk) -> None:
    app, came = desk.app, "見本　使"
    await app.filing.start(Source.STAFF)
    app.visits.show(Screen.SPOKEN)
    await desk.reach("spoken.sentence")
    assert app.words("confirm.p_spoken") in desk.page.texts()
    app.state.open_visit.actor = Actor(ActorKind.MESSENGER, came)
    app.state.changed()
    await desk.until(lambda: app.words("confirm.p_spoken_came", name=came) in desk.page.texts())


async def test_a_pin_of_a_colleague_is_not_the_own_one(desk: Desk) -> None:
    app = desk.app
    app.staff.lock()
    await desk.sign_in("b", ITSUKI)
    await desk.reach("home.pin")
    assert not app.staff.keys.open_shift.pin.is_chosen()
    assert not app.staff.keys.open_shift.pin.matches(PIN)
