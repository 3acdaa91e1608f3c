"""What the city says to a tablet shows at once: leases, orders, staff taken off, a copy noticed."""

from datetime import timedelta

import pytest

from field_app.state.screen import Screen
from sync.tablet.delivery.fork import keep_fork
from sync.tablet.errors import StaffTakenOff, StoreUnreachable
from sync.tablet.vault.taken_off import STAFF_LIST
from sync.wire.city import utc_now
from sync.wire.content.staff import StaffList, StaffMember
from sync.wire.events.event import SignedEvent
from sync.wire.hpke.suites import CLASSIC, make_key
from sync.wire.messages.fork_notice import ForkNotice, sign_fork
from sync.wire.messages.lease import Order
from tests.field_app.screens.shift_desk import Desk, desk
from tests.sync.tablet.staff import AOI, ITSUKI

__all__ = ["desk"]

pytestmark = pytest.mark.slow


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
