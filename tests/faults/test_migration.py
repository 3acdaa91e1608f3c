"""A store of every earlier schema, half-done and unsent: opened, migrated, sent, never lost."""

import contextlib
import json
import random
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import apsw
import pytest

from sync.tablet.delivery.courier import Courier
from sync.tablet.delivery.decisions import DecisionShelf
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.device.secret import FileDeviceSecret
from sync.tablet.errors import StoreFull, StoreTooNew
from sync.tablet.line.client import Client
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.schema import STEPS
from sync.tablet.store.store import Store
from sync.tablet.vault.vault import Vault
from sync.wire.city import utc_now
from sync.wire.envelope import Envelope, open_envelope
from sync.wire.package import decode_package
from tests.faults import frozen
from tests.faults.cuts.cuts import cut_many
from tests.faults.cuts.recorded import Disk, recording
from tests.faults.kills.stories import AT, Story, bytes_in, open_tablet, read_tablet
from tests.sync.city import City, make_city
from tests.sync.tablet.staff import CHEAP

pytestmark = pytest.mark.slow  # ./check quick leaves it out

FROZEN = sorted(Path(frozen.__file__).parent.glob("step*.sql"))
UNSENT = ("sealed", "sending")
# A step as a later version may bring it: a table, a column, and rows that change.
LATER = """
    create table later (id text primary key, note text not null) without rowid;
    alter table outbox add column note text;
    insert into later select id, number from outbox;
    update outbox set note = number;
    create index outbox_note on outbox (note);
"""


@dataclass
class Old:
    """A tablet of an earlier version: its folder, and what must be in it."""

    folder: Path
    known: dict[str, Any]

    @property
    def secret(self) -> FileDeviceSecret:
        return FileDeviceSecret(self.folder / "device")

    @property
    def database(self) -> Path:
        return self.folder / "tablet.db"


