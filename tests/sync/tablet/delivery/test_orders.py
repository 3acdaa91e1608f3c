"""What the office orders of a tablet reaches it with its next contact, also when it is revoked."""

from datetime import timedelta

import pytest

from sync.errors import SyncError
from sync.reception.store.devices import find_device, keep_device
from sync.tablet.delivery.courier import Courier
from sync.tablet.delivery.decisions import DecisionShelf
from sync.tablet.delivery.lease_taker import LeaseTaker
from sync.tablet.errors import NotApproved
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.evidence.sender import EvidenceSender
from sync.tablet.vault.vault import Vault
from sync.wire.city import utc_now
from tests.sync.city import City
from tests.sync.tablet.desk import Desk

PASSPHRASE = "見本だけの長い合言葉です"


@pytest.fixture
def vault(desk: Desk) -> Vault:
    made = Vault(desk.store, desk.secret, scrypt_n=2**10)
    made.add_staff("a", "見本 あおい", PASSPHRASE)
    made.close_enrolment()
    return made


def courier_of(desk: Desk, vault: Vault) -> Courier:
    taker = LeaseTaker(vault, desk.enrolled, EvidenceLog(desk.store, desk.enrolled))
    shelf = DecisionShelf(desk.store, desk.enrolled)
    return Courier(desk.outbox, shelf, desk.client, on_lease=taker.take)


def order(city: City, desk: Desk, order: str, revoked_at: str | None, **more: object) -> None:
    device = find_device(city.store, desk.enrolled.id)
    assert device is not None
    values = {**vars(device), "lease_order": order, "revoked_at": revoked_at, **more}
    keep_device(city.store, type(device)(**values))


def send_evidence(desk: Desk) -> int:
    log = EvidenceLog(desk.store, desk.enrolled)
    return EvidenceSender(log, lambda path, body: desk.client.call("POST", path, body)).run_once()


def kinds(desk: Desk) -> list[str]:
    log = EvidenceLog(desk.store, desk.enrolled)
    return [
        raw.decode("latin-1").partition('"kind":"')[2].partition('"')[0]
        for _, raw in log.after(0, 99)
    ]


def test_each_contact_renews_the_lease_and_writes_it_down_once(
    city: City, desk: Desk, vault: Vault
) -> None:
    old = utc_now() - timedelta(days=5)
    with desk.store.atomic():
        Vault(desk.store, desk.secret, now=lambda: old).leases.begin(desk.enrolled.id)
    courier = courier_of(desk, vault)
    with city.open():
        for _ in range(3):
            assert courier.run_once().line == "online"
    assert vault.leases.left() > timedelta(days=6, hours=23)
    assert kinds(desk).count("lease_renewed") == 1


def test_a_wipe_order_ends_every_draft_and_no_sealed_application(
    city: City, desk: Desk, vault: Vault
) -> None:
    shift = vault.sign_in("a", PASSPHRASE)
    shift.drafts.open_visit()
    (id,) = desk.seal()
    order(city, desk, "wipe", utc_now().isoformat())
    with city.open():
        assert courier_of(desk, vault).run_once().line == "refused"
    with pytest.raises(SyncError):
        vault.sign_in("a", PASSPHRASE)
    assert desk.store.rows("select count(*) from visit") == [(0,)]
    assert desk.outbox.item(id).state == "sealed"
    assert "wiped" in kinds(desk)


@pytest.mark.parametrize("approved_at", [None, "2026-11-23T00:00:00+00:00"])
def test_a_wipe_is_ordered_and_confirmed_also_of_a_tablet_that_was_never_approved(
    city: City, desk: Desk, vault: Vault, approved_at: str | None
) -> None:
    vault.sign_in("a", PASSPHRASE).drafts.open_visit()
    order(city, desk, "wipe", utc_now().isoformat(), approved_at=approved_at)
    courier = courier_of(desk, vault)
    with city.open():
        status = courier.run_once()
        assert (status.line, status.is_answered) == ("refused", True)
        assert send_evidence(desk) == len(kinds(desk))
    assert desk.store.rows("select count(*) from visit") == [(0,)]
    told = city.store.rows("select kind from event where device = ?", desk.enrolled.id)
    assert ("wiped",) in told


def test_a_tablet_that_waits_for_approval_hands_in_no_evidence_yet(
    city: City, desk: Desk, vault: Vault
) -> None:
    order(city, desk, "none", None, approved_at=None)
    EvidenceLog(desk.store, desk.enrolled).put("locked")
    with city.open():
        status = courier_of(desk, vault).run_once()
        assert (status.line, status.is_answered) == ("pending", False)
        with pytest.raises(NotApproved):
            send_evidence(desk)
    assert city.store.rows("select * from event") == []


def test_a_lock_order_holds_until_the_office_lifts_it(city: City, desk: Desk, vault: Vault) -> None:
    courier = courier_of(desk, vault)
    order(city, desk, "lock", None)
    with city.open():
        assert courier.run_once().line == "online"
        with pytest.raises(SyncError):
            vault.sign_in("a", PASSPHRASE)
        order(city, desk, "none", None)
        courier.run_once()
    assert vault.sign_in("a", PASSPHRASE).staff.id == "a"
