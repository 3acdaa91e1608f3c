"""Drafts open while the lease runs; no clock prolongs it, and no order costs a sealed item."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.errors import LeaseInvalid
from sync.tablet.delivery.courier import Courier
from sync.tablet.delivery.decisions import DecisionShelf
from sync.tablet.delivery.lease_taker import LeaseTaker
from sync.tablet.device.device import EnrolledDevice, Registration
from sync.tablet.device.secret import FileDeviceSecret
from sync.tablet.errors import (
    LeaseEnded,
    LeaseTooOld,
    OrderedLock,
    WipedByCity,
    WrongDeviceSecret,
    WrongPassphrase,
)
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.line.client import Client
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.store import Store
from sync.tablet.vault.lease import Leases
from sync.tablet.vault.vault import Vault
from sync.wire.city import CityFile, NamedKey, utc_now
from sync.wire.messages.lease import Lease, Order, sign_lease
from sync.wire.package import Package
from tests.sync.city import enrolled_tablet, make_city, stored
from tests.sync.tablet.staff import AOI, CANARY, CHEAP, ITSUKI, Clock, on_disk, reopened
from tests.sync.tablet.vault.conftest import BEGUN

KEY = Ed25519PrivateKey.generate()
DAY = timedelta(days=1)


def enrolled_device() -> EnrolledDevice:
    """A tablet whose city signs leases with KEY."""
    pack = CityFile(
        lg_code="992011",
        name="見本市",
        phone="",
        office_hours="",
        reception_url="https://127.0.0.1",
        ca_pem="",
        encryption_keys=(),
        receipt_keys=(NamedKey(kid="r1", public=KEY.public_key().public_bytes_raw()),),
        answer_keys=(),
    )
    registration = Registration(device="tablet-1", name="x", number_prefix=1)
    return EnrolledDevice(registration, pack, Ed25519PrivateKey.generate())


def token(
    at: datetime, order: Order = Order.NONE, *, days: float = 7, device: str = "tablet-1"
) -> str:
    return sign_lease(Lease(device, at, at + timedelta(days=days), order), "r1", KEY)


def half_done(vault: Vault) -> str:
    drafts = vault.sign_in("a", AOI).drafts
    visit = drafts.open_visit()
    drafts.put(visit, "x", CANARY)
    return visit


def test_the_first_lease_runs_seven_days_from_enrolment(vault: Vault, clock: Clock) -> None:
    assert vault.leases.left() == 7 * DAY
    clock.at += 7 * DAY - timedelta(seconds=1)
    assert vault.sign_in("a", AOI).staff.id == "a"
    clock.at += timedelta(seconds=1)
    with pytest.raises(LeaseEnded):
        vault.sign_in("a", AOI)
    assert vault.leases.left() == timedelta(0)


def test_an_ended_lease_refuses_before_a_try_is_counted(vault: Vault, clock: Clock) -> None:
    clock.at += 8 * DAY
    for _ in range(12):
        with pytest.raises(LeaseEnded):
            vault.sign_in("a", "nonsense-nonsense")
        with pytest.raises(LeaseEnded):
            vault.change_passphrase("a", "nonsense-nonsense", "another-nonsense")
    vault.take_lease(token(clock.at), enrolled_device())
    with pytest.raises(WrongPassphrase) as wrong:
        vault.sign_in("a", "nonsense-nonsense")
    assert wrong.value.tries_left == 9


def test_a_renewed_lease_opens_the_same_drafts(vault: Vault, clock: Clock) -> None:
    visit = half_done(vault)
    clock.at += 6 * DAY
    vault.take_lease(token(clock.at, days=30), enrolled_device())
    clock.at += 29 * DAY
    again = reopened(vault)
    again.start()
    assert again.sign_in("a", AOI).drafts.all(visit) == {"x": CANARY}
    again.store.close()


def test_a_clock_set_back_does_not_prolong_the_lease(vault: Vault, clock: Clock) -> None:
    clock.at += 8 * DAY
    with pytest.raises(LeaseEnded):
        vault.sign_in("a", AOI)
    clock.at = BEGUN + DAY
    again = reopened(vault)
    with pytest.raises(LeaseEnded):
        again.sign_in("a", AOI)
    again.store.close()


def test_an_older_lease_is_refused_and_the_same_one_again_is_harmless(
    vault: Vault, clock: Clock
) -> None:
    older, newer = token(BEGUN + DAY, days=30), token(BEGUN + 2 * DAY, Order.LOCK, days=1)
    vault.take_lease(newer, enrolled_device())
    with pytest.raises(LeaseTooOld):
        vault.take_lease(older, enrolled_device())
    with pytest.raises(LeaseTooOld):
        vault.take_lease(token(BEGUN + 2 * DAY, days=30), enrolled_device())
    assert vault.take_lease(newer, enrolled_device()).order == "lock"
    assert clock.at == BEGUN
    assert vault.leases.kept().until == BEGUN + 3 * DAY


def test_a_lease_of_another_tablet_or_city_changes_nothing(vault: Vault) -> None:
    kept = vault.leases.kept()
    forged = sign_lease(
        Lease("tablet-1", BEGUN + DAY, BEGUN + 9 * DAY), "r1", Ed25519PrivateKey.generate()
    )
    for wrong in (forged, token(BEGUN + DAY, device="tablet-2")):
        with pytest.raises(LeaseInvalid):
            vault.take_lease(wrong, enrolled_device())
    assert vault.leases.kept() == kept


def test_a_first_lease_from_a_clock_ahead_does_not_refuse_the_citys(
    vault: Vault, clock: Clock
) -> None:
    clock.at = BEGUN + 4000 * DAY
    vault.leases.begin("tablet-1")
    clock.at = BEGUN
    vault.take_lease(token(BEGUN), enrolled_device())
    assert vault.sign_in("a", AOI).staff.id == "a"
    assert vault.leases.left() == 7 * DAY


@pytest.mark.parametrize("far", [5 * 365, 181, 4000])
def test_mended_10_one_start_far_ahead_leaves_no_mark_once_the_clock_is_right(
    vault: Vault, clock: Clock, far: int
) -> None:
    visit = half_done(vault)
    clock.at = BEGUN + far * DAY
    with pytest.raises(LeaseEnded):
        vault.sign_in("a", AOI)
    vault.start()
    clock.at = BEGUN + DAY
    again = reopened(vault)
    again.start()
    assert again.sign_in("a", AOI).drafts.all(visit) == {"x": CANARY}
    assert again.leases.left() == 6 * DAY
    again.store.close()


def test_mended_10_a_mark_that_an_older_version_left_is_not_believed(
    vault: Vault, clock: Clock
) -> None:
    vault.store.put_setting("time_seen", (BEGUN + 1825 * DAY).isoformat().encode())
    clock.at = BEGUN + DAY
    assert vault.sign_in("a", AOI).staff.id == "a"


@pytest.mark.parametrize("days", [7, 8, 30, 90, 179])
def test_mended_10_a_clock_set_back_from_a_believable_day_opens_nothing(
    vault: Vault, clock: Clock, days: int
) -> None:
    clock.at = BEGUN + days * DAY
    with pytest.raises(LeaseEnded):
        vault.sign_in("a", AOI)
    for day in (1, 0, -400):
        clock.at = BEGUN + day * DAY
        with pytest.raises(LeaseEnded):
            vault.sign_in("a", AOI)


def test_mended_10_a_year_ahead_does_not_undo_what_was_believed_before(
    vault: Vault, clock: Clock
) -> None:
    """A thief who jumps ahead and back stands where the tablet stood before."""
    for days in (8, 400):
        clock.at = BEGUN + days * DAY
        with pytest.raises(LeaseEnded):
            vault.sign_in("a", AOI)
    clock.at = BEGUN + DAY
    with pytest.raises(LeaseEnded):
        vault.sign_in("a", AOI)


def test_mended_10_the_same_lease_again_mends_a_mark_of_some_weeks(
    vault: Vault, clock: Clock
) -> None:
    enrolled = enrolled_device()
    writer = EnrolledDevice(
        Registration(device="a" * 16, name="x", number_prefix=1), enrolled.city, enrolled.sign_key
    )
    taker = LeaseTaker(vault, enrolled, EvidenceLog(vault.store, writer))
    taker.take(token(BEGUN))
    clock.at = BEGUN + 40 * DAY
    with pytest.raises(LeaseEnded):
        vault.sign_in("a", AOI)
    clock.at = BEGUN + timedelta(minutes=1)
    taker.take(token(clock.at))  # only a minute longer, which was not worth a write
    assert vault.sign_in("a", AOI).staff.id == "a"


@pytest.mark.parametrize("days", [8, 29, 60, 4000])
def test_drafts_stay_shut_after_the_lease_and_open_again_once_the_city_was_asked(
    vault: Vault, clock: Clock, days: int
) -> None:
    """A week without a line, a tablet from the drawer, and a clock that is wrong look alike."""
    visit = half_done(vault)
    shift = vault.sign_in("a", AOI)
    given = shift.drafts.open_visit()
    shift.give(given, "b")
    clock.at += days * DAY
    for _ in range(2):
        vault = reopened(vault)
        vault.start()
        with pytest.raises(LeaseEnded):
            vault.sign_in("a", AOI)
    vault.take_lease(token(clock.at), enrolled_device())
    assert vault.sign_in("a", AOI).drafts.all(visit) == {"x": CANARY}
    assert [row.id for row in vault.sign_in("b", ITSUKI).drafts.visits()] == [given]
    vault.store.close()


def test_lock_lasts_until_a_newer_lease_says_otherwise(vault: Vault, clock: Clock) -> None:
    visit = half_done(vault)
    vault.take_lease(token(clock.at, Order.LOCK), enrolled_device())
    with pytest.raises(OrderedLock):
        vault.sign_in("a", AOI)
    vault.start()
    clock.at += timedelta(minutes=1)
    vault.take_lease(token(clock.at), enrolled_device())
    assert vault.sign_in("a", AOI).drafts.all(visit) == {"x": CANARY}


def test_wipe_ends_drafts_and_staff_keys_for_ever(
    vault: Vault, clock: Clock, tmp_path: Path
) -> None:
    half_done(vault)
    half_done(vault)
    shift = vault.sign_in("a", AOI)
    shift.give(shift.drafts.visits()[0].id, "b")
    lost = [row[0] for row in vault.store.rows("select sealed from draft")]
    lost += [row[0] for row in vault.store.rows("select sealed from hand_over")]
    lost += [row[0] for row in vault.store.rows("select wrapped_key from shift")]
    secret = vault.secret.load()
    assert secret is not None

    vault.take_lease(token(clock.at, Order.WIPE), enrolled_device())

    disk = on_disk(tmp_path)
    assert not [one for one in [*lost, secret] if bytes(one) in disk]
    with pytest.raises(WipedByCity):
        vault.sign_in("a", AOI)
    vault.take_lease(token(clock.at + timedelta(minutes=1)), enrolled_device())
    for id, passphrase in (("a", AOI), ("b", ITSUKI)):
        with pytest.raises(WrongDeviceSecret):
            vault.sign_in(id, passphrase)


def test_a_wipe_that_was_cut_off_is_done_at_the_next_start(vault: Vault, clock: Clock) -> None:
    half_done(vault)
    Leases(vault.store, clock).take(
        token(clock.at, Order.WIPE), "tablet-1", enrolled_device().city.receipt_keys
    )
    assert vault.secret.load() is not None
    again = reopened(vault)
    assert again.start()
    assert not again.start()
    assert again.secret.load() is None
    assert again.store.rows("select * from draft") == []
    again.store.close()


def test_what_is_sealed_is_sent_after_a_wipe_and_the_lease(tmp_path: Path) -> None:
    city = make_city(tmp_path / "city")
    with city.open():
        store, secret, _ = enrolled_tablet(city, tmp_path / "tablet")
        Outbox(store, EnrolledDevice.open(store, secret)).put("482739562284", Package({"x": 1}, ()))
        ((before,),) = store.rows("select sealed from outbox")
        order = Lease(
            EnrolledDevice.open(store, secret).id, utc_now(), utc_now() + 2 * DAY, Order.WIPE
        )
        signed = sign_lease(order, city.keys.kid, city.keys.receipt_key)
        vault = Vault(store, secret, scrypt_n=CHEAP)
        vault.take_lease(signed, EnrolledDevice.open(store, secret))
        store.close()

        store = Store.open(tmp_path / "tablet" / "tablet.db")
        Vault(store, secret).start()
        assert store.rows("select sealed from outbox") == [(before,)]
        sent = sends(store, secret)
        store.close()
    assert sent == ["receipted"]
    assert len(stored(city)) == 1
    city.store.close()


def sends(store: Store, secret: FileDeviceSecret) -> list[str]:
    """Run the courier once, as a tablet just started does; return the items' states."""
    enrolled = EnrolledDevice.open(store, secret)
    outbox, client = Outbox(store, enrolled), Client(enrolled)
    Courier(outbox, DecisionShelf(store, enrolled), client).run_once()
    client.close()
    return [item.state for item in outbox.items()]
