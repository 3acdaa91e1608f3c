"""A wrong key, a damaged file and a lost part are told apart; none is made over or wiped."""

import shutil
from pathlib import Path

import pytest

from sync.errors import WireError
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.device.secret import FileDeviceSecret
from sync.tablet.errors import StoreDamaged, WrongDeviceSecret
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.store import Store
from sync.wire.package import Package
from tests.faults.kills.kills import FORMS
from tests.faults.kills.stories import (
    STATION,
    Tablet,
    bytes_in,
    make_tablet,
    open_tablet,
    read_tablet,
)
from tests.faults.kills.worker import CANARY, KEY


@pytest.mark.parametrize("secret", [bytes(32), None], ids=["another", "none"])
def test_a_wrong_secret_is_told_from_damage_and_changes_nothing(
    folder: Path, tmp_path: Path, secret: bytes | None
) -> None:
    """ANCHORS.md 15: the key is wrong, the file is sound, and neither is made anew."""
    Store.open(folder / "tablet.db").close()
    before = bytes_in(folder)
    if secret is not None:
        (tmp_path / "device").write_bytes(secret)
    store = Store.open(folder / "tablet.db")
    with pytest.raises(WrongDeviceSecret):
        EnrolledDevice.open(store, FileDeviceSecret(tmp_path / "device"))
    (tmp_path / "device").write_bytes(KEY)
    assert EnrolledDevice.open(store, FileDeviceSecret(tmp_path / "device")).id == STATION.id
    store.close()
    assert bytes_in(folder) == before


def damage(folder: Path, kind: str) -> None:
    """Spoil the database, leave its log."""
    database = folder / "tablet.db"
    content = database.read_bytes()
    spoilt = {
        "header": b"\0" * 100 + content[100:],
        "schema page": content[:100] + b"\xff" * 3996 + content[4096:],
        "another file": b"holiday photo" * 1000,
        "emptied": b"",
        "one page": content[:4096],
        "half a page": content[:2048],
    }
    database.write_bytes(spoilt[kind])


@pytest.mark.parametrize(
    "kind", ["header", "schema page", "another file", "emptied", "one page", "half a page"]
)
def test_a_damaged_database_is_told_and_left_with_its_log(folder: Path, kind: str) -> None:
    """ANCHORS.md 15: 'file is not a database' is never answered by a new one."""
    store = Store.open(folder / "tablet.db")  # writes the log back; then a second one is left
    visit = Tablet(store, lambda: None).drafts.open_visit()
    store.scrub()
    Tablet(store, lambda: None).drafts.put(visit, "answer/1", b"x")
    copy = folder / "copy"
    copy.mkdir()
    for name in ("tablet.db", "tablet.db-wal"):
        shutil.copy(folder / name, copy)
    store.close()
    damage(copy, kind)
    before = bytes_in(copy)
    assert before["tablet.db-wal"]
    for _ in range(2):
        with pytest.raises(StoreDamaged):
            Store.open(copy / "tablet.db")
        assert bytes_in(copy) == before


def test_a_log_without_its_database_is_told_and_left(folder: Path) -> None:
    (folder / "tablet.db").unlink()
    before = bytes_in(folder)
    with pytest.raises(StoreDamaged):
        Store.open(folder / "tablet.db")
    assert bytes_in(folder) == before


def test_a_database_without_its_log_is_sound_as_of_its_last_write_back(folder: Path) -> None:
    """Nothing can tell that the log is gone; what is there is whole, and nothing is mixed."""
    store = make_tablet(folder / "again")
    store.scrub()
    state = read_tablet(store)
    Tablet(store, lambda: None).seal(next(iter(state["drafts"])))  # seals and scrubs
    after = read_tablet(store)
    Tablet(store, lambda: None).drafts.open_visit()
    shutil.copy(folder / "again" / "tablet.db", folder / "tablet.db")
    store.close()
    (folder / "tablet.db-wal").unlink()
    assert open_tablet(folder) == after


def test_an_application_whose_bytes_are_gone_is_set_aside_and_not_wiped(folder: Path) -> None:
    """ANCHORS.md 19: quarantined with a reason, and the others go on."""
    store = Store.open(folder / "tablet.db")
    outbox = Outbox(store, STATION)
    newest, oldest = outbox.items()
    with store.atomic() as db:
        db.execute("update outbox set sealed = null where id = ?", [oldest.id])
    assert [id for id, _ in outbox.due(10, 10**9)] == [newest.id]
    assert outbox.item(oldest.id).state == "quarantined"
    assert outbox.item(oldest.id).reason_key == "sync.p_damaged_message"
    store.close()


def test_a_malformed_city_key_seals_nothing_and_keeps_the_draft_sealed(folder: Path) -> None:
    """ANCHORS.md 3: refused with the reason, never kept in clear."""
    store = Store.open(folder / "tablet.db")
    (key,) = STATION.city.encryption_keys
    city = STATION.city.model_copy(
        update={"encryption_keys": (key.model_copy(update={"public": b"short"}),)}
    )
    outbox = Outbox(store, EnrolledDevice(STATION.registration, city, STATION.sign_key))
    before = read_tablet(store)
    with pytest.raises(WireError):
        outbox.put("222", Package({"person": CANARY}), lambda: pytest.fail("forgot the draft"))
    assert read_tablet(store) == before
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    store.close()
    assert not any(form in content for form in FORMS)
