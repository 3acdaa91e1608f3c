"""After the lease new visitors are taken in; nothing of before opens, and nothing is lost."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.tablet.errors import (
    ColleagueHalfDone,
    HalfDoneVisits,
    LeaseEnded,
    OrderedLock,
    WipedByCity,
    WrongPassphrase,
)
from sync.tablet.vault.vault import Vault
from sync.wire.messages.lease import Order
from tests.sync.tablet.staff import AOI, CANARY, ITSUKI, Clock, on_disk, reopened
from tests.sync.tablet.vault.conftest import BEGUN
from tests.sync.tablet.vault.test_lease import DAY, enrolled_device, half_done, token


def late(vault: Vault, clock: Clock, days: int = 35) -> str:
    """Let the lease end, sign in late and begin a visit; return its id."""
    clock.at = BEGUN + days * DAY
    with pytest.raises(LeaseEnded):
        vault.sign_in("a", AOI)
    drafts = vault.sign_in_late("a", AOI).drafts
    visit = drafts.open_visit()
    drafts.put(visit, "x", b"late")
    return visit


def test_mended_11_a_late_shift_begins_visits_and_opens_none_of_before(
    vault: Vault, clock: Clock
) -> None:
    before = half_done(vault)
    visit = late(vault, clock)
    again = reopened(vault)
    again.start()
    shift = again.sign_in_late("a", AOI)
    assert shift.is_late
    assert [row.id for row in shift.drafts.visits()] == [visit], "it is there after a lock"
    assert shift.drafts.all(visit) == {"x": b"late"}
    for forbidden in (shift.drafts.all, shift.drafts.release, shift.drafts.forget):
        with pytest.raises(KeyError):
            forbidden(before)
    with pytest.raises(LeaseEnded):
        _ = shift.seal_key
    with pytest.raises(LeaseEnded):
        shift.give(visit, "b")
    again.store.close()


def test_mended_11_what_waits_from_a_colleague_is_not_taken_late(
    vault: Vault, clock: Clock
) -> None:
    visit = half_done(vault)
    vault.sign_in("a", AOI).give(visit, "b")
    clock.at += 35 * DAY
    assert vault.sign_in_late("b", ITSUKI).drafts.visits() == []
    vault.take_lease(token(clock.at), enrolled_device())
    assert [row.id for row in vault.sign_in("b", ITSUKI).drafts.visits()] == [visit]


def test_mended_11_the_visits_of_another_day_stay_shut_until_the_city_was_asked(
    vault: Vault, clock: Clock
) -> None:
    before, first = half_done(vault), late(vault, clock, 35)
    second = late(vault, clock, 36)
    assert [row.id for row in vault.sign_in_late("a", AOI).drafts.visits()] == [second]
    clock.at = BEGUN + 35 * DAY  # set back to the first day
    assert [row.id for row in vault.sign_in_late("a", AOI).drafts.visits()] == [second]
    vault.take_lease(token(clock.at + 2 * DAY), enrolled_device())
    drafts = vault.sign_in("a", AOI).drafts
    assert {row.id for row in drafts.visits()} == {before, first, second}
    assert drafts.all(first) == drafts.all(second) == {"x": b"late"}
    assert drafts.all(before) == {"x": CANARY}
    assert vault.store.rows("select staff from shift") == [("a",)]


def test_mended_11_the_end_of_a_late_shift_leaves_the_others(
    vault: Vault, clock: Clock, tmp_path: Path
) -> None:
    before = half_done(vault)
    late(vault, clock)
    shift = vault.sign_in_late("a", AOI)
    with pytest.raises(HalfDoneVisits):
        shift.end()
    ((key,),) = vault.store.rows("select wrapped_key from shift where staff like 'a/%'")
    shift.end(erase_half_done=True)
    assert bytes(key) not in on_disk(tmp_path)
    vault.take_lease(token(clock.at), enrolled_device())
    assert vault.sign_in("a", AOI).drafts.all(before) == {"x": CANARY}


def test_mended_11_a_colleague_with_late_visits_is_not_taken_off(
    vault: Vault, clock: Clock
) -> None:
    late(vault, clock)
    vault.take_lease(token(clock.at), enrolled_device())
    with pytest.raises(ColleagueHalfDone):
        vault.remove_staff("a", by=vault.sign_in("b", ITSUKI))


@pytest.mark.parametrize(("order", "error"), [("lock", OrderedLock), ("wipe", WipedByCity)])
def test_mended_11_orders_hold_for_late_shifts_as_well(
    vault: Vault, clock: Clock, order: str, error: type[Exception]
) -> None:
    clock.at += 35 * DAY
    vault.take_lease(token(datetime(2026, 11, 24, tzinfo=UTC), Order(order)), enrolled_device())
    with pytest.raises(error):
        vault.sign_in_late("a", AOI)


def test_mended_11_wrong_passphrases_count_late_as_well(vault: Vault, clock: Clock) -> None:
    clock.at += timedelta(days=35)
    with pytest.raises(WrongPassphrase) as wrong:
        vault.sign_in_late("a", "nonsense-nonsense")
    assert wrong.value.tries_left == 9
