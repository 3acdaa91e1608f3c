"""The office signs its hours when they change or grow old, and a tablet takes them from there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sync.office.boards.publishing import RENEW_AFTER, BoardPublishing
from sync.office.store.boards import board_row
from sync.reception.app import Reception
from sync.reception.routes.packs import Packs
from sync.reception.store.boards import kept_board
from sync.tablet.boards.shelf import BoardShelf
from sync.wire.boards.board import read_board
from sync.wire.boards.bodies import CLOSED_DAYS
from sync.wire.city import utc_now
from tests.sync.city import City, running
from tests.sync.office.parts import Parts
from tests.sync.tablet.desk import Desk

LAYER = '[hours]\nopens = "{opens}"\ncloses = "17:15"\n'


@dataclass
class Hall:
    """A reception with boards, one or two offices, and the clock of both."""

    city: City
    folder: Path
    offices: list[Parts]
    now: datetime = field(default_factory=utc_now)

    def say(self, opens: str = "08:30") -> None:
        self.layer.write_text(LAYER.format(opens=opens), encoding="utf-8")

    @property
    def layer(self) -> Path:
        return self.folder / "office.toml"

    def round(self, which: int = 0) -> None:
        office = self.offices[which]
        BoardPublishing(office.store, office.keys, office.client, self.layer, self.clock).run_once()

    def clock(self) -> datetime:
        return self.now

    def up(self) -> tuple[datetime, str]:
        """Return time and opening hour of what hangs at the reception."""
        board = read_board(
            kept_board(self.city.store, CLOSED_DAYS) or b"", self.city.pack.answer_keys
        )
        return board.at, str(board.body["opens"])


@pytest.fixture
def hall(
    city: City, tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Hall]:
    """Two offices share a PostgreSQL; the reception answers with its boards."""
    monkeypatch.setattr(Packs, "newest_city", lambda _: city.pack)
    offices = [Parts.open(city, tmp_path, postgres_url) for _ in range(2)]
    made = Hall(city, tmp_path, offices)
    made.say()
    server = city.server()
    server.config.app = Reception(city.store, city.keys, made.clock, city.folder).app()
    with running(server):
        yield made
        for one in offices:
            one.close()


def test_a_tablet_reads_what_the_city_wrote(hall: Hall, tmp_path: Path) -> None:
    desk = Desk.join(hall.city, tmp_path / "tablet")
    shelf = BoardShelf(desk.store, desk.enrolled, hall.clock)
    shelf.fetch(desk.client)
    assert shelf.seen(CLOSED_DAYS, hall.now) is None
    hall.round()
    shelf.fetch(desk.client)
    shelf.fetch(desk.client)
    seen = shelf.seen(CLOSED_DAYS, hall.now + timedelta(hours=3))
    assert seen is not None
    assert (seen.age, seen.board.body["opens"]) == (timedelta(hours=3), "08:30")
    desk.close()


def test_it_is_said_anew_when_it_changes_or_grows_old(hall: Hall) -> None:
    first = hall.now
    hall.round()
    hall.now += timedelta(minutes=1)
    hall.round()
    assert hall.up() == (first, "08:30")
    hall.say("09:00")
    hall.round()
    assert hall.up() == (hall.now, "09:00")
    hall.now += RENEW_AFTER
    hall.round()
    assert hall.up() == (hall.now, "09:00")


def test_of_two_offices_one_says_it(hall: Hall) -> None:
    first = hall.now
    hall.round(0)
    hall.now += timedelta(seconds=5)
    hall.round(1)
    assert hall.up() == (first, "08:30")


def test_a_clock_that_went_back_says_nothing_older(hall: Hall) -> None:
    hall.round()
    before, _ = hall.up()
    hall.now -= timedelta(seconds=90)
    hall.say("09:00")
    hall.round()
    at, opens = hall.up()
    assert opens == "09:00"
    assert at > before


def test_a_restored_reception_gets_it_again(hall: Hall) -> None:
    hall.offices[0].intake.know_tablets()
    hall.round()
    with hall.city.store.transaction() as db:
        db.execute("delete from board")
    hall.round()
    assert kept_board(hall.city.store, CLOSED_DAYS) is None, "nobody told the office yet"
    hall.city.store.begin_epoch()
    hall.offices[0].intake.know_tablets()
    hall.round()
    assert hall.up() == (hall.now, "08:30")


def test_a_restored_office_says_it_of_now(hall: Hall) -> None:
    hall.now += timedelta(minutes=1)
    hall.round()
    with hall.offices[0].store.transaction() as db:
        db.execute("delete from board")
    hall.now -= timedelta(minutes=1)
    hall.round()
    hall.now += timedelta(minutes=2)
    hall.round()
    assert hall.up() == (hall.now, "08:30")


def test_a_mistake_in_the_file_leaves_the_board_as_it_is(hall: Hall) -> None:
    hall.round()
    before = hall.up()
    for text in ("hours", '[hours]\nopens = "8:30"\ncloses = "17:15"\n'):
        hall.layer.write_text(text, encoding="utf-8")
        hall.now += RENEW_AFTER
        hall.round()
    hall.layer.unlink()
    hall.round()
    assert hall.up() == before


def test_a_reception_that_is_away_gets_it_later(hall: Hall) -> None:
    with pytest.MonkeyPatch.context() as cut:
        away = hall.offices[0].client._http.base_url.copy_with(port=9)
        cut.setattr(hall.offices[0].client._http, "base_url", away)
        hall.round()
    row = board_row(hall.offices[0].store, CLOSED_DAYS)
    assert row is not None
    assert row.put_up_in is None
    hall.round()
    assert hall.up() == (hall.now, "08:30")
