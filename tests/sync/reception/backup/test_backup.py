"""A reception is lost and comes back as it was yesterday: nothing is missing afterwards."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.office.applications.decisions import Decisions
from sync.office.applications.intake import Intake
from sync.office.keys.keys import OfficeKeys
from sync.office.line.client import OfficeClient
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.reception.store.store import ReceptionStore
from sync.tablet.errors import LineDown
from sync.wire.city import utc_now
from sync.wire.envelope import Envelope
from tests.sync.city import OFFICE_TOKEN, City, stored
from tests.sync.serving import serving
from tests.sync.tablet.desk import Desk

pytestmark = pytest.mark.slow  # ./check quick leaves it out

WITHIN_S = 30.0


@pytest.fixture
def office(city: City, tmp_path: Path) -> Iterator[Intake]:
    keys = OfficeKeys({"k1": city.sealing}, "a1", city.answer_key, OFFICE_TOKEN, {})
    store = OfficeStore.open(tmp_path / "office" / "office.db")
    client = OfficeClient(city.pack.reception_url, city.folder / "ca.pem", OFFICE_TOKEN)
    yield Intake(store, keys, client)
    client.close()
    store.close()


def command(city: City, *arguments: str) -> dict[str, int]:
    name, *rest = arguments
    data = ("--data", str(city.folder / "reception"))
    done = subprocess.run(
        [sys.executable, "-m", "sync.reception", name, *data, *rest],
        check=True,
        capture_output=True,
        timeout=WITHIN_S,
    )
    return dict(json.loads(done.stdout))


def ids_at(office: Intake) -> list[str]:
    return [id for (id,) in office._store.rows("select id from application")]


def test_yesterdays_backup_loses_nothing(city: City, office: Intake, tmp_path: Path) -> None:
    backup, before = tmp_path / "elsewhere.db", utc_now()
    with serving(city):
        first = Desk.join(city, tmp_path / "first")
        handed_over = first.seal(2)
        first.courier.run_once()
        office.run_once()
        assert Tablets(office._store).approve(first.enrolled.id, "x", utc_now())
        office.run_once()
        in_the_backup = first.seal(2)
        first.courier.run_once()
        assert command(city, "backup", "--to", str(backup))["durable_now"] == 2
        first.courier.run_once()
        assert first.states() == {"durable"}
        taken_since = first.seal(2)
        for _ in range(2):  # send, and after the office took them hear that they are durable
            first.courier.run_once()
            office.run_once()
        first.courier.run_once()
        assert first.states() == {"durable"}
        only_here = first.seal(3)
        second = Desk.join(city, tmp_path / "second")  # enrolled after the backup
        only_here += second.seal(2)
        for one in (first, second):
            one.courier.run_once()
        office.know_tablets()
        Tablets(office._store).approve(second.enrolled.id, "x", utc_now())
        office.know_tablets()
    city.store.close()
    assert command(city, "restore", "--backup", str(backup))["epoch"]
    city.store = ReceptionStore.open(city.folder / "reception" / "reception.db")
    with serving(city):
        office.run_once()  # tells the tablets that enrolled since, and its answers
        for one in (first, second):
            assert one.courier.run_once().line == "online"
        office.run_once()
        for one in (first, second):
            one.courier.run_once()
            assert one.states() == {"durable"}
        decisions = Decisions(office._store, office._keys)
        for id in taken_since:  # the restored reception knows none of them
            decisions.decide(id, "accepted", "", by="x", seen=1)
        assert office._client.ask_again(before) == len(handed_over + in_the_backup + only_here)
        office.run_once()
        assert office._client.claim() == [], "everything is noted as handed over"
        for one in (first, second):
            one.courier.run_once()
        decided = first.store.rows("select id from answer where seq = 2")
        for one in (first, second):
            one.close()
    everything = sorted(handed_over + in_the_backup + taken_since + only_here)
    assert sorted(ids_at(office)) == everything
    assert sorted(id for (id,) in decided) == sorted(taken_since)
    at_reception = [Envelope.from_bytes(raw).header.id for raw in stored(city)]
    assert sorted(at_reception) == sorted(handed_over + in_the_backup + only_here)
    kept = [path.name for path in (city.folder / "reception").iterdir() if "before" in path.name]
    assert kept, "what was there before a restore is kept"


def test_the_answers_of_before_a_restore_reach_the_tablet_again(
    city: City, office: Intake, tmp_path: Path
) -> None:
    with serving(city):
        desk = Desk.join(city, tmp_path / "t")
        office.run_once()
        Tablets(office._store).approve(desk.enrolled.id, "x", utc_now())
        office.run_once()
        command(city, "backup", "--to", str(tmp_path / "b.db"))
        desk.seal(1)
        desk.courier.run_once()
        office.run_once()
    city.store.close()
    command(city, "restore", "--backup", str(tmp_path / "b.db"))
    city.store = ReceptionStore.open(city.folder / "reception" / "reception.db")
    with serving(city):
        office.run_once()
        desk.courier.run_once()
    assert desk.store.rows("select count(*) from answer") == [(1,)]
    desk.close()


def test_an_office_that_was_restored_is_given_everything_again(
    city: City, office: Intake, tmp_path: Path
) -> None:
    before = utc_now()
    with serving(city):
        desk = Desk.join(city, tmp_path / "t")
        ids = desk.seal(4)
        desk.courier.run_once()
        office.run_once()
        with office._store.transaction() as db:  # its database is yesterday's
            db.execute("delete from application")
        office.run_once()
        assert ids_at(office) == []
        assert office._client.ask_again(before) == 4
        office.run_once()
    assert sorted(ids_at(office)) == sorted(ids)
    desk.close()


def test_a_stop_finishes_what_was_handed_in(city: City, tmp_path: Path) -> None:
    """SIGTERM in the middle of the work: whatever was acknowledged is stored."""
    with serving(city) as process:
        desk = Desk.join(city, tmp_path / "t")
        desk.seal(40)
        batches = [desk.outbox.due(64, 1 << 30)[n : n + 4] for n in range(0, 40, 4)]
        acknowledged = 0
        for number, batch in enumerate(batches):
            if number == 3:
                os.kill(process.pid, signal.SIGTERM)
            try:
                acknowledged += len(desk.client.send([raw for _, raw in batch]))
            except LineDown:
                break
    assert acknowledged >= 12
    assert len(stored(city)) >= acknowledged
    desk.close()
