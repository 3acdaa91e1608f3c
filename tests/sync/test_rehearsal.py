"""A restore is rehearsed with real backups: it says how long, or what would fail in earnest."""

import json
import os
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from build.rehearsal.backups import RehearsalFailed, newest_backup
from build.rehearsal.office import rehearse_office
from build.rehearsal.reception import rehearse_reception
from sync.office.audit.anchoring import anchored_here
from sync.office.audit.heads import HEAD_FILE
from sync.office.audit.log import OfficeEvidence
from sync.office.commands.office import parser
from sync.office.keys.column_keys import (
    COLUMN_KEYS,
    agree_on_column_key,
    column_cipher,
    new_column_entry,
)
from sync.office.keys.key_file import OFFICE_FILE, read_key_file, write_key_file
from sync.office.keys.keys import make_office_keys
from sync.office.line.client import OfficeClient
from sync.office.store.resealing import Resealing
from sync.office.store.store import OfficeStore
from sync.reception.store.store import ReceptionStore
from sync.wire.city import utc_now
from sync.wire.events.log_head import LogHead, sign_log_head
from sync.wire.package import Package, Part
from tests.sync.city import OFFICE_TOKEN, City
from tests.sync.office.applications.test_office import DOCUMENT
from tests.sync.office.parts import Parts
from tests.sync.tablet.desk import Desk

PHOTO = Part("photo.jpg", "image/jpeg", os.urandom(130 * 1024))


@dataclass
class Kept:
    """The folders of a city's backups and keys."""

    reception: Path
    reception_backups: Path
    office: Path
    office_backups: Path


@pytest.fixture
def kept(served: City, online: Desk, tmp_path: Path) -> Kept:
    """A city with one application that the office opened, both backed up while they run."""
    office = tmp_path / "office"
    keys = make_office_keys(office, utc_now())
    public = keys.public_sealing(utc_now())
    online.enrolled.city = online.enrolled.city.model_copy(update={"encryption_keys": public})
    object.__setattr__(served.keys, "city_keys", frozenset(key.id for key in public))
    client = OfficeClient(served.pack.reception_url, served.folder / "ca.pem", OFFICE_TOKEN)
    with closing(Parts(OfficeStore.open(office / "office.db"), keys, client, office)) as parts:
        parts.know(online)
        online.seal(1, Package(DOCUMENT, (PHOTO,)))
        online.courier.run_once()
        parts.intake.run_once()
        for _ in range(2):
            parts.evidence.put("app_started", clerk=None, version="0.1.0")
    made = Kept(
        served.folder / "reception", tmp_path / "backups" / "r", office, tmp_path / "backups" / "o"
    )
    for folder in (made.reception_backups, made.office_backups):
        folder.mkdir(parents=True)
    served.store.backup(made.reception_backups / "b.db", utc_now())
    options = parser().parse_args(
        ["backup", "--data", str(office), "--to", str(made.office_backups / "b.db")]
    )
    options.run(options)
    return made


def test_the_newest_backups_restore_and_the_time_is_told(kept: Kept, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "build.rehearsal", "--scratch", str(scratch)),
            *("--reception", str(kept.reception), "--office", str(kept.office)),
            *("--reception-backups", str(kept.reception_backups)),
            *("--office-backups", str(kept.office_backups)),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout)
    assert (said["reception"]["applications"], said["reception"]["attachments"]) == (1, 1)
    assert (said["office"]["applications"], said["office"]["opened"]) == (1, 1)
    assert said["office"]["events"] > 0
    parts = [said[part][step] for part in ("reception", "office") for step in STEPS]
    assert said["total_s"] >= sum(parts) - 0.01 > 0
    assert list(scratch.iterdir()) == [], "names of residents stay in no scratch place"


STEPS = ("restored_s", "verified_s")


