"""What the office orders of a tablet reaches it with its next contact, also when it is revoked."""

from datetime import timedelta

import pytest

from sync.reception.devices import find_device, keep_device
from sync.tablet.answers import AnswerShelf
from sync.tablet.courier import Courier
from sync.tablet.evidence import EvidenceLog
from sync.tablet.lease_taker import LeaseTaker
from sync.tablet.vault import Vault
from sync.wire.city import utc_now
from sync.wire.errors import SyncError
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
    taker = LeaseTaker(vault, desk.station, EvidenceLog(desk.store, desk.station))
    shelf = AnswerShelf(desk.store, desk.station)
    return Courier(desk.outbox, shelf, desk.client, on_lease=taker.take)


def order(city: City, desk: Desk, order: str, revoked_at: str | None) -> None:
    device = find_device(city.store, desk.station.device)
    assert device is not None
    values = {**vars(device), "lease_order": order, "revoked_at": revoked_at}
    keep_device(city.store, type(device)(**values))


def kinds(desk: Desk) -> list[str]:
    log = EvidenceLog(desk.store, desk.station)
    return [
        raw.decode("latin-1").partition('"kind":"')[2].partition('"')[0]
        for _, raw in log.after(0, 99)
    ]


def test_each_contact_renews_the_lease_and_writes_it_down_once(
    city: City, desk: Desk, vault: Vault
) -> None:
    old = utc_now() - timedelta(days=5)
    with desk.store.atomic():
        Vault(desk.store, desk.secret, now=lambda: old).leases.begin(desk.station.device)
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
