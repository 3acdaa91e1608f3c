"""The next epoch of the city's keys: published before the last one ends, nothing is lost by it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from sync.office.applications.opener import CannotOpen, unseal
from sync.office.keys.epochs import (
    OPENS_FOR,
    EpochThere,
    are_due,
    forget_keys,
    next_keys,
    undecided,
    with_keys,
)
from sync.office.keys.key_file import OPENING_FILE
from sync.office.keys.keys import (
    KEY_FILE,
    NEW_EVERY,
    OVERLAP,
    OfficeKeys,
    load_office_keys,
    make_office_keys,
    read,
    write,
)
from sync.office.line.client import KnownDevice
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.reception.keys.keys import make_keys
from sync.reception.routes.city_keys import CityKeys
from sync.reception.routes.packs import Packs
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.errors import UnknownCityKey
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.packs.folder import from_folder
from sync.tablet.packs.packs import PackShelf
from sync.tablet.store.store import Store
from sync.wire.city import CityFile, utc_now
from sync.wire.envelope import Envelope
from sync.wire.hpke.suites import SUITES
from sync.wire.package import Package, decode_package
from tests.faults.kills.stories import STATION
from tests.sync.pack_city import NOW, PackCity, city_pack

PACKAGE = Package({"v": 1})
NUMBERS = ("111111111111", "222222222222")


def days(count: int) -> timedelta:
    return timedelta(days=count)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_office_keys(tmp_path / "office", NOW)
    return tmp_path / "office"


class Counter:
    """A tablet of a city that publishes, both at the time that a test says."""

    def __init__(self, folder: Path, keys: OfficeKeys) -> None:
        self.city = PackCity(folder / "city")
        root = self.city.init()
        self.publish(keys)
        self.now, self.store = NOW, Store.open(folder / "tablet.db")
        registration, key = STATION.registration, STATION.sign_key
        self.enrolled = EnrolledDevice(registration, with_keys(city_pack(), keys, NOW), key)
        self.outbox = Outbox(self.store, self.enrolled, lambda: self.now)
        self.shelf = PackShelf(
            self.store,
            folder / "packs",
            apply=lambda city: self.enrolled.take_city(self.store, city),
            now=lambda: self.now,
        )
        self.shelf.trust(root)

    def publish(self, keys: OfficeKeys) -> None:
        self.city.city(with_keys(city_pack(), keys, self.city.now))
        self.city.publish()

    def take_pack(self) -> None:
        self.shelf.update(from_folder(self.city.repository.folder))


@pytest.fixture
def counter(folder: Path, tmp_path: Path) -> Iterator[Counter]:
    made = Counter(tmp_path, load_office_keys(folder))
    yield made
    made.store.close()


def test_a_tablet_seals_to_the_next_epoch_after_the_first_and_the_office_opens_both(
    folder: Path, counter: Counter, tmp_path: Path
) -> None:
    running = load_office_keys(folder)  # an office that was started before the next epoch
    counter.outbox.put(NUMBERS[0], PACKAGE)
    counter.now = counter.city.now = NOW + NEW_EVERY
    counter.publish(next_keys(folder, counter.now))
    counter.take_pack()
    counter.now = NOW + days(124)
    counter.outbox.put(NUMBERS[1], PACKAGE)
    sent = counter.outbox.due(2, 10**6)
    with closing(OfficeStore.open(tmp_path / "office.db")) as store:
        public = STATION.sign_key.public_key().public_bytes_raw()
        enrolled = KnownDevice(STATION.id, "t", public, bytes(32), 7, NOW.isoformat(), None)
        Tablets(store).record([enrolled])
        Tablets(store).approve(STATION.id, "c1", NOW)
        for keys in (load_office_keys(folder), running):
            opened = [unseal(id, content, keys.opener(), store) for id, content in sent]
            packages = [decode_package(one.padded, one.beside) for one in opened]
            assert packages == [PACKAGE, PACKAGE]
        used = {Envelope.from_bytes(content).header.city_key for _, content in sent}
        other = make_office_keys(tmp_path / "another", NOW + days(1))
        with pytest.raises(CannotOpen):
            unseal(*sent[0], other.opener(), store)
    assert used == {f"{NOW:%Y-%m-%d}-a", f"{NOW + NEW_EVERY:%Y-%m-%d}-a"}
    reception = make_keys(tmp_path / "reception", [], "")
    published = CityKeys(reception, Packs(counter.city.repository.folder))
    assert all(id in published for id in used)


def test_both_epochs_are_in_date_for_a_month_and_the_newer_is_used(
    folder: Path, counter: Counter
) -> None:
    counter.now = counter.city.now = NOW + NEW_EVERY
    old = counter.outbox.sealing_key()
    counter.publish(next_keys(folder, counter.now))
    counter.now = counter.city.now = counter.now + OVERLAP - days(1)
    assert counter.outbox.sealing_key() == old, "no line for a month"
    counter.city.repository.refresh()
    counter.take_pack()
    assert counter.enrolled.city.encryption_keys[-1].not_after == old.not_after
    assert counter.outbox.sealing_key().not_after > old.not_after
    assert {key.suite for key in counter.enrolled.city.encryption_keys} == set(SUITES)


def test_without_a_next_epoch_a_tablet_refuses_and_the_city_is_told_in_time(
    counter: Counter,
) -> None:
    city = counter.enrolled.city
    assert not are_due(city, NOW + NEW_EVERY - days(1))
    assert are_due(city, NOW + NEW_EVERY)
    counter.now = NOW + NEW_EVERY + OVERLAP
    with pytest.raises(UnknownCityKey):
        counter.outbox.put(NUMBERS[0], PACKAGE)


def test_a_second_epoch_of_one_day_is_refused_and_nothing_changes(folder: Path) -> None:
    before = (folder / KEY_FILE).read_bytes()
    with pytest.raises(EpochThere):
        next_keys(folder, NOW)
    assert (folder / KEY_FILE).read_bytes() == before


def test_the_answer_key_that_waits_signs_only_when_it_was_published_for_a_month(
    folder: Path,
) -> None:
    first = load_office_keys(folder)
    assert first.next_answer is not None
    soon = next_keys(folder, NOW + days(1))
    assert (soon.answer_kid, soon.next_answer) == (first.answer_kid, first.next_answer)
    later = next_keys(folder, NOW + NEW_EVERY)
    assert later.answer_kid == first.next_answer.kid
    assert later.public_answers()[0] == first.next_answer
    assert later.next_answer not in (None, first.next_answer)
    city = with_keys(with_keys(city_pack(), first, NOW), later, NOW)
    waiting = later.next_answer
    assert waiting is not None
    assert [key.kid for key in city.answer_keys] == [
        *("a1", first.answer_kid, first.next_answer.kid, waiting.kid)
    ]


def test_keys_of_the_time_of_one_epoch_get_a_second(folder: Path) -> None:
    content, ends = read(folder), NOW + days(92)
    for entry in content["sealing"]:
        del entry["not_after"]
    del content["next_answer"]
    (folder / OPENING_FILE).unlink()
    (folder / KEY_FILE).write_text(json.dumps({**content, "not_after": ends.isoformat()}))
    old = load_office_keys(folder)
    assert {key.not_after for key in old.public_sealing(NOW)} == {ends}
    assert len(old.public_answers()) == 1
    new = next_keys(folder, NOW + days(80))
    assert [key.not_after for key in new.public_sealing(NOW + days(80))][2:] == [ends, ends]
    assert new.public_answers()[0] == old.public_answers()[0]
    assert len(new.public_answers()) == 2


def test_a_key_goes_a_year_after_its_end_but_not_while_an_application_waits(
    folder: Path, counter: Counter, tmp_path: Path
) -> None:
    counter.outbox.put(NUMBERS[0], PACKAGE)
    ((id, content),) = counter.outbox.due(1, 10**6)
    year = NOW + NEW_EVERY + OVERLAP + OPENS_FOR
    next_keys(folder, NOW + NEW_EVERY)
    old = {f"{NOW:%Y-%m-%d}-a", f"{NOW:%Y-%m-%d}-b"}
    assert forget_keys(folder, set(), year - days(1)) == []
    with closing(OfficeStore.open(tmp_path / "office.db")) as store:
        with store.transaction() as db:
            db.execute(
                "insert into application (id, device, received_at, status, content)"
                " values (?, 'd1', ?, 'unopened', ?)",
                [id, NOW.isoformat(), content],
            )
        used = undecided(store)
        assert set(forget_keys(folder, used, year)) == old - used
        assert used <= load_office_keys(folder).sealing.keys()
        with store.transaction() as db:
            db.execute("update application set status = 'accepted'")
        assert set(forget_keys(folder, undecided(store), year)) == used
    assert len(used) == 1
    assert len(load_office_keys(folder).sealing) == 2
    text = (folder / KEY_FILE).read_text() + (folder / OPENING_FILE).read_text()
    assert not any(name in text for name in old)


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from sync.office.keys.epochs import next_keys
os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
next_keys(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
"""


