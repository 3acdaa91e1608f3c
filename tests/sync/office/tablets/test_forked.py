"""Two copies of one tablet give two residents one number: both are kept, and people are told."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sync.database import open_database
from sync.office.arguments.office import DATABASE
from sync.office.store.schema import NUMBERS, STEPS
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.reception.store.devices import find_device
from sync.reception.store.events import take_events
from sync.tablet.delivery.decisions import ReceivedDecisions
from sync.tablet.delivery.fork import is_forked, keep_fork
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.device.secret import FileDeviceSecret
from sync.tablet.store.store import Store
from sync.tablet.vault.vault import Vault
from sync.wire.city import utc_now
from sync.wire.events.event import sign_event
from sync.wire.messages.fork_notice import ForkNotice, sign_fork
from sync.wire.package import Package
from sync.wire.receipt_number import grouped
from tests.sync.city import City
from tests.sync.office.applications.test_office import DOCUMENT, Office
from tests.sync.office.listing.rows import listed
from tests.sync.tablet.desk import Desk
from tests.sync.wire.events.events import event

PASSPHRASE = "demado-aoi-2026"


@pytest.fixture
def twins(served: City, office: Office, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """A tablet that was approved, and a copy of its folder beside it; both are online."""
    first = Desk.join(served, tmp_path / "tablet")
    office.intake.run_once()
    assert Tablets(office.store).approve(first.enrolled.id, "clerk", utc_now())
    vault = Vault(first.store, first.secret, scrypt_n=2**10)
    vault.add_staff("a", "見本 あおい", PASSPHRASE)
    vault.close_enrolment()
    first.close()
    shutil.copytree(tmp_path / "tablet", tmp_path / "copy")
    both = opened(tmp_path / "tablet"), opened(tmp_path / "copy")
    yield both
    for one in both:
        one.close()


def opened(folder: Path) -> Desk:
    store, secret = Store.open(folder / "tablet.db"), FileDeviceSecret(folder / "secret" / "device")
    return Desk(store, secret, EnrolledDevice.open(store, secret))


def seal_for(desk: Desk, name: str) -> tuple[str, str]:
    """Seal an application of *name*; return its receipt number and id."""
    number = desk.outbox.reserve_number(utc_now().date())
    answers = [{"label": "氏名", "display": name, "source": "card"}]
    document = {**DOCUMENT, "number": number, "person": {"name": name}, "answers": answers}
    item = desk.outbox.put(number, Package(document))
    desk.courier.run_once()
    return number, item.id


def test_mended_08_a_doubled_number_gets_a_suffix_and_both_are_found(
    office: Office, twins: tuple[Desk, Desk]
) -> None:
    (number, first), (same, second) = seal_for(twins[0], "見本一子"), seal_for(twins[1], "見本二郎")
    assert number == same, "the copy counts on as the tablet does"
    office.intake.run_once()
    listed = office.search(number)
    assert (first in listed, second in listed) == (True, True)
    assert listed.count("番号が重複") == 1
    by_suffix = office.search(f"{grouped(number)}-2")
    assert (first in by_suffix, second in by_suffix) == (False, True)
    for id, other, name in ((first, second, "見本一子"), (second, first, "見本二郎")):
        page = office.web.get(f"/applications/{id}")
        assert page.status_code == 200
        assert name in page.text
        assert f'data-same="{other}"' in page.text
    assert (
        f"受付番号 <bdi>{grouped(number)}-2</bdi>" in office.web.get(f"/applications/{second}").text
    )


def test_mended_08_administrators_and_both_tablets_are_told_of_the_copy(
    office: Office, twins: tuple[Desk, Desk]
) -> None:
    first, copy = twins
    number, _ = seal_for(first, "見本一子")
    _, id = seal_for(copy, "見本二郎")
    assert "写しあり" not in office.web.get("/devices").text
    office.intake.run_once()  # opens both
    office.intake.run_once()  # tells the reception
    shown = office.web.get("/devices").text
    assert f'data-fork="{first.enrolled.id}"' in shown
    assert "登録しなおす" in shown
    for desk in twins:
        assert not is_forked(desk.store)
        desk.courier.run_once()
        assert is_forked(desk.store), "staff are asked to enrol anew"
    shift = Vault(copy.store, copy.secret, scrypt_n=2**10).sign_in("a", PASSPHRASE)
    decision = ReceivedDecisions(copy.store, copy.enrolled, shift).open(id)
    assert decision is not None
    assert f"{grouped(number)}-2" in decision.message
    Tablets(office.store).revoke(first.enrolled.id, "clerk", utc_now(), wipe=False)
    assert "data-fork" not in office.web.get("/devices").text


def test_mended_08_a_copy_shows_by_its_evidence_before_it_seals_anything(
    served: City, office: Office, twins: tuple[Desk, Desk]
) -> None:
    enrolled = twins[0].enrolled
    lines = [
        sign_event(replace(event(None, kind), device=enrolled.id), enrolled.sign_key)
        for kind in ("locked", "signed_in")
    ]
    take_events(served.store, lines[:1], utc_now())
    take_events(served.store, lines[:1], utc_now())
    device = find_device(served.store, enrolled.id)
    assert device is not None
    assert device.forked_at is None, "the same once more is no fork"
    take_events(served.store, lines[1:], utc_now())
    office.intake.run_once()
    assert f'data-fork="{enrolled.id}"' in office.web.get("/devices").text
    twins[1].courier.run_once()
    assert is_forked(twins[1].store)


def test_mended_08_what_the_city_did_not_sign_asks_nobody_to_enrol_anew(
    city: City, desk: Desk
) -> None:
    mine, another = ForkNotice(desk.enrolled.id, "2026"), ForkNotice("ab" * 8, "2026")
    for notice, key in ((mine, city.answer_key), (another, city.keys.receipt_key)):
        keep_fork(desk.store, desk.enrolled, sign_fork(notice, city.keys.kid, key))
    keep_fork(desk.store, desk.enrolled, "x.y.z")
    assert not is_forked(desk.store)
    keep_fork(desk.store, desk.enrolled, sign_fork(mine, city.keys.kid, city.keys.receipt_key))
    assert is_forked(desk.store)


def test_mended_08_doubles_from_before_are_numbered_by_their_arrival(tmp_path: Path) -> None:
    database = open_database(str(tmp_path / DATABASE))
    sql = [step.sql for step in STEPS]
    database.migrate(STEPS[: sql.index(NUMBERS)])
    with database.transaction() as db:
        for id, number, at in (("b", "22", "2026-02"), ("a", "22", "2026-03"), ("c", None, "1")):
            db.execute(
                "insert into application (id, device, number, received_at, status, content)"
                " values (?, 'd', ?, ?, 'received', x'00')",
                [id, number, at],
            )
    database.close()
    store = OfficeStore.open(tmp_path / DATABASE)
    assert [(row.id, row.city_number) for row in listed(store)] == [
        ("c", ""), ("b", "22"), ("a", "22-2")
    ]  # fmt: skip
    store.close()
