"""A thief has a copy of the whole tablet folder, the app's own code, and time."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from sync.errors import SyncError
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.device.secret import FileDeviceSecret, derive
from sync.tablet.errors import VaultWiped, WrongPassphrase
from sync.tablet.store.sealing import open_value
from sync.tablet.store.store import Store
from sync.tablet.vault.tries import Waits
from sync.tablet.vault.vault import Vault
from sync.wire.city import utc_now
from sync.wire.envelope import Envelope, open_envelope
from sync.wire.hpke.suites import SUITES, make_key
from sync.wire.package import Package
from tests.sync.city import City
from tests.sync.tablet.desk import Desk
from tests.sync.tablet.staff import Clock

CANARY = "ミホン盗難太郎９９９"
FORMS = (CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode().hex().encode())
PASSPHRASE = "demado-nusumi-2026"


@pytest.fixture
def loot(desk: Desk, tmp_path: Path) -> Path:
    """The folder of a tablet at work: a draft, a sealed application, an open shift's rows."""
    vault = Vault(desk.store, desk.secret, scrypt_n=2**10)
    vault.add_staff("a", "見本 あおい", PASSPHRASE)
    vault.close_enrolment()
    shift = vault.sign_in("a", PASSPHRASE)
    visit = shift.drafts.open_visit()
    shift.drafts.put(visit, "answer/x/name", CANARY.encode())
    desk.outbox.put(desk.outbox.reserve_number(utc_now().date()), Package({"name": CANARY}))
    shift.lock()
    shutil.copytree(tmp_path / "tablet", tmp_path / "loot")
    return tmp_path / "loot"


def test_no_byte_of_the_copy_tells_of_a_resident(loot: Path) -> None:
    for path in loot.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(form in content for form in FORMS), path.name


def test_the_apps_own_code_opens_no_draft_without_a_passphrase(loot: Path) -> None:
    store, secret = Store.open(loot / "tablet.db"), FileDeviceSecret(loot / "secret" / "device")
    vault = Vault(store, secret)
    for guess in range(9):
        with store.atomic() as db:  # a thief sets the counter back
            db.execute("update staff set wrong = 0")
        with pytest.raises(WrongPassphrase):
            vault.sign_in("a", f"guess number {guess} of many")
    half = secret.load()
    assert half is not None
    rows = store.rows("select nonce, sealed from draft")
    assert rows
    for nonce, sealed in rows:  # the secret alone, without the passphrase, is no key
        for purpose in ("drafts", "draft-rows", "staff-kek/a"):
            with pytest.raises(SyncError):
                open_value(derive(half, purpose), bytes(nonce) + bytes(sealed), "draft")
    store.close()


def test_ten_wrong_ones_on_the_tablet_itself_end_every_draft(loot: Path) -> None:
    store, secret = Store.open(loot / "tablet.db"), FileDeviceSecret(loot / "secret" / "device")
    clock = Clock(utc_now())
    vault = Vault(store, secret, scrypt_n=2**10, waits=Waits(clock.mono_s))
    for guess in range(9):
        with pytest.raises(WrongPassphrase):
            vault.sign_in("a", f"guess number {guess} of many")
        clock.go_on(timedelta(hours=1))
    with pytest.raises(VaultWiped):
        vault.sign_in("a", "the tenth guess of many")
    with pytest.raises(SyncError):
        vault.sign_in("a", PASSPHRASE)
    assert store.rows("select count(*) from outbox where sealed is not null") == [(1,)]
    store.close()


def test_what_is_sealed_opens_with_no_key_of_the_tablet(city: City, loot: Path) -> None:
    store, secret = Store.open(loot / "tablet.db"), FileDeviceSecret(loot / "secret" / "device")
    ((raw,),) = store.rows("select sealed from outbox")
    envelope, enrolled = Envelope.from_bytes(bytes(raw)), EnrolledDevice.open(store, secret)
    assert open_envelope(envelope, city.sealing.private), "the city opens it"
    tried = [make_key(suite).private for suite in SUITES]
    tried += [
        enrolled.sign_key.private_bytes_raw(),
        secret.load() or b"",
        secret.load_line() or b"",
    ]
    for key in tried:
        with pytest.raises((SyncError, ValueError)):
            open_envelope(envelope, key)
    store.close()


def test_the_copy_sends_as_the_tablet_until_it_is_revoked_and_then_no_more(
    city: City, desk: Desk, loot: Path
) -> None:
    """What a rooted tablet can do, the city ends with one word."""
    store, secret = Store.open(loot / "tablet.db"), FileDeviceSecret(loot / "secret" / "device")
    copy = Desk(store, secret, EnrolledDevice.open(store, secret))
    with city.open():
        assert copy.courier.run_once().line == "online"
        with city.store.transaction() as db:
            db.execute("update device set revoked_at = '2026-11-23', lease_order = 'wipe'")
        copy.seal(1)
        assert copy.courier.run_once().line == "refused"
        assert desk.courier.run_once().line == "refused"
    assert "sealed" in copy.states()
    copy.close()
