"""What tablet, reception and office do on a disk that fills, and once it has room again."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from sync.database import DatabaseAway
from sync.office.applications.intake import Intake
from sync.office.keys.keys import OfficeKeys
from sync.office.line.client import OfficeClient
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.reception.store.attachments import content_of
from sync.tablet.errors import StoreFull
from sync.tablet.store.store import Store
from sync.wire.city import utc_now
from sync.wire.envelope import Envelope
from sync.wire.package import Package
from tests.faults.kills.stories import STATION, Tablet, open_tablet, read_tablet
from tests.faults.kills.worker import CANARY, KEY, parts
from tests.sync.city import OFFICE_TOKEN, City, make_city
from tests.sync.tablet.desk import Desk

ROOM = 950_000  # bytes: for the log and, once it is written back, for its database
ANSWER = CANARY.encode() * 1000
MOST = 100  # answers; the disk is full before


def take_room(disk: Path) -> Path:
    """Fill *disk* but for ROOM; return the file that does, so that it can go."""
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(shutil.disk_usage(disk).free - ROOM))
    return ballast


def fill_tablet(disk: Path) -> None:
    """Decision until the disk is full, make room, answer again."""
    store = Store.open(disk / "tablet.db")
    STATION.save(store, KEY)
    tablet, ballast = Tablet(store, lambda: None), take_room(disk)
    visit = tablet.drafts.open_visit()
    kept = 0
    with suppress(StoreFull):
        while kept < MOST:
            tablet.drafts.put(visit, f"answer/{kept}", ANSWER)
            kept += 1
    assert 3 < kept < MOST
    assert tablet.drafts.all(visit) == {f"answer/{n}": ANSWER for n in range(kept)}
    ballast.unlink()
    tablet.drafts.put(visit, f"answer/{kept}", ANSWER)
    state = read_tablet(store)
    assert len(state["drafts"][visit]) == kept + 1
    store.close()
    assert open_tablet(disk) == state


def fill_reception(disk: Path) -> None:
    """Send until the reception's disk is full: no receipt without its bytes; then all of it."""
    with city_with_a_tablet(database=disk / "reception.db") as (city, desk):
        ballast, sealed = take_room(disk), seal(desk, 2)
        while desk.courier.run_once().line == "online":
            sealed |= seal(desk, 2)
        assert str(desk.courier.status().error) == "status 503"
        settled = {item.id for item in desk.outbox.items() if item.state == "receipted"}
        assert 3 < len(settled) < len(sealed)
        assert settled <= whole_at(city)
        ballast.unlink()
        desk.outbox.retry_all()
        assert desk.courier.run_once().line == "online"
        assert desk.states() == {"receipted"}
        assert whole_at(city) == sealed


def fill_office(disk: Path) -> None:
    """Pull until the office's disk is full: nothing is noted as taken that is not kept."""
    with (
        city_with_a_tablet() as (city, desk),
        closing(OfficeStore.open(disk / "office.db")) as store,
        closing(
            OfficeClient(city.pack.reception_url, city.folder / "ca.pem", OFFICE_TOKEN)
        ) as line,
    ):
        keys = OfficeKeys({"k1": city.sealing}, "a1", city.answer_key, OFFICE_TOKEN, {})
        office = Intake(store, keys, line)
        office.run_once()
        Tablets(store).approve(desk.enrolled.id, "x", utc_now())
        ballast, sealed = take_room(disk), seal(desk, 2)
        desk.courier.run_once()
        office.run_once()
        sealed |= seal(desk, 16)
        desk.courier.run_once()
        with pytest.raises(DatabaseAway, match="full"):
            office.run_once()
        assert len(taken_from(city)) == 2
        assert taken_from(city) < whole_in(store) < sealed
        ballast.unlink()
        with city.store.transaction() as db:  # five minutes later
            db.execute("update submission set claimed_until = ''")
        office.run_once()
        assert taken_from(city) == whole_in(store) == sealed
        assert store.rows("select distinct status from application") == [("received",)]


@contextmanager
def city_with_a_tablet(database: Path | None = None) -> Iterator[tuple[City, Desk]]:
    """Serve a city; all but its *database* lies where there is room."""
    with tempfile.TemporaryDirectory() as name:
        city = make_city(Path(name) / "city", str(database) if database else None)
        with closing(city.store), city.open(), closing(Desk.join(city, Path(name))) as desk:
            yield city, desk


def seal(desk: Desk, count: int) -> set[str]:
    """Seal some applications, every other one with a photo; return their ids."""
    packages = [Package({"n": n}, parts(f"{n}", n)) for n in range(count)]
    return {id for package in packages for id in desk.seal(1, package)}


def whole_at(city: City) -> set[str]:
    """Return what the reception has with all its bytes."""
    whole = set()
    for id, digest, content in city.store.rows("select id, digest, content from submission"):
        blobs = [blob["sha256"] for blob in Envelope.from_bytes(content).header.blobs]
        beside = [content_of(city.store, blob) for blob in blobs]
        if digests([content, *beside]) == [digest, *blobs]:
            whole.add(id)
    return whole


def whole_in(store: OfficeStore) -> set[str]:
    """Return what the office has with all its bytes."""
    whole = set()
    for id, content in store.rows("select id, content from application"):
        blobs = [blob["sha256"] for blob in Envelope.from_bytes(content).header.blobs]
        if digests([store.attachment(blob) or b"" for blob in blobs]) == blobs:
            whole.add(id)
    return whole


def taken_from(city: City) -> set[str]:
    """Return what the reception believes to be at the office."""
    rows = city.store.rows("select id from submission where handed_over_at is not null")
    return {id for (id,) in rows}


def digests(contents: list[bytes]) -> list[str]:
    return [hashlib.sha256(content).hexdigest() for content in contents]
