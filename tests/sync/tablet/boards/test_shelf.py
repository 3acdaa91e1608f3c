"""A tablet keeps the newest board that the city signed, and shows none without its age."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.errors import SignatureInvalid, SyncError, WireError
from sync.tablet.boards.shelf import BoardShelf
from sync.tablet.errors import LineDown, ServerRefused
from sync.wire.boards.board import LARGEST_BOARD
from sync.wire.boards.bodies import CLOSED_DAYS
from sync.wire.digest import sha256_hex
from tests.sync.city import City
from tests.sync.tablet.desk import Desk
from tests.sync.wire.boards.said import closed_days, signed

NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)


@dataclass
class Line:
    """Gives what the test lays down, as the reception would; notes what was asked with."""

    gives: bytes | SyncError
    asked: list[str] = field(default_factory=list)

    def board(self, name: str, most: int, have: str = "") -> bytes | None:
        assert (name, most) == (CLOSED_DAYS, LARGEST_BOARD)
        self.asked.append(have)
        if isinstance(self.gives, SyncError):
            raise self.gives
        return None if sha256_hex(self.gives) == have else self.gives


@pytest.fixture
def shelf(desk: Desk) -> BoardShelf:
    return BoardShelf(desk.store, desk.enrolled, lambda: NOW)


def opens(shelf: BoardShelf, now: datetime = NOW) -> str | None:
    seen = shelf.seen(CLOSED_DAYS, now)
    return None if seen is None else str(seen.board.body["opens"])


def test_what_came_is_there_after_a_restart_with_its_age(
    city: City, desk: Desk, shelf: BoardShelf
) -> None:
    shelf.put(CLOSED_DAYS, signed(city, closed_days(NOW - timedelta(minutes=12))))
    again = BoardShelf(desk.store, desk.enrolled, lambda: NOW)
    seen = again.seen(CLOSED_DAYS, NOW)
    assert seen is not None
    assert seen.age == timedelta(minutes=12)


def test_an_older_one_does_not_take_its_place(city: City, shelf: BoardShelf) -> None:
    shelf.put(CLOSED_DAYS, signed(city, closed_days(NOW)))
    shelf.put(CLOSED_DAYS, signed(city, closed_days(NOW - timedelta(days=1), opens="10:00")))
    assert opens(shelf) == "08:30"
    shelf.put(CLOSED_DAYS, signed(city, closed_days(NOW + timedelta(minutes=1), opens="09:00")))
    assert opens(shelf) == "09:00"


def test_what_the_city_did_not_sign_is_not_kept(city: City, desk: Desk, shelf: BoardShelf) -> None:
    forged = signed(city, closed_days(NOW), Ed25519PrivateKey.generate())
    with pytest.raises(SignatureInvalid):
        shelf.put(CLOSED_DAYS, forged)
    for content in (
        signed(city, closed_days(NOW + timedelta(minutes=3))),
        signed(city, closed_days(NOW, who="a name")),
    ):
        with pytest.raises(WireError):
            shelf.put(CLOSED_DAYS, content)
    with pytest.raises(WireError):
        shelf.put("queue", signed(city, closed_days(NOW)))
    assert desk.store.rows("select * from board") == []


def test_none_is_shown_whose_age_would_not_be_true(city: City, shelf: BoardShelf) -> None:
    shelf.put(CLOSED_DAYS, signed(city, closed_days(NOW)))
    assert opens(shelf, NOW - timedelta(minutes=1)) == "08:30"
    assert opens(shelf, NOW - timedelta(minutes=10)) is None, "this tablet's clock is behind"
    assert opens(shelf, NOW + timedelta(days=61)) is None, "the city's word has ended"


def test_the_second_round_fetches_nothing_again(city: City, shelf: BoardShelf) -> None:
    line = Line(signed(city, closed_days(NOW)))
    shelf.fetch(line)
    shelf.fetch(line)
    assert line.asked == ["", sha256_hex(signed(city, closed_days(NOW)))]
    assert opens(shelf) == "08:30"


@pytest.mark.parametrize("error", [LineDown(), ServerRefused(404)], ids=["no line", "no boards"])
def test_a_round_without_a_board_leaves_the_one_before(
    city: City, shelf: BoardShelf, error: SyncError
) -> None:
    shelf.put(CLOSED_DAYS, signed(city, closed_days(NOW)))
    shelf.fetch(Line(error))
    shelf.fetch(Line(b"a login page"))
    assert opens(shelf) == "08:30"


def test_a_damaged_row_is_not_shown_and_comes_again(
    city: City, desk: Desk, shelf: BoardShelf
) -> None:
    content = signed(city, closed_days(NOW))
    shelf.put(CLOSED_DAYS, content)
    with desk.store.atomic() as db:
        db.execute("update board set content = ?", [content.replace(b"08:30", b"03:30")])
    again = BoardShelf(desk.store, desk.enrolled, lambda: NOW)
    assert opens(again) is None
