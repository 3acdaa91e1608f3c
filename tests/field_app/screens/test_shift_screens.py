"""The shift's pages, headless, over a real store: hand over, new passphrase, end."""

from pathlib import Path

import pytest

from field_app.screens.staff.passphrase import can_change
from field_app.screens.staff.shift import can_end
from field_app.state.shift import ShiftSeen
from field_app.words.words import LANGUAGES, Words
from tests.field_app.screens.shift_desk import Desk, desk
from tests.sync.tablet.staff import AOI, ITSUKI, on_disk

__all__ = ["desk"]

pytestmark = pytest.mark.slow

NEW = "demado-aoi-2027"


async def test_a_visit_is_handed_over_and_is_on_the_colleagues_home(desk: Desk) -> None:
    await desk.sign_in("a", AOI)
    visit, kept = await desk.half_done(), await desk.half_done()
    await desk.press(f"home.give.{visit}", "colleague.b")
    assert not desk.page.has("colleague.a")
    assert desk.page.find("colleague.give").disabled
    await desk.page.press("colleague.b")
    await desk.press("colleague.give", "home.new")
    assert [row.id for row in desk.app.state.visits] == [kept]
    assert desk.app.words("shift.p_given") in desk.page.texts()

    desk.app.staff.lock()
    await desk.sign_in("b", ITSUKI)

    assert [row.id for row in desk.app.state.visits] == [visit]
    assert desk.app.words("shift.p_taken") in desk.page.texts()


async def test_the_passphrase_changes_on_its_page_and_the_old_one_ends(desk: Desk) -> None:
    await desk.sign_in("a", AOI)
    await desk.press("home.shift", "shift.passphrase")
    await desk.press("shift.passphrase", "passphrase.change")
    for name, text in (("old", AOI), ("new", NEW), ("again", NEW)):
        await desk.page.type(f"passphrase.{name}", text)
    await desk.press("passphrase.change", "shift.end")
    assert desk.app.words("shift.p_changed") in desk.page.texts()
    desk.app.staff.lock()
    await desk.sign_in("a", NEW)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ((AOI, NEW, NEW + "x"), "shift.p_differ"),
        (("nonsense-nonsense", NEW, NEW), "sync.p_wrong_passphrase"),
        ((AOI, "short", "short"), "sync.p_passphrase_short"),
    ],
)
async def test_a_passphrase_that_cannot_change_says_why_and_empties_the_page(
    desk: Desk, typed: tuple[str, str, str], message: str
) -> None:
    await desk.sign_in("a", AOI)
    await desk.app.shift.open_passphrase()
    await desk.reach("passphrase.change")
    for name, text in zip(("old", "new", "again"), typed, strict=True):
        await desk.page.type(f"passphrase.{name}", text)
    await desk.press("passphrase.change", "problem")
    assert desk.app.state.problem is not None
    assert desk.app.state.problem.message_key == message
    left = {desk.page.find(f"passphrase.{name}").value for name in ("old", "new", "again")}
    assert left == {""}
    desk.app.staff.lock()
    await desk.sign_in("a", AOI)


async def test_an_empty_shift_ends_without_further_questions(desk: Desk) -> None:
    await desk.sign_in("a", AOI)
    await desk.press("home.shift", "shift.end")
    assert any(desk.enrolled.fingerprint in text for text in desk.page.texts())
    assert not desk.page.has("shift.agree.erase")
    await desk.press("shift.end", "sign_in.enter")
    assert desk.app.words("shift.p_ended") in desk.page.texts()
    assert desk.app.services.store.rows("select * from shift") == []


async def test_the_end_says_what_it_costs_and_wants_a_yes_for_each(desk: Desk) -> None:
    await desk.sign_in("a", AOI)
    await desk.half_done()
    desk.seal_one()
    await desk.press("home.shift", "shift.end")
    says = desk.page.texts()
    assert desk.app.words("shift.l_half_done", count=1) in says
    assert desk.app.words("shift.l_unsent", count=1) in says
    assert desk.page.find("shift.end").disabled
    await desk.page.press("shift.agree.erase")
    assert desk.page.find("shift.end").disabled
    await desk.page.press("shift.agree.unsent")
    await desk.press("shift.end", "sign_in.enter")
    assert desk.app.services.store.rows("select * from draft") == []
    assert desk.app.services.outbox.counts().waiting == 1


async def test_the_end_leaves_neither_the_shifts_key_nor_its_drafts_on_the_disk(
    desk: Desk, tmp_path: Path
) -> None:
    await desk.sign_in("a", AOI)
    await desk.half_done()
    rows = desk.app.services.store.rows(
        "select sealed from draft union select wrapped_key from shift"
    )
    sealed = [bytes(value) for (value,) in rows]
    assert len(sealed) > 1
    assert all(value in on_disk(tmp_path / "tablet") for value in sealed)
    await desk.app.shift.end(erase_half_done=True, leave_unsent=False)
    assert not desk.app.keys_open()
    assert not any(value in on_disk(tmp_path / "tablet") for value in sealed)


async def test_the_end_offers_a_colleague_for_each_half_done_visit(desk: Desk) -> None:
    await desk.sign_in("a", AOI)
    visit = await desk.half_done()
    await desk.press("home.shift", f"shift.give.{visit}")
    await desk.press(f"shift.give.{visit}", "colleague.b")
    await desk.page.press("colleague.b")
    await desk.press("colleague.give", "home.shift")
    await desk.press("home.shift", "shift.end")
    await desk.press("shift.end", "sign_in.enter")
    await desk.sign_in("b", ITSUKI)
    assert [row.id for row in desk.app.state.visits] == [visit]


