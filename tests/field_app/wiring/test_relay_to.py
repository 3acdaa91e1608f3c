"""``python -m field_app relay-export``: the sealed queue leaves a tablet that opens for nobody."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from field_app.__main__ import main
from field_app.wiring.wiring import secret_of, store_path
from sync.tablet.relay import relay_export
from sync.tablet.relay.relay import Relay, RelayTaken
from sync.tablet.store.store import Store
from sync.wire.events.event import SignedEvent
from tests.sync.city import City, make_city
from tests.sync.tablet.desk import Desk


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    made = make_city(tmp_path / "city")
    with made.open():
        yield made
    made.store.close()


@pytest.fixture
def data(city: City, tmp_path: Path) -> Path:
    """A tablet with three sealed applications, switched off."""
    desk = Desk.join(city, tmp_path / "far")
    desk.seal(3)
    desk.close()
    return tmp_path / "far"


def export(data: Path, to: Path, command: str = "relay-export") -> str | int | None:
    """Run the command; return what it ended with, None when all went well."""
    with pytest.MonkeyPatch.context() as patch:
        arguments = ["field_app", command, "--data", str(data), "--to", str(to)]
        patch.setattr(sys, "argv", arguments)
        try:
            main()
        except SystemExit as ended:
            return ended.code
    return None


def taken(city: City, folder: Path, *files: Path) -> list[RelayTaken]:
    colleague = Desk.join(city, folder)
    found = [Relay(colleague.outbox).take(file.read_bytes()) for file in files]
    colleague.close()
    return found


def exported(data: Path) -> list[SignedEvent]:
    store = Store.open(store_path(data))
    events = [SignedEvent.from_bytes(raw) for (raw,) in store.rows("select content from evidence")]
    store.close()
    return [one for one in events if one.event.kind == "exported"]


def test_a_wiped_tablets_queue_is_saved_and_noted(
    city: City, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret_of(data).wipe()
    assert export(data, tmp_path / "queue.demado") is None
    said = json.loads(capsys.readouterr().out)
    assert said == {"files": ["queue.demado"], "applications": 3, "left_out": 0}
    assert taken(city, tmp_path / "near", tmp_path / "queue.demado") == [RelayTaken(applications=3)]
    assert [one.event.detail["count"] for one in exported(data)] == [3]


def test_a_tablet_that_lost_its_device_secret_gives_its_queue_all_the_same(
    city: City, data: Path, tmp_path: Path
) -> None:
    (data / "secret" / "device").unlink()
    assert export(data, tmp_path / "queue.demado", "carry-out") is None, "by its older name"
    assert taken(city, tmp_path / "near", tmp_path / "queue.demado") == [RelayTaken(applications=3)]
    assert exported(data) == [], "there is no key to sign the line with"


def test_what_one_file_does_not_hold_goes_on_in_numbered_ones(
    city: City, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_export, "ENOUGH", 10)
    assert export(data, tmp_path / "queue.demado") is None
    files = [tmp_path / f"queue{place}.demado" for place in ("", "-2", "-3")]
    assert taken(city, tmp_path / "near", *files) == [RelayTaken(applications=1)] * 3


def test_a_file_that_is_there_stays_and_the_queue_too(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "queue.demado"
    path.write_bytes(b"another day's")
    assert "queue.demado" in str(export(data, path))
    assert path.read_bytes() == b"another day's"
    store = Store.open(store_path(data))
    assert store.rows("select count(*) from outbox where sealed is not null") == [(3,)]
    store.close()


def test_a_damaged_one_is_told(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store.open(store_path(data))
    with store.atomic() as db:
        db.execute("update outbox set sealed = cast('nothing' as blob) where seq = 2")
    store.close()
    assert "1件は壊れていて" in str(export(data, tmp_path / "queue.demado"))
    assert json.loads(capsys.readouterr().out)["applications"] == 2


def test_a_tablet_of_no_city_has_nothing_to_carry(tmp_path: Path) -> None:
    assert "NotEnrolled" in str(export(tmp_path / "new", tmp_path / "queue.demado"))
