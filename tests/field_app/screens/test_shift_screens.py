"""The shift's pages, headless, over a real store: hand over, new passphrase, end, lease."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from field_app.flow.app import App
from field_app.platform.files import Files
from field_app.screens.staff.passphrase import can_change
from field_app.screens.staff.shift import can_end
from field_app.served.hand_out import HandOutStore
from field_app.shell.app import Root
from field_app.state.screen import Screen
from field_app.state.shift import ShiftSeen
from field_app.wiring.options import TabletOptions
from field_app.wiring.wiring import services
from field_app.words.words import LANGUAGES, Words
from sync.tablet.delivery.fork import keep_fork
from sync.tablet.errors import StaffTakenOff, StoreUnreachable
from sync.tablet.vault.taken_off import STAFF_LIST
from sync.tablet.vault.vault import Vault
from sync.wire.city import utc_now
from sync.wire.content.staff import StaffList, StaffMember
from sync.wire.events.event import SignedEvent
from sync.wire.hpke.suites import CLASSIC, make_key
from sync.wire.messages.fork_notice import ForkNotice, sign_fork
from sync.wire.messages.lease import Lease, Order, sign_lease
from sync.wire.package import Package
from tests.field_app.headless_flet import DeafConnection, Headless, opened
from tests.sync.city import City, enrolled_tablet, make_city
from tests.sync.tablet.staff import AOI, CHEAP, ITSUKI, on_disk

pytestmark = pytest.mark.slow

NEW = "demado-aoi-2027"
WITHIN_S = 20.0


@dataclass
class Desk:
    """A tablet with two members of staff, its page, and its city."""

    app: App
    page: Headless
    city: City

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(WITHIN_S):
            while not is_so():
                await self.page.settle()
        await self.page.settle()

    async def reach(self, key: str) -> None:
        await self.until(lambda: self.page.has(key))

    async def press(self, key: str, reaches: str) -> None:
        await self.reach(key)
        await self.page.press(key)
        await self.reach(reaches)

    async def sign_in(self, staff: str, passphrase: str) -> None:
        await self.reach("sign_in.enter")
        await self.page.press(f"sign_in.staff.{staff}")
        await self.page.type("sign_in.passphrase", passphrase)
        await self.press("sign_in.enter", "home.new")

    async def half_done(self) -> str:
        """Begin a visit and leave it; return its id."""
        await self.app.visits.begin()
        await self.app.staff.home()
        await self.reach("home.new")
        return self.app.state.visits[0].id

    def seal_one(self) -> None:
        self.app.services.outbox.put("482739562284", Package({"x": 1}, ()))

    def lease(self, *, days: float, order: Order = Order.NONE) -> None:
        """Let the city's newest lease end in so many days."""
        issued = utc_now()
        lease = Lease(self.enrolled.id, issued, issued + timedelta(days=days), order)
        token = sign_lease(lease, self.city.keys.kid, self.city.keys.receipt_key)
        self.app.services.vault.take_lease(token, self.enrolled)

    @property
    def enrolled(self) -> Any:
        return self.app.services.enrolled


@asynccontextmanager
async def at_desk(
    folder: Path,
    connection: DeafConnection | None = None,
    files: Files | None = None,
) -> AsyncIterator[Desk]:
    city = make_city(folder / "city")
    with city.open():
        store, secret, _ = enrolled_tablet(city, folder / "tablet")
    vault = Vault(store, secret, scrypt_n=CHEAP)
    vault.add_staff("a", "見本 あおい", AOI)
    vault.add_staff("b", "見本 いつき", ITSUKI)
    vault.close_enrolment()
    store.close()
    with services(TabletOptions(folder / "tablet"), HandOutStore(), files=files) as parts:
        cheap = replace(parts, vault=replace(parts.vault, scrypt_n=CHEAP))
        app = App.open(cheap, lambda _: None)
        async with opened(lambda: Root(app), connection) as page:
            yield Desk(app, page, city)
            app.staff.forget_keys()
    city.store.close()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with at_desk(tmp_path) as made:
        yield made


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


async def test_a_lease_under_two_days_asks_for_a_line_on_home_and_shift(desk: Desk) -> None:
    await desk.sign_in("a", AOI)
    assert not desk.page.has("home.lease")
    desk.lease(days=1.9)
    await desk.press("home.shift", "shift.lease_short")
    await desk.press("frame.back", "home.lease")


@pytest.mark.parametrize(
    ("order", "message"), [("lock", "sync.p_ordered_lock"), ("wipe", "sync.p_wiped_by_city")]
)
async def test_an_order_of_the_city_locks_at_once_also_in_a_visit(
    desk: Desk, order: Order, message: str
) -> None:
    await desk.sign_in("a", AOI)
    await desk.app.visits.begin()
    await desk.app.shift.watch_lease()
    assert desk.app.state.screen == Screen.IDENTITY
    desk.lease(days=7, order=order)
    await desk.app.shift.watch_lease()
    await desk.reach("sign_in.enter")
    assert not desk.app.keys_open()
    assert desk.app.state.problem is not None
    assert desk.app.state.problem.message_key == message


