"""The end of a day: the sheet balances, a tablet with unsent work stays, and the disk has room."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.errors import SignatureInvalid, WireError
from sync.tablet.enrolment.check_in import check_in
from sync.tablet.errors import StorageLow, UnsentWork
from sync.tablet.evidence.day_sheet import make_day_sheet
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.space import LOW, RESERVE, STEP, Space
from sync.tablet.vault.vault import Vault
from sync.wire.messages.day_sheet import read_day_sheet, sign_day_sheet
from tests.sync.city import City, deliver_all
from tests.sync.tablet.desk import PACKAGE, Desk
from tests.sync.tablet.staff import AOI, CANARY, CHEAP, ITSUKI

# 23:30 and 00:30 in Japan.
EVENING = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
AFTER_MIDNIGHT = EVENING + timedelta(hours=1)


DAY = date(2026, 11, 23)


def seal_at(desk: Desk, at: datetime, count: int = 1) -> list[str]:
    """Seal and write the evidence of it in one transaction, as the counter does."""
    outbox = Outbox(desk.store, desk.enrolled, now=lambda: at)
    evidence = EvidenceLog(desk.store, desk.enrolled, now=lambda: at)

    def seal() -> str:
        number = outbox.reserve_number(at.date())
        forget = partial(evidence.put_sealed, number, staff="mihon-a", visit=None)
        return outbox.put(number, PACKAGE, forget).id

    return [seal() for _ in range(count)]


def lose(desk: Desk, *ids: str) -> None:
    with desk.store.atomic() as db:
        for id in ids:
            db.execute("delete from outbox where id = ?", [id])


def test_a_day_is_japans_and_its_sheet_balances(city: City, desk: Desk) -> None:
    ids = seal_at(desk, EVENING, 5)
    seal_at(desk, AFTER_MIDNIGHT, 2)
    desk.outbox.quarantine(ids[0], "sync.p_too_large")
    desk.outbox.quarantine(ids[1], "sync.p_too_large")
    desk.outbox.give_up(ids[1])
    with city.open():
        desk.courier.run_once()
    sheet = make_day_sheet(desk.outbox, DAY, AFTER_MIDNIGHT)
    assert (sheet.handled, sheet.sent, sheet.waiting) == (5, 3, 0)
    assert (sheet.quarantined, sheet.given_up) == (1, 1)
    assert sheet.is_balanced


@pytest.mark.parametrize("places", [(0,), (2,), (4,), (0, 4), (0, 1, 2, 3, 4)])
def test_what_vanished_is_missing_wherever_it_stood(desk: Desk, places: tuple[int, ...]) -> None:
    seal_at(desk, EVENING - timedelta(days=1), 2)
    ids = seal_at(desk, EVENING, 5)
    lose(desk, *(ids[place] for place in places))
    sheet = make_day_sheet(desk.outbox, DAY, AFTER_MIDNIGHT)
    assert (sheet.handled, sheet.waiting) == (5, 5 - len(places))
    assert not sheet.is_balanced
    assert make_day_sheet(desk.outbox, DAY - timedelta(days=1), EVENING).is_balanced


def test_a_clock_that_was_put_right_makes_no_false_alarm(desk: Desk) -> None:
    seal_at(desk, EVENING)
    (ahead,) = seal_at(desk, EVENING + timedelta(days=1))
    seal_at(desk, EVENING)
    sheets = [make_day_sheet(desk.outbox, DAY + timedelta(days=n), EVENING) for n in (0, 1)]
    assert [(sheet.handled, sheet.is_balanced) for sheet in sheets] == [(2, True), (1, True)]
    lose(desk, ahead)
    sheets = [make_day_sheet(desk.outbox, DAY + timedelta(days=n), EVENING) for n in (0, 1)]
    assert [(sheet.handled, sheet.is_balanced) for sheet in sheets] == [(2, True), (1, False)]


def test_what_the_log_no_longer_holds_is_counted_by_the_outbox(desk: Desk) -> None:
    """Confirmed events are pruned, and a line of the log can be damaged: no false alarm."""
    seal_at(desk, EVENING, 3)
    with desk.store.atomic() as db:
        db.execute("delete from evidence where seq = 1")
        db.execute("update evidence set content = cast('{}' as blob) where seq = 2")
    sheet = make_day_sheet(desk.outbox, DAY, AFTER_MIDNIGHT)
    assert (sheet.handled, sheet.is_balanced) == (3, True)


def test_a_day_without_work_balances_as_well(desk: Desk) -> None:
    sheet = make_day_sheet(desk.outbox, EVENING.date(), EVENING)
    assert (sheet.handled, sheet.is_balanced) == (0, True)


def test_a_sheet_is_the_tablets_own_and_unchanged(desk: Desk) -> None:
    seal_at(desk, EVENING, 1)
    sheet = make_day_sheet(desk.outbox, EVENING.date(), EVENING)
    signed = sign_day_sheet(sheet, desk.enrolled.sign_key)
    public = desk.enrolled.sign_key.public_key()
    assert read_day_sheet(signed, public) == sheet
    changed = signed.replace(b'"handled":1', b'"handled":2')
    with pytest.raises(SignatureInvalid):
        read_day_sheet(changed, public)
    with pytest.raises(SignatureInvalid):
        read_day_sheet(signed, Ed25519PrivateKey.generate().public_key())
    for none in (b'{"sheet":[]}', signed.replace(b'"handled":1', b'"handled":"1"'), b"{"):
        with pytest.raises(WireError):
            read_day_sheet(none, public)


def test_a_tablet_with_unsent_work_is_not_taken_back(city: City, desk: Desk) -> None:
    desk.seal(2)
    with pytest.raises(UnsentWork) as refused:
        check_in(desk.outbox, desk.secret)
    assert refused.value.applications == 2
    with city.open():
        desk.courier.run_once()
    with pytest.raises(UnsentWork):
        check_in(desk.outbox, desk.secret)
    deliver_all(city)
    with city.open():
        desk.courier.run_once()
    check_in(desk.outbox, desk.secret)
    assert desk.secret.load() is None


def test_a_half_done_visit_keeps_a_tablet_too(desk: Desk) -> None:
    with desk.store.atomic() as db:
        db.execute("insert into visit (id, staff, opened_at, updated_at) values ('v', 's', '', '')")
    with pytest.raises(UnsentWork) as refused:
        check_in(desk.outbox, desk.secret)
    assert refused.value.drafts == 1


def test_a_visit_that_waits_for_a_colleague_keeps_a_tablet_too(desk: Desk) -> None:
    vault = Vault(desk.store, desk.secret, scrypt_n=CHEAP)
    vault.add_staff("a", "見本 あおい", AOI)
    vault.add_staff("b", "見本 いつき", ITSUKI)
    shift = vault.sign_in("a", AOI)
    visit = shift.drafts.open_visit()
    shift.drafts.put(visit, "name", CANARY)
    shift.give(visit, "b")
    shift.end()
    with pytest.raises(UnsentWork) as refused:
        check_in(desk.outbox, desk.secret)
    assert refused.value.drafts == 1
    assert vault.sign_in("b", ITSUKI).drafts.get(visit, "name") == CANARY


def test_a_new_visit_is_refused_while_there_is_still_room_for_a_begun_one(tmp_path: Path) -> None:
    """ANCHORS.md 13."""
    space = Space(tmp_path, free=lambda _: RESERVE + LOW)
    space.refuse_when_low()
    assert (tmp_path / "reserve").stat().st_size == RESERVE
    with pytest.raises(StorageLow):
        replace(space, free=lambda _: LOW - 1).refuse_when_low()


def test_without_room_for_the_reserve_no_visit_begins(tmp_path: Path) -> None:
    with pytest.raises(StorageLow):
        Space(tmp_path, free=lambda _: RESERVE).refuse_when_low()
    assert not (tmp_path / "reserve").exists()


def test_the_reserve_is_given_up_in_steps_and_comes_back_when_there_is_room(tmp_path: Path) -> None:
    roomy, full = Space(tmp_path, free=lambda _: RESERVE + LOW), Space(tmp_path, free=lambda _: 0)
    assert roomy.keep_reserve()
    roomy.make_room()
    sizes = [size(tmp_path)]
    while sizes[-1]:
        full.make_room()
        sizes.append(size(tmp_path))
    assert sizes == list(range(RESERVE, -1, -STEP))
    full.make_room()  # there is nothing left to give
    assert not full.keep_reserve()
    assert roomy.keep_reserve()
    full.make_room(STEP)  # twice that much, in the log and in the store
    assert size(tmp_path) < RESERVE - 2 * STEP
    assert roomy.keep_reserve()
    assert size(tmp_path) == RESERVE


def size(folder: Path) -> int:
    return (folder / "reserve").stat().st_size
