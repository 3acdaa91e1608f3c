"""After a restore of the office or of the reception: the newest word counts, and all go on."""

import secrets
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sync.office.line.evidence_client import EvidenceClient
from sync.office.lost_tablet.facts import facts_of
from sync.office.lost_tablet.gathering import gather
from sync.reception.store.devices import find_device, keep_device, list_devices
from sync.reception.store.store import ReceptionStore
from sync.tablet.delivery.decisions import ReceivedDecisions
from sync.tablet.vault.vault import Vault
from sync.wire.city import utc_now
from tests.sync.city import OFFICE_TOKEN, City
from tests.sync.office.applications.test_office import NUMBER, PACKAGE
from tests.sync.office.parts import Parts
from tests.sync.tablet.desk import Desk


@pytest.fixture
def office(served: City, tmp_path: Path) -> Iterator[Parts]:
    made = Parts.open(served, tmp_path, tmp_path / "office.db")
    yield made
    made.close()


def heard(desk: Desk, id: str) -> tuple[str, str]:
    """Return what staff read of the city's newest answer."""
    vault = Vault(desk.store, desk.secret, scrypt_n=2**10)
    vault.add_staff("a", "見本 あおい", "demado-aoi-2026")
    answer = ReceivedDecisions(
        desk.store, desk.enrolled, vault.sign_in("a", "demado-aoi-2026")
    ).open(id)
    assert answer is not None
    return answer.status, answer.message


def test_a_decision_after_a_restore_of_the_office_reaches_the_tablet(
    served: City, office: Parts, online: Desk, tmp_path: Path
) -> None:
    office.know(online)
    id = online.outbox.put(NUMBER, PACKAGE).id
    online.courier.run_once()
    office.intake.run_once()
    office.store.database.backup(tmp_path / "yesterday.db")  # type: ignore[attr-defined]
    office.decisions.decide(id, "returned", "一つめ", by="clerk", seen=1)
    office.decisions.decide(id, "accepted", "", by="clerk", seen=2)
    office.intake.run_once()
    online.courier.run_once()
    restored = Parts.open(served, tmp_path, tmp_path / "yesterday.db")
    restored.decisions.decide(id, "returned", "住所を確かめてください", by="clerk", seen=1)
    restored.decisions.decide(id, "rejected", "書類が足りません", by="clerk", seen=2)
    for _ in range(3):  # it finds the two numbers taken, one after the other
        restored.intake.run_once()
    assert restored.steps(id) == [(1, "received"), (4, "returned"), (5, "rejected")]
    assert list(restored.decisions.unsent()) == []
    online.courier.run_once()
    assert heard(online, id) == ("rejected", "書類が足りません")
    restored.close()


def restore(city: City, backup: Path) -> None:
    """Put yesterday's backup in the place of the reception's database."""
    city.store.close()
    path = city.folder / "reception" / "reception.db"
    for end in ("-wal", "-shm", ""):
        Path(f"{path}{end}").unlink(missing_ok=True)
    shutil.copy(backup, path)
    city.store = ReceptionStore.open(path)
    city.store.begin_epoch()


def test_a_numbers_prefix_given_out_twice_stops_nobody(city: City, tmp_path: Path) -> None:
    backup = tmp_path / "yesterday.db"
    city.store.backup(backup, utc_now())
    office = Parts.open(city, tmp_path, tmp_path / "office.db")
    with city.open():
        desks = [Desk.join(city, tmp_path / name) for name in ("first", "other")]
        for one in desks:
            office.know(one)
        known = find_device(city.store, desks[0].enrolled.id)
        assert known is not None
    restore(city, backup)
    # Somebody enrols before the office called, and gets a number that the backup does not know.
    new = replace(known, id=secrets.token_hex(8), approved_at=None)
    keep_device(city.store, new)
    with city.open():
        office.intake.run_once()
        assert {one.id for one in list_devices(city.store)} == {one.enrolled.id for one in desks}
        assert office.tablets.clashing() == {new.id}
        assert not office.tablets.approve(new.id, "clerk", utc_now())
        for one in desks:
            one.seal()
            one.courier.run_once()
        office.intake.run_once()
        assert office.store.rows("select count(*) from application") == [(2,)]
        for one in desks:
            one.close()
    office.close()


def test_what_the_office_took_since_the_backup_counts_as_arrived(
    city: City, tmp_path: Path
) -> None:
    backup, office = tmp_path / "yesterday.db", Parts.open(city, tmp_path, tmp_path / "office.db")
    with city.open():
        desk = Desk.join(city, tmp_path / "tablet")
        office.know(desk)
        city.store.backup(backup, utc_now())
        desk.seal(3)
        desk.courier.run_once()
        office.intake.run_once()
        desk.courier.run_once()
        assert desk.states() == {"durable"}
    restore(city, backup)
    client = EvidenceClient(city.pack.reception_url, city.folder / "ca.pem", OFFICE_TOKEN)
    with city.open():
        office.intake.run_once()
        desk.seal()
        desk.courier.run_once()
        held = facts_of(gather(office.store, client, desk.enrolled.id)).holdings
    assert (held.arrived, held.durable) == (4, 3)
    assert (held.chain.gaps, held.chain.broken) == ((), ())
    for one in (desk, client, office):
        one.close()