async def test_the_flow_refuses_the_end_without_a_yes_and_changes_nothing(desk: Desk) -> None:
    await desk.sign_in("a", AOI)
    visit = await desk.half_done()
    desk.seal_one()
    for erase, leave, key, count in (
        (True, False, "shift.p_unsent", 1),
        (False, True, "sync.p_half_done_visits", 1),
    ):
        await desk.app.shift.end(erase_half_done=erase, leave_unsent=leave)
        problem = desk.app.state.problem
        assert problem is not None
        assert (problem.message_key, problem.params) == (key, {"count": count})
        assert [row.id for row in desk.app.staff.keys.drafts.visits()] == [visit]


async def test_a_colleague_is_added_on_a_page_and_signs_in(desk: Desk) -> None:
    await desk.sign_in("a", AOI)
    await desk.press("home.shift", "shift.add")
    await desk.press("shift.add", "new_staff.add")
    for part, text in (("name", "見本 はじめ"), ("id", " mihon-c "), ("passphrase", NEW)):
        await desk.page.type(f"new_staff.{part}", text)
    assert desk.page.find("new_staff.add").disabled
    await desk.page.type("new_staff.again", NEW)
    await desk.press("new_staff.add", "shift.remove.mihon-c")
    assert desk.app.words("shift.p_added") in desk.page.texts()
    desk.app.staff.lock()
    await desk.sign_in("mihon-c", NEW)


@pytest.mark.parametrize(
    ("id", "again", "message"),
    [
        ("b", NEW, "sync.p_staff_id_taken"),
        ("見本", NEW, "sync.p_staff_id_invalid"),
        ("c", "demado-aoi-2028", "shift.p_differ"),
    ],
)
async def test_a_colleague_who_cannot_be_added_is_said_and_only_secrets_go(
    desk: Desk, id: str, again: str, message: str
) -> None:
    await desk.sign_in("a", AOI)
    await desk.app.shift.open_new_staff()
    await desk.reach("new_staff.add")
    for part, text in (("name", "見本"), ("id", id), ("passphrase", NEW), ("again", again)):
        await desk.page.type(f"new_staff.{part}", text)
    await desk.press("new_staff.add", "problem")
    assert desk.app.state.problem is not None
    assert desk.app.state.problem.message_key == message
    shown = [desk.page.find(f"new_staff.{p}").value for p in ("name", "id", "passphrase", "again")]
    assert shown == ["見本", id, "", ""]
    assert len(desk.app.staff.names()) == 2


async def test_a_colleague_goes_after_a_second_yes_and_stays_with_work_half_done(
    desk: Desk,
) -> None:
    await desk.sign_in("b", ITSUKI)
    await desk.half_done()
    desk.app.staff.lock()
    await desk.sign_in("a", AOI)
    await desk.press("home.shift", "shift.remove.b")
    await desk.press("shift.remove.b", "shift.remove_yes.b")
    await desk.press("shift.keep.b", "shift.remove.b")
    await desk.press("shift.remove.b", "shift.remove_yes.b")
    await desk.press("shift.remove_yes.b", "problem")
    assert desk.app.state.problem is not None
    assert desk.app.state.problem.params == {"count": 1}
    desk.app.staff.lock()
    await desk.sign_in("b", ITSUKI)
    await desk.app.visits.discard(desk.app.state.visits[0].id)
    desk.app.staff.lock()
    await desk.sign_in("a", AOI)
    await desk.press("home.shift", "shift.remove.b")
    await desk.press("shift.remove.b", "shift.remove_yes.b")
    await desk.page.press("shift.remove_yes.b")
    await desk.until(lambda: not desk.page.has("shift.remove.b"))
    assert [person.id for person in desk.app.staff.names()] == ["a"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_of_the_shift_is_drawn_in_every_language(
    desk: Desk, language: str
) -> None:
    await desk.sign_in("a", AOI)
    visit = await desk.half_done()
    desk.app.state.language = language
    words = Words(language, strict=True)
    for go, key, says in (
        (desk.app.shift.open, "shift.end", "shift.s_end"),
        (desk.app.shift.open_passphrase, "passphrase.change", "shift.s_change"),
        (desk.app.shift.open_new_staff, "new_staff.add", "new_staff.s_add"),
        (lambda: desk.app.shift.choose_colleague(visit), "colleague.give", "shift.s_give"),
    ):
        await go()
        await desk.reach(key)
        assert words(says) in desk.page.texts()
        assert not desk.page.has("shell.failed")


@pytest.mark.parametrize(
    ("seen", "agreed", "allowed"),
    [
        (ShiftSeen(0, 0), (), True),
        (ShiftSeen(1, 0), (), False),
        (ShiftSeen(1, 0), ("erase",), True),
        (ShiftSeen(0, 2), ("erase",), False),
        (ShiftSeen(0, 2), ("unsent",), True),
        (ShiftSeen(1, 2), ("unsent",), False),
        (ShiftSeen(1, 2), ("erase", "unsent"), True),
    ],
)
def test_the_end_needs_every_yes_that_was_asked_for(
    seen: ShiftSeen, agreed: tuple[str, ...], *, allowed: bool
) -> None:
    assert can_end(seen, agreed) is allowed


def test_change_needs_all_three_entries() -> None:
    assert can_change("a", "b", "b")
    assert not any(can_change(*typed) for typed in (("", "b", "b"), ("a", "", "b"), ("a", "b", "")))
