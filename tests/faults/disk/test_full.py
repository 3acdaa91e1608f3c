"""A disk that is full at any write: told, nothing half done, and the same call works with room."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw
import pytest

from sync.tablet.delivery.courier import Courier
from sync.tablet.delivery.decisions import DecisionShelf
from sync.tablet.errors import StoreFull, StoreUnreachable
from sync.tablet.line.client import Client
from sync.tablet.outbox.items import Counts
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.store import Store
from sync.wire.package import Package
from sync.wire.receipt import Receipt
from tests.faults.cuts.recorded import Disk, recording
from tests.faults.disk.small_disk import STORIES
from tests.faults.kills.stories import AT, DAY, NOTHING, STATION, Tablet, open_tablet, read_tablet
from tests.faults.kills.worker import CANARY, KEY
from tests.small_disk import run_alone
from tests.sync.city import enrolled_tablet, make_city

pytestmark = pytest.mark.slow  # ./check quick leaves it out

FAULTS = {apsw.SQLITE_FULL: StoreFull, apsw.SQLITE_IOERR_WRITE: StoreUnreachable}
LONG = CANARY.encode() * 2000  # several pages


@dataclass
class Desk:
    """A tablet whose disk can be filled; one visit is begun, one application waits."""

    disk: Disk
    tablet: Tablet
    visit: str = ""
    made: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.visit = self.begin()

    def begin(self) -> str:
        visit = self.tablet.drafts.open_visit()
        self.tablet.drafts.put(visit, "name", CANARY.encode())
        return visit

    def answer(self) -> None:
        self.tablet.drafts.put(self.visit, f"answer/{len(self.made)}", LONG)

    def number(self) -> None:
        self.made.append(self.tablet.outbox.reserve_number(DAY))

    def seal(self) -> None:
        number, drafts = self.tablet.outbox.reserve_number(DAY), self.tablet.drafts
        self.tablet.outbox.put(number, Package({"n": 1}), lambda: drafts.forget(self.visit))
        self.visit = ""

    def forget(self) -> None:
        self.tablet.drafts.forget(self.visit)
        self.visit = ""

    def settle(self) -> None:
        for id, digest, seq in self.tablet.store.rows(
            "select id, digest, seq from outbox where state = 'sealed' limit 1"
        ):
            receipt = Receipt(id, digest, STATION.id, seq, AT, "e1", "durable")
            self.tablet.outbox.settle(receipt, "token" * 100)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with recording(tmp_path) as disk:
        store = Store.open(tmp_path / "tablet.db")
        STATION.save(store, KEY)
        yield Desk(disk, Tablet(store, lambda: None))
        disk.room = None
        store.close()


def state(desk: Desk) -> Any:
    """What is there, but for the numbers: a number that was not used leaves a gap."""
    return {**read_tablet(desk.tablet.store), "last_number": None}


def fill_at_every_write(
    desk: Desk, act: Callable[[], None], fault: int, again: Callable[[], None]
) -> int:
    """Let *act* meet the end of the disk at its first write, its second, … until it succeeds."""
    for room in range(1000):
        before = state(desk)
        desk.disk.full, desk.disk.room = fault, desk.disk.writes + room
        try:
            act()
        except FAULTS[fault]:
            assert state(desk) == before, f"half done after {room} writes"
            desk.disk.room = None
            act()
        assert state(desk) != before
        if desk.disk.room is not None and desk.disk.writes <= desk.disk.room:
            return room
        desk.disk.room = None
        again()
    raise AssertionError("it never succeeds")


@pytest.mark.parametrize("fault", FAULTS)
def test_an_answer_is_kept_or_refused_when_the_disk_fills(desk: Desk, fault: int) -> None:
    """ANCHORS.md 13: the value before stays."""
    assert fill_at_every_write(desk, desk.answer, fault, desk.number) > 5


@pytest.mark.parametrize("fault", FAULTS)
def test_a_visit_is_a_draft_or_sealed_when_the_disk_fills(desk: Desk, fault: int) -> None:
    """ANCHORS.md 2, 13: never both, never none; a refused seal leaves the draft."""

    def begin() -> None:
        desk.visit = desk.begin()

    assert fill_at_every_write(desk, desk.seal, fault, begin) > 3


@pytest.mark.parametrize("fault", FAULTS)
def test_a_visit_is_forgotten_or_there_when_the_disk_fills(desk: Desk, fault: int) -> None:
    def begin() -> None:
        desk.visit = desk.begin()

    assert fill_at_every_write(desk, desk.forget, fault, begin) > 1


def test_the_log_is_emptied_later_when_there_was_no_room_for_it(desk: Desk, tmp_path: Path) -> None:
    """Sealing counts once it is committed, though the log could not be written back."""
    log = tmp_path / "tablet.db-wal"
    desk.tablet.store.scrub()
    desk.answer()
    desk.disk.room = desk.disk.writes
    desk.tablet.store.scrub()
    assert log.stat().st_size > 0
    desk.disk.room = None
    desk.tablet.store.scrub()
    assert log.stat().st_size == 0


@pytest.mark.parametrize("fault", FAULTS)
def test_a_receipt_is_taken_or_comes_again_when_the_disk_fills(desk: Desk, fault: int) -> None:
    def begin() -> None:
        desk.visit = desk.begin()
        desk.seal()

    begin()
    assert fill_at_every_write(desk, desk.settle, fault, begin) > 1


@pytest.mark.parametrize("fault", FAULTS)
def test_a_store_is_made_at_the_next_start_when_the_disk_was_full(
    tmp_path: Path, fault: int
) -> None:
    """Full at every write of creation and migration: the next start makes it whole."""
    refused = 0
    for room in range(1000):
        folder = tmp_path / f"{room}"
        folder.mkdir()
        with recording(folder) as disk:
            disk.full, disk.room = fault, room
            try:
                Store.open(folder / "tablet.db").close()
                break
            except FAULTS[fault]:
                refused += 1
        assert open_tablet(folder) == NOTHING
    assert refused > 10


@pytest.mark.parametrize("story", STORIES)
def test_a_store_on_a_really_full_disk_keeps_all_and_goes_on_with_room(story: str) -> None:
    """ANCHORS.md 13: the tablet's, the reception's and the office's; real ENOSPC."""
    assert run_alone("tests.faults.disk.small_disk", story).split()[-1:] == ["whole"]


def test_a_disk_that_fills_while_sending_sends_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Full before, between and after the send: the receipt comes again, and is taken once."""
    monkeypatch.setattr(
        "sync.reception.http.access.PER_DEVICE", (1e6, 1e6)
    )  # more than a tablet asks
    city = make_city(tmp_path / "city")
    with city.open(), recording(tmp_path / "tablet") as disk:
        store, _, enrolled = enrolled_tablet(city, tmp_path / "tablet")
        outbox, client = Outbox(store, enrolled), Client(enrolled)
        courier = Courier(outbox, DecisionShelf(store, enrolled), client)
        stopped = set()
        for room in range(60):
            outbox.put(outbox.reserve_number(DAY), Package({"n": room}))
            disk.room = disk.writes + room
            stopped.add(type(courier.run_once().error))
            disk.room = None
            outbox.retry_all()
            assert courier.run_once().line == "online"
            assert outbox.counts() == Counts(waiting=0, sent=room + 1, stuck=0)
        client.close()
        store.close()
    assert stopped == {StoreFull, type(None)}
    assert city.store.rows("select count(*) from submission") == [(60,)]
    city.store.close()