def test_a_kill_before_the_rename_leaves_the_keys_as_they_were(folder: Path) -> None:
    before, then = files_of(folder), NOW + NEW_EVERY
    killed = subprocess.run([sys.executable, "-c", KILLED, folder, then.isoformat()], check=False)
    assert killed.returncode == -9
    (folder / f"{OPENING_FILE}.partial").unlink()
    assert files_of(folder) == before
    assert len(next_keys(folder, then).sealing) == 4
    assert files_of(folder).keys() == {KEY_FILE, OPENING_FILE}
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_command_writes_the_halves_into_the_citys_file(folder: Path, tmp_path: Path) -> None:
    keys = load_office_keys(folder)
    with_keys(city_pack(), keys, NOW).save(tmp_path / "city.json")
    content = read(folder)
    for entry in content["sealing"]:
        entry["id"] = f"2026-{entry['id']}"  # made on another day than this one
    write(folder, content)
    arguments = ("next-keys", "--data", folder, "--city", tmp_path / "city.json")
    done = subprocess.run(
        [sys.executable, "-m", "sync.office", *arguments], capture_output=True, check=True
    )
    printed, city = json.loads(done.stdout), CityFile.load(tmp_path / "city.json")
    assert [key["id"] for key in printed["encryption_keys"]] == [k.id for k in city.encryption_keys]
    assert len(city.encryption_keys) == 4
    assert city.sealing_key(utc_now(), SUITES) == city.encryption_keys[0]
    private = [entry["private"] for entry in read(folder)["sealing"]]
    assert not any(secret in done.stdout.decode() for secret in private)
