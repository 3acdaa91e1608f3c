"""One flipped byte anywhere in the tablet's store: told, or harmless; never another content."""

import random
import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from sync.tablet.drafts import Drafts
from sync.tablet.errors import StoreDamaged
from sync.tablet.outbox import Outbox
from sync.tablet.secret import FileDeviceSecret
from sync.tablet.station import Station
from sync.tablet.store import Store
from sync.wire.city import utc_now
from sync.wire.envelope import Envelope, verify
from sync.wire.errors import SyncError
from sync.wire.package import Package, Part
from tests.faults.stories import open_tablet
from tests.faults.worker import KEY, STAFF, paths
from tests.sync.city import enrolled, make_city

FLIPS = 400
ANSWERS = {f"answer/{n}": f"答え{n}".encode() * 20 for n in range(12)}


@dataclass
class Tablet:
    folder: Path
    visit: str
    envelopes: list[bytes]
    numbers: list[str]


@pytest.fixture(scope="module")
def tablet(tmp_path_factory: pytest.TempPathFactory) -> Tablet:
    """A tablet with one half-done visit and three sealed applications."""
    base = tmp_path_factory.mktemp("damage")
    city = make_city(base / "city")
    with city.open():
        store, _, station = enrolled(city, base / "tablet")
    drafts, outbox = Drafts(store, STAFF, KEY, utc_now), Outbox(store, station)
    visit = drafts.open_visit()
    for name, value in ANSWERS.items():
        drafts.put(visit, name, value)
    numbers = [outbox.reserve_number(date(2026, 11, 23)) for _ in range(3)]
    for number in numbers:
        outbox.put(number, Package({"n": number}, (Part("f.pdf", "application/pdf", b"%PDF"),)))
    envelopes = [content for _, content in outbox.due(10, 10**9)]
    store.scrub()
    store.close()
    city.store.close()
    return Tablet(base / "tablet", visit, envelopes, numbers)


def read(folder: Path, tablet: Tablet) -> str:
    """Open the store and read everything; say what came of it."""
    database, secret = paths(folder)
    size = database.stat().st_size
    try:
        store = Store.open(database)
    except SyncError as error:
        assert database.stat().st_size == size, "a damaged store was written to"
        return type(error).__name__
    try:
        station = Station.open(store, FileDeviceSecret(secret))
        drafts, outbox = Drafts(store, STAFF, KEY, utc_now), Outbox(store, station)
        found = drafts.all(tablet.visit)
        assert all(ANSWERS[name] == value for name, value in found.items()), "another answer"
        sent = [content for _, content in outbox.due(10, 10**9)]
        numbers = sorted(item.number for item in outbox.items())
        for content in sent:
            if content not in tablet.envelopes:
                verify(Envelope.from_bytes(content), station.sign_key.public_key())
                raise AssertionError("a changed envelope passes for ours")
        whole = found == ANSWERS and len(sent) == 3 and numbers == sorted(tablet.numbers)
        return "as before" if whole else "something is missing"
    except SyncError as error:
        return type(error).__name__
    except (KeyError, ValueError, UnicodeDecodeError, TypeError) as error:
        return type(error).__name__
    finally:
        store.close()


def test_a_flipped_byte_never_becomes_another_content(tablet: Tablet, tmp_path: Path) -> None:
    dice, outcomes = random.Random(7), Counter[str]()  # noqa: S311 - no secret
    size = (tablet.folder / "tablet.db").stat().st_size
    for at in sorted(dice.sample(range(size), FLIPS)):
        copy = tmp_path / "copy"
        shutil.copytree(tablet.folder, copy)
        database = copy / "tablet.db"
        content = bytearray(database.read_bytes())
        content[at] ^= 1 << dice.randrange(8)
        database.write_bytes(content)
        outcomes[read(copy, tablet)] += 1
        shutil.rmtree(copy)
    assert sum(outcomes.values()) == FLIPS
    assert outcomes["as before"] > 0, outcomes  # free pages and slack
    assert len(outcomes) > 1, outcomes


def test_a_flipped_byte_in_the_log_never_becomes_another_content(
    folder: Path, tmp_path: Path
) -> None:
    """What a kill left in the log is there, or ends before the flip; then it is an older state."""
    shutil.copytree(folder, tmp_path / "whole")
    whole = open_tablet(tmp_path / "whole")
    (answers,) = whole["drafts"].values()
    dice, outcomes = random.Random(7), Counter[str]()  # noqa: S311 - no secret
    log = (folder / "tablet.db-wal").read_bytes()
    for at in dice.sample(range(len(log)), 150):
        copy = tmp_path / "copy"
        shutil.copytree(folder, copy)
        spoilt = bytearray(log)
        spoilt[at] ^= 1 << dice.randrange(8)
        (copy / "tablet.db-wal").write_bytes(spoilt)
        found = open_tablet(copy)
        assert set(found["outbox"]) <= set(whole["outbox"])
        for kept in found["drafts"].values():
            assert kept.items() <= answers.items()
        outcomes["whole" if found == whole else "older"] += 1
        shutil.rmtree(copy)
    assert outcomes["older"] > 100, outcomes


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    database = tmp_path / "tablet.db"
    database.write_bytes(b"not a database, but perhaps somebody's only copy" * 100)
    before = database.read_bytes()
    with pytest.raises(StoreDamaged):
        Store.open(database)
    assert database.read_bytes() == before


def test_half_a_database_is_damaged_and_not_made_anew(tablet: Tablet, tmp_path: Path) -> None:
    copy = tmp_path / "half"
    shutil.copytree(tablet.folder, copy)
    database = copy / "tablet.db"
    database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])
    assert read(copy, tablet) != "as before"
