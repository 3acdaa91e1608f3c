"""Who may let a tablet in or out, and that it stands in the office's log, as every look does."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.database import open_database
from sync.office.arguments.office import DATABASE
from sync.office.audit.log import OfficeEvidence
from sync.office.commands.office import main
from sync.office.console.clerks import Clerks
from sync.office.keys.keys import KEY_FILE, make_office_keys
from sync.office.store.schema import ADMINISTRATORS, STEPS
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.wire.city import utc_now
from sync.wire.events.event import Event, SignedEvent
from tests.sync.city import OFFICE_TOKEN, City
from tests.sync.office.applications.test_office import NUMBER, PACKAGE, Office
from tests.sync.tablet.desk import Desk

PASSPHRASE = "demado-second-2026"


@pytest.fixture
def office(served: City, tmp_path: Path) -> Iterator[Office]:
    made = Office(served, tmp_path)
    yield made
    made.close()


def said(evidence: OfficeEvidence) -> list[Event]:
    """Return what the office's log says of tablets, oldest first."""
    assert evidence.verify() == []
    events = [SignedEvent.from_bytes(one).event for one in evidence.contents()]
    return [event for event in events if event.kind != "listed"]


def test_an_administrators_orders_stand_in_the_log(office: Office, online: Desk) -> None:
    device = online.enrolled.id
    office.intake.run_once()
    office.sign_in()
    for what in ("approve", "revoke", "wipe"):
        assert office.order(device, what).status_code == 200
    assert [(event.kind, event.staff, dict(event.detail)) for event in said(office.evidence)] == [
        ("approved", "clerk", {"device": device}),
        ("revoked", "clerk", {"device": device, "order": "lock"}),
        ("revoked", "clerk", {"device": device, "order": "wipe"}),
    ]
    assert office.order("no tablet", "wipe").status_code == 409
    assert len(said(office.evidence)) == 3


def test_mended_04_an_order_from_a_stale_page_is_refused(office: Office, online: Desk) -> None:
    device = online.enrolled.id
    office.intake.run_once()
    office.sign_in()
    tablets = Tablets(office.store)
    before = tablets.find(device)
    assert before is not None
    assert office.order(device, "wipe").status_code == 200
    stale = office.order(device, "approve", seen=before.standing)
    assert stale.status_code == 409
    assert "端末の状態がかわりました" in stale.text
    after = tablets.find(device)
    assert after is not None
    assert (after.approved_at, after.lease_order) == (None, "wipe")
    assert [event.kind for event in said(office.evidence)] == ["revoked"]


def test_another_clerk_sees_the_tablets_and_orders_nothing(office: Office, online: Desk) -> None:
    Clerks(office.store).add("second", "庁内 見本二", PASSPHRASE)
    office.intake.run_once()
    office.web.post("/sign-in", data={"clerk": "second", "passphrase": PASSPHRASE})
    shown = office.web.get("/devices").text
    assert online.enrolled.fingerprint in shown
    assert "承認する" not in shown
    for what in ("approve", "revoke", "wipe"):
        assert office.order(online.enrolled.id, what).status_code == 403
    tablet = Tablets(office.store).find(online.enrolled.id)
    assert tablet is not None
    assert (tablet.approved_at, tablet.revoked_at) == (None, None)
    assert said(office.evidence) == []


def test_every_look_at_the_list_stands_in_the_log(office: Office, online: Desk) -> None:
    office.intake.run_once()
    Tablets(office.store).approve(online.enrolled.id, "cli", utc_now())
    online.outbox.put(NUMBER, PACKAGE)
    online.courier.run_once()
    office.intake.run_once()
    office.sign_in()  # shows the list
    office.web.post("/", data={"csrf": office.csrf("/devices"), "q": "no such name"})
    events = [SignedEvent.from_bytes(one).event for one in office.evidence.contents()]
    assert [(event.kind, event.staff, dict(event.detail)) for event in events] == [
        ("listed", "clerk", {"count": 1}),
        ("listed", "clerk", {"count": 0}),
    ]


def test_the_first_clerk_is_an_administrator_and_others_when_it_is_said(tmp_path: Path) -> None:
    store = OfficeStore.open(tmp_path / DATABASE)
    clerks = Clerks(store)

    def may(id: str, administrator: bool | None = None) -> bool:
        clerks.add(id, "庁内 見本", PASSPHRASE, administrator=administrator)
        return clerks.is_administrator(id)

    assert may("first")
    assert not may("second")
    assert may("second", administrator=True)
    assert may("second"), "a new passphrase leaves it as it is"
    assert not may("second", administrator=False)
    assert may("first")
    store.close()


def test_who_could_approve_before_there_were_administrators_still_may(tmp_path: Path) -> None:
    database = open_database(str(tmp_path / DATABASE))
    sql = [step.sql for step in STEPS]
    database.migrate(STEPS[: sql.index(ADMINISTRATORS)])
    with database.transaction() as db:
        db.execute("insert into clerk values ('old', '庁内 見本', x'00', x'00')")
    database.close()
    store = OfficeStore.open(tmp_path / DATABASE)
    assert Clerks(store).is_administrator("old")
    store.close()


@pytest.fixture
def line(served: City, tmp_path: Path) -> list[str]:
    """The arguments of a command of an office of *served*."""
    folder = tmp_path / "office"
    make_office_keys(folder, utc_now())
    path = folder / KEY_FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | {"office_token": OFFICE_TOKEN}))
    url, ca = served.pack.reception_url, str(served.folder / "ca.pem")
    return ["--data", str(folder), "--reception", url, "--ca", ca]


def test_the_command_approves_by_the_fingerprint_alone(
    line: list[str], online: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, fingerprint = online.enrolled.id, online.enrolled.fingerprint

    def approve(*more: str) -> None:
        monkeypatch.setattr(sys, "argv", ["x", "approve", *line, "--device", device, *more])
        main()

    with pytest.raises(SystemExit, match=fingerprint):
        approve()
    with pytest.raises(SystemExit, match="not approved"):
        approve("--fingerprint", "AAAA-AAAA-AAAA-AAAA")
    store = OfficeStore.open(tmp_path / "office" / DATABASE)
    assert Tablets(store).keys(device) is None
    approve("--fingerprint", fingerprint)
    assert Tablets(store).keys(device) is not None
    (event,) = said(OfficeEvidence.open(store, tmp_path / "office"))
    assert (event.kind, event.staff, dict(event.detail)) == ("approved", "cli", {"device": device})
    store.close()