async def test_a_store_that_does_not_tell_the_lease_locks_nobody_out_of_a_visit(
    desk: Desk,
) -> None:
    await desk.sign_in("a", AOI)
    await desk.app.visits.begin()
    desk.app.services.store.close()
    with pytest.raises(StoreUnreachable):
        await desk.app.shift.watch_lease()
    assert desk.app.keys_open()
    assert desk.app.state.screen == Screen.IDENTITY


async def test_a_lease_that_ends_waits_for_the_open_visit(desk: Desk) -> None:
    await desk.sign_in("a", AOI)
    await desk.app.visits.begin()
    leases = desk.app.services.vault.leases
    leases.store.put_setting("time_seen", (utc_now() + timedelta(days=8)).isoformat().encode())
    await desk.app.shift.watch_lease()
    assert desk.app.state.screen == Screen.IDENTITY
    await desk.app.staff.home()
    await desk.app.shift.watch_lease()
    await desk.reach("sign_in.enter")
    assert desk.app.state.problem is not None
    assert desk.app.state.problem.message_key == "sync.p_lease_ended"


async def test_mended_23_who_is_taken_off_is_locked_out_and_a_colleague_takes_over(
    desk: Desk,
) -> None:
    app, key = desk.app, make_key(CLASSIC)
    member = StaffMember(id="a", public=key.public)

    def city_says(member: StaffMember) -> None:
        content = StaffList(staff=(member,)).model_dump_json().encode()
        app.services.store.put_setting(STAFF_LIST, content)

    city_says(member)
    await desk.sign_in("a", AOI)
    visit = await desk.half_done()
    city_says(member.model_copy(update={"is_off": True, "take_over": key.private}))
    await app.shift.watch_lease()
    await desk.reach("sign_in.enter")
    assert not app.keys_open()
    assert app.state.problem is not None
    assert app.state.problem.message_key == StaffTakenOff.message_key
    await app.staff.sign_in("a", AOI)
    assert app.state.problem.message_key == StaffTakenOff.message_key
    await desk.page.settle()
    assert not desk.page.has("sign_in.staff.a")
    await desk.sign_in("b", ITSUKI)
    assert app.words("home.p_left", name="見本 あおい", count=1) in desk.page.texts()
    await desk.page.press("home.take_over.a")
    await desk.until(lambda: app.state.visits != ())
    assert [row.id for row in app.state.visits] == [visit]
    assert not desk.page.has("home.take_over.a")
    assert app.words("shift.p_taken_over") in desk.page.texts()
    await app.visits.resume(visit)
    assert app.state.screen is Screen.IDENTITY
    kinds = [SignedEvent.from_bytes(raw).event for _, raw in app.services.evidence.after(0, 99)]
    (taken,) = [dict(one.detail) for one in kinds if one.kind == "visits_taken_over"]
    assert taken == {"person": "a", "count": 1}


async def test_mended_11_after_the_lease_new_visitors_are_taken_in_and_old_visits_stay_shut(
    desk: Desk,
) -> None:
    app = desk.app
    await desk.sign_in("a", AOI)
    before = await desk.half_done()
    leases = app.services.vault.leases
    leases.store.put_setting("time_seen", (utc_now() + timedelta(days=8)).isoformat().encode())
    await app.shift.watch_lease()
    await desk.reach("sign_in.enter")
    await desk.sign_in("a", AOI)
    assert [row.id for row in app.state.visits] == []
    shown = "".join(desk.page.texts())
    assert app.words("shift.p_late") in shown
    assert app.words("line.s_alone") in shown
    await app.visits.begin()
    assert app.state.problem is None
    assert app.services.marks()[-1] == "no_contact"
    await app.staff.home()
    await app.shift.watch_lease()
    assert app.keys_open(), "a late shift is not ended by the lease that is over"
    (begun,) = app.state.visits
    desk.lease(days=7)
    await app.shift.watch_lease()
    assert not app.keys_open()
    assert app.state.notice == "shift.p_lease_back"
    await desk.reach("sign_in.enter")
    await desk.sign_in("a", AOI)
    assert {row.id for row in app.state.visits} == {before, begun.id}
    assert not app.state.is_alone


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


async def test_mended_08_staff_of_a_copied_tablet_are_asked_on_home_to_enrol_anew(
    desk: Desk,
) -> None:
    await desk.sign_in("a", AOI)
    await desk.app.sending.refresh()
    assert not desk.page.has("home.forked")
    notice = ForkNotice(desk.enrolled.id, utc_now().isoformat())
    token = sign_fork(notice, desk.city.keys.kid, desk.city.keys.receipt_key)
    keep_fork(desk.app.services.store, desk.enrolled, token)
    await desk.app.sending.refresh()
    await desk.reach("home.forked")
    assert desk.app.words("home.p_forked") in desk.page.texts()
