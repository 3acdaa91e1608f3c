"""Whose visit it is stands before it: taken up, after a pause, before the seal; by key."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from field_app.components import handlers
from field_app.document.inputs import Actor
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.provenance import Source
from field_app.procedure.definition.wareki import birth_year
from field_app.screens.filing.card_signature import put_whose
from field_app.state.card import CardStep, CardWay
from field_app.state.screen import Screen
from tests.field_app.flow.test_second_procedure import GIVEN
from tests.field_app.screens.shift_desk import Desk, at_desk, with_resident
from tests.field_app.screens.test_call_staff import answer
from tests.sync.tablet.staff import AOI, ITSUKI

NAME, BORN = "見本　花子", "昭和20年（1945年）生まれ"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with with_resident(tmp_path) as made:
        await made.app.filing.answer(NAME)
        await made.app.filing.answer("1945-04-03")
        await made.reach("question.next")
        yield made


def said(desk: Desk) -> str:
    return "\n".join(desk.page.texts())


async def away(desk: Desk) -> str:
    """Leave the visit for home, as staff; return its id."""
    await desk.app.staff.home()
    await desk.app.staff.take_back(AOI)
    await desk.reach("home.new")
    (row,) = desk.app.state.visits
    return row.id


async def test_a_visit_that_is_taken_up_asks_whose_it_is_and_shows_nothing_else(
    desk: Desk,
) -> None:
    visit = await away(desk)
    await desk.press(f"home.resume.{visit}", "gate.yes")
    assert NAME in said(desk)
    assert BORN in said(desk)
    assert desk.app.state.screen is Screen.SAME_PERSON
    await desk.press("gate.yes", "hand_over.resident")


async def test_another_person_leads_to_the_staff_and_the_visit_is_kept(desk: Desk) -> None:
    visit = await away(desk)
    await desk.press(f"home.resume.{visit}", "gate.no")
    await desk.press("gate.no", "home.new")
    assert desk.app.state.visit is None
    assert [row.id for row in desk.app.state.visits] == [visit]
    assert desk.app.words("gate.p_kept") in said(desk)


async def test_who_came_for_another_person_is_said_too(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        await desk.sign_in("a", AOI)
        await desk.app.visits.begin()
        await desk.app.identity.accept_interview()
        son = Actor(ActorKind.HOUSEHOLD, "見本　一郎", "息子", "agent_id")
        await desk.app.identity.came(son)
        await desk.app.visits.choose(("kaigo_saikofu",))
        await desk.app.filing.start(Source.FAMILY)
        await desk.app.filing.answer(NAME)
        desk.app.gates.pause()
        await desk.reach("gate.came")
        assert desk.app.words("gate.l_ask_came", name="見本　一郎") in said(desk)
        assert desk.app.words("gate.l_ask") not in said(desk), "the mother does not sit here"


async def test_a_visit_of_which_nothing_is_known_asks_nobody(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        await desk.sign_in("a", AOI)
        visit = await desk.half_done()
        await desk.press(f"home.resume.{visit}", "identity.way.interview")


async def test_a_colleague_who_was_given_a_visit_is_asked_as_well(desk: Desk) -> None:
    visit = await away(desk)
    await desk.app.shift.choose_colleague(visit)
    await desk.app.shift.transfer("b")
    desk.app.staff.lock()
    await desk.sign_in("b", ITSUKI)
    await desk.press(f"home.resume.{visit}", "gate.yes")
    assert NAME in said(desk)


async def test_a_pause_covers_the_page_and_keeps_what_was_typed(desk: Desk) -> None:
    app, page = desk.app, desk.page
    await app.filing.edit_answer("name")
    await desk.reach("question.next")
    await page.type("question.field.name.given", "花")
    assert app.gates.may_pause()
    app.gates.pause()
    await desk.reach("gate.yes")
    assert not app.gates.may_pause()
    await desk.press("gate.yes", "question.next")
    assert page.find("question.field.name.given").value == "花"
    await desk.until(lambda: not page.has("gate.yes"))


async def test_another_person_after_a_pause_sees_nothing_and_staff_find_the_visit(
    desk: Desk,
) -> None:
    app = desk.app
    app.gates.pause()
    await desk.press("gate.no", "hand_back.submit")
    assert (app.state.visit, desk.page.has("frame.back")) == (None, False)
    assert NAME not in said(desk)
    await app.staff.take_back(AOI)
    assert len(app.state.visits) == 1


async def test_nothing_is_covered_on_the_staffs_pages_or_while_a_step_runs(desk: Desk) -> None:
    app = desk.app
    app.visits.show(Screen.HOME)
    assert app.state.screen is Screen.HAND_BACK
    assert not app.gates.may_pause()
    await app.staff.take_back(AOI)
    assert not app.gates.may_pause()


async def test_before_the_seal_a_yes_is_needed_to_whose_it_is(desk: Desk) -> None:
    app = desk.app
    await answer(desk, "")
    app.state.go(Screen.CONFIRM)
    await desk.reach("gate.yes")
    assert not desk.page.has("confirm.way.hand_signature")
    assert NAME in said(desk)
    assert BORN in said(desk)
    await desk.press("gate.yes", "confirm.way.hand_signature")
    await app.filing.begin_read_back()
    app.state.go(Screen.CONFIRM)
    await desk.reach("gate.yes")  # what was read back anew is asked anew


async def test_stopping_leads_over_the_staff_and_keeps_the_visit(desk: Desk) -> None:
    await desk.press("frame.leave", "hand_back.submit")
    await desk.press("frame.back", "question.next")  # pressed by mistake
    await desk.press("frame.leave", "hand_back.submit")
    await desk.app.staff.take_back(AOI)
    await desk.reach("home.new")
    assert desk.app.state.visit is None
    assert len(desk.app.state.visits) == 1


async def test_the_page_is_shut_by_its_lock(desk: Desk) -> None:
    icon = desk.page.find("frame.shut").icon
    assert icon.semantics_label == "画面をとじる", "a tooltip is no name to a screen reader"
    await desk.press("frame.shut", "sign_in.enter")
    assert not desk.app.keys_open()


async def test_the_second_of_two_taps_presses_nothing_on_a_page_that_was_not_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_desk(tmp_path) as desk:
        app, page = desk.app, desk.page
        await desk.sign_in("a", AOI)
        await desk.choose("keiro_bus")
        await app.filing.start(Source.RESIDENT)
        while app.state.screen is Screen.QUESTION:
            await app.filing.answer(GIVEN[app.filing.question().id])
        monkeypatch.setattr(handlers, "UNSEEN_S", 3600.0)
        await app.filing.begin_read_back()
        await desk.reach("read_back.yes")
        for key in ("read_back.yes", "read_back.no", "frame.back"):
            await page.press(key)
        filing = app.state.open_visit.filing
        assert (app.state.screen, filing.read_back) == (Screen.READ_BACK, 0)
        monkeypatch.setattr(handlers, "UNSEEN_S", 0.0)
        await page.press("read_back.yes")
        await desk.until(lambda: filing.read_back > 0)
        read = filing.read_back
        monkeypatch.setattr(handlers, "UNSEEN_S", 3600.0)  # the next answers are on the same page
        await page.press("read_back.yes")
        assert filing.read_back == read


async def test_back_from_the_check_page_is_the_last_question(desk: Desk) -> None:
    app = desk.app
    asked = app.filing.asked()
    app.state.go(Screen.CHECK)
    await app.filing.back()
    assert (app.state.screen, app.filing.question().id) == (Screen.QUESTION, asked[-1].id)


@pytest.mark.parametrize(
    ("kept", "year"),
    [
        ("1940-03-02", "昭和15年（1940年）"),
        ("1935-99-99", "昭和10年（1935年）"),
        ("1989-99-99", "昭和64年・平成元年（1989年）"),
        ("19450403", "昭和20年（1945年）"),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_a_birth_year_is_said_in_both_calendars(kept: str, year: str) -> None:
    assert birth_year(kept) == year


async def test_the_page_of_the_signature_says_whose_card_is_needed(desk: Desk) -> None:
    desk.app.state.card_step = CardStep(CardWay.SIGNATURE)
    desk.app.state.screen = Screen.CARD_SIGNATURE
    await desk.reach("card_signature.whose")
    words = desk.app.words
    assert f"{NAME}さんのカードを置いてください" in said(desk)
    assert words("confirm.p_no_other") in said(desk), "and what to do where it is not here"
    desk.app.state.card_step = CardStep(CardWay.SIGNATURE, reader_ready=True)
    desk.app.state.changed()
    await desk.until(lambda: words("confirm.l_password") in said(desk))
    assert f"署名するのは、{NAME}さんのカードです" in said(desk)


async def test_who_came_may_sign_with_a_card_of_their_own(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        await desk.sign_in("a", AOI)
        await desk.app.visits.begin()
        words = desk.app.words
        assert put_whose(desk.app.state.visit, words) == words("card_step.l_put")
        await desk.app.identity.accept_interview()
        await desk.app.identity.came(Actor(ActorKind.HOUSEHOLD, "見本　一郎", "息子", "agent_id"))
        await desk.app.visits.choose(("kaigo_saikofu",))
        await desk.app.filing.start(Source.FAMILY)
        await desk.app.filing.answer(NAME)
        told = put_whose(desk.app.state.visit, words)
        assert told == f"{NAME}さんのカードか、見本　一郎さんのカードを置いてください"