@pytest.fixture(params=FROZEN, ids=lambda path: path.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Old:
    """Write a frozen store as the earlier version left it: in WAL mode, cleanly closed."""
    folder = tmp_path / "old"
    folder.mkdir()
    with contextlib.closing(sqlite3.connect(folder / "tablet.db")) as database:
        database.execute("pragma journal_mode = wal").fetchall()
        database.executescript(request.param.read_text(encoding="utf-8"))
    known = json.loads(request.param.with_suffix(".json").read_text(encoding="utf-8"))
    (folder / "device").write_bytes(bytes.fromhex(known["secret"]))
    return Old(folder, known)


@pytest.fixture
def later() -> Iterator[tuple[str, ...]]:
    """A version with one step more than today's."""
    steps = (*STEPS, LATER)
    with mock.patch("sync.tablet.store.store.STEPS", steps):
        yield steps


def check_whole(old: Old) -> None:
    """Everything is there by the doors of the app; each colleague sees the own visits."""
    store = Store.open(old.database)
    enrolled = EnrolledDevice.open(store, old.secret)
    states = {item.number: item.state for item in Outbox(store, enrolled).items()}
    assert states == old.known["states"]
    vault = Vault(store, old.secret, scrypt_n=CHEAP, now=lambda: AT)
    for id, passphrase in old.known["staff"].items():
        drafts = vault.sign_in(id, passphrase).drafts
        found = {visit.id: drafts.all(visit.id) for visit in drafts.visits()}
        assert found == {
            visit: {name: value.encode() for name, value in answers.items()}
            for visit, answers in old.known["drafts"][id].items()
        }
    assert store.rows("pragma integrity_check") == [("ok",)]
    store.close()


def test_an_old_store_opens_with_all_its_rows(old: Old) -> None:
    check_whole(old)


def test_an_old_store_opens_with_all_its_rows_in_a_later_version(
    old: Old, later: tuple[str, ...]
) -> None:
    check_whole(old)
    with contextlib.closing(sqlite3.connect(old.database)) as database:
        assert database.execute("pragma user_version").fetchone() == (len(later),)
        assert database.execute("select count(*) from later").fetchone() == (6,)


def test_what_an_old_store_had_not_sent_arrives_once(old: Old, tmp_path: Path) -> None:
    """The stuck one waits for a person; this reception lacks what another had receipted."""
    city = make_city(tmp_path / "city")
    store = Store.open(old.database)
    before = EnrolledDevice.open(store, old.secret)
    know(city, before, bytes.fromhex(old.known["sign_public"]))
    EnrolledDevice(before.registration, city.pack, before.sign_key).save(
        store, bytes.fromhex(old.known["secret"])
    )
    enrolled = EnrolledDevice.open(store, old.secret)
    outbox, client = Outbox(store, enrolled), Client(enrolled)
    outbox.retry_all()
    with city.open():
        assert Courier(outbox, DecisionShelf(store, enrolled), client).run_once().line == "online"
        client.close()
    states = {item.number: item.state for item in outbox.items()}
    store.close()
    held = {*UNSENT, "receipted"}
    wanted = {number for number, state in old.known["states"].items() if state in held}
    assert {states[number] for number in wanted} == {"receipted"}
    documents = [
        decode_package(open_envelope(Envelope.from_bytes(content), private(old))).document
        for (content,) in city.store.rows("select content from submission")
    ]
    city.store.close()
    assert sorted(documents, key=repr) == sorted(
        (old.known["documents"][number] for number in wanted), key=repr
    )


def private(old: Old) -> bytes:
    return bytes.fromhex(old.known["city_private"])


def know(city: City, enrolled: EnrolledDevice, sign_public: bytes) -> None:
    """Let the reception know a tablet that was enrolled long ago."""
    with city.store.transaction() as db:
        db.execute(
            "insert into device"
            " (id, name, sign_key, seal_key, number_prefix, enrolled_at, approved_at)"
            " values (?, ?, ?, ?, ?, ?, 'then')",
            [enrolled.id, "t", sign_public, b"", 7, utc_now().isoformat()],
        )


@pytest.mark.usefixtures("later")
def test_a_power_cut_at_any_point_of_a_migration_loses_nothing(old: Old, scratch: Path) -> None:
    """Each step is there as a whole or not at all; the next start ends what was begun."""
    start = bytes_in(old.folder)
    found = cut_many(Story(migrate, open_later, start), scratch / "cuts", 250, seed=3)
    assert found.lost == []


def migrate(disk: Disk, folder: Path, _: random.Random) -> None:
    disk.mark("as frozen")
    Store.open(folder / "tablet.db").close()
    disk.mark("as frozen")


def open_later(folder: Path) -> str:
    """Start again; the later table holds what the outbox holds, no more and no less."""
    store = Store.open(folder / "tablet.db")
    try:
        rows = store.rows("select id, number from outbox order by id")
        assert store.rows("select id, note from later order by id") == rows
        assert store.rows("select id, note from outbox order by id") == rows
        assert store.rows("select count(*) from draft where row <> x''") == [(16,)]
        assert store.rows("pragma integrity_check") == [("ok",)]
        return "as frozen"
    finally:
        store.close()


def test_a_disk_that_fills_in_a_migration_leaves_the_old_version(
    old: Old, later: tuple[str, ...], tmp_path: Path
) -> None:
    """Full at every write; today's version still opens what a later one could not migrate."""
    refused = 0
    for room in range(1000):
        folder = tmp_path / f"{room}"
        shutil.copytree(old.folder, folder)
        with recording(folder) as disk:
            disk.full, disk.room = apsw.SQLITE_FULL, room
            try:
                Store.open(folder / "tablet.db").close()
                break
            except StoreFull:
                refused += 1
        with mock.patch("sync.tablet.store.store.STEPS", later[:-1]):
            check_whole(Old(folder, old.known))
        assert open_later(folder) == "as frozen"
    assert refused > 10


def test_a_newer_store_is_refused_and_left(folder: Path) -> None:
    """Also with a log that was not written back."""
    with contextlib.closing(sqlite3.connect(folder / "tablet.db")) as database:
        database.execute(f"pragma user_version = {len(STEPS) + 1}")
        database.commit()
        copy = folder / "copy"
        copy.mkdir()
        for name in bytes_in(folder):
            shutil.copy(folder / name, copy)
    before = bytes_in(copy)
    assert "tablet.db-wal" in before
    for _ in range(2):
        with pytest.raises(StoreTooNew):
            Store.open(copy / "tablet.db")
        assert bytes_in(copy) == before
    with contextlib.closing(sqlite3.connect(copy / "tablet.db")) as database:
        database.execute(f"pragma user_version = {len(STEPS)}")
    assert len(open_tablet(copy)["outbox"]) == 2
    store = Store.open(copy / "tablet.db")
    assert len(read_tablet(store)["drafts"]) == 1
    store.close()


def test_a_newer_store_is_refused_when_a_cut_off_journal_lies_beside_it(folder: Path) -> None:
    with contextlib.closing(sqlite3.connect(folder / "tablet.db")) as database:
        database.execute(f"pragma user_version = {len(STEPS) + 1}")
    (folder / "tablet.db-journal").write_bytes(b"cut off")
    for _ in range(2):
        with pytest.raises(StoreTooNew):
            Store.open(folder / "tablet.db")


def test_a_reason_from_before_is_asked_for_anew_in_words(tmp_path: Path) -> None:
    words = next(n for n, step in enumerate(STEPS) if "update carried" in step)
    with mock.patch("sync.tablet.store.store.STEPS", STEPS[:words]):
        store = Store.open(tmp_path / "tablet.db")
    reasons = {"a": "signature-invalid", "b": "sync.p_receipt_invalid", "c": None}
    with store.atomic() as db:
        for id, reason in reasons.items():
            db.execute(
                "insert into carried (id, device, digest, reason_key, taken_at)"
                " values (?, 'd', '', ?, '')",
                [id, reason],
            )
    store.close()
    with contextlib.closing(Store.open(tmp_path / "tablet.db")) as store:
        kept = dict(store.rows("select id, reason_key from carried"))
    assert kept == {**reasons, "a": None}