def test_a_backup_that_would_not_restore_is_told(kept: Kept, tmp_path: Path) -> None:
    backup = ReceptionStore.open(kept.reception_backups / "b.db")
    with closing(backup), backup.transaction() as db:
        db.execute("update attachment_part set content = ? where start = 0", [b"?"])
    with pytest.raises(RehearsalFailed, match="damaged"):
        rehearse_reception(kept.reception_backups, kept.reception, tmp_path)
    with pytest.raises(RehearsalFailed, match="holds no reception"):
        rehearse_reception(kept.reception_backups, kept.office, tmp_path)
    with pytest.raises(RehearsalFailed, match="holds no backup"):
        newest_backup(kept.office_backups.parent)


def test_an_office_whose_keys_or_log_do_not_fit_is_told(kept: Kept, tmp_path: Path) -> None:
    other = tmp_path / "other"
    make_office_keys(other, utc_now())
    with pytest.raises(RehearsalFailed, match="lacks"):
        rehearse_office(kept.office_backups, other, tmp_path, 10)
    (other / "evidence.key").write_bytes((kept.office / "evidence.key").read_bytes())
    with pytest.raises(RehearsalFailed, match="stays shut"):
        rehearse_office(kept.office_backups, other, tmp_path, 10)
    backup = OfficeStore.open(kept.office_backups / "b.db")
    with closing(backup), backup.transaction() as db:
        db.execute("delete from office_event where seq = 1")
    with pytest.raises(RehearsalFailed, match="findings"):
        rehearse_office(kept.office_backups, kept.office, tmp_path, 10)


def test_a_head_that_is_newer_than_the_backup_is_a_fact_and_another_one_a_failure(
    kept: Kept, tmp_path: Path
) -> None:
    facts = rehearse_office(kept.office_backups, kept.office, tmp_path, 10).facts
    assert facts["events_since"] == 0
    with closing(OfficeStore.open(kept.office / "office.db")) as store:
        log = OfficeEvidence.open(store, kept.office)
        for _ in range(3):  # the morning's work
            log.put("app_started", clerk=None, version="0.1.0")
        assert anchored_here(log) == []
    told = rehearse_office(kept.office_backups, kept.office, tmp_path, 10).facts
    assert (told["events"], told["events_since"]) == (facts["events"], 3)
    (kept.office / HEAD_FILE).unlink()
    log.heads.hear(sign_log_head(LogHead(1, "ab" * 32, "2026-11-28T00:00:00.000+00:00"), log.key))
    with pytest.raises(RehearsalFailed, match="1 findings"):
        rehearse_office(kept.office_backups, kept.office, tmp_path, 10)


def test_kept_keys_without_those_of_the_columns_are_told(kept: Kept, tmp_path: Path) -> None:
    with closing(OfficeStore.open(kept.office_backups / "b.db")) as store:
        store.cipher = column_cipher(kept.office)
        agree_on_column_key(kept.office, store)
        Resealing(store).run_once()
    content = read_key_file(kept.office / OFFICE_FILE)
    told = rehearse_office(kept.office_backups, kept.office, tmp_path, 10).facts
    assert told["column_key"] == content[COLUMN_KEYS][0]["id"]
    write_key_file(kept.office / OFFICE_FILE, {**content, COLUMN_KEYS: []})
    with pytest.raises(RehearsalFailed, match="lacks the key"):
        rehearse_office(kept.office_backups, kept.office, tmp_path, 10)
    other = {**content[COLUMN_KEYS][0], "key": new_column_entry()["key"]}
    write_key_file(kept.office / OFFICE_FILE, {**content, COLUMN_KEYS: [other]})
    with pytest.raises(RehearsalFailed, match="stay shut"):
        rehearse_office(kept.office_backups, kept.office, tmp_path, 10)


def test_the_newest_backup_is_the_one_that_was_written_last(tmp_path: Path) -> None:
    for age, name in enumerate(("new.db", "old.db", "older.db.part")):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    assert newest_backup(tmp_path).name == "new.db"
