"""The reception keeps the newest board of the office and shows it to anybody, with its age."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.reception.app import Reception
from sync.wire.boards.board import LARGEST_BOARD, Board
from sync.wire.problem import slug_of
from tests.sync.asgi import Calls
from tests.sync.city import OFFICE_TOKEN, City
from tests.sync.wire.boards.said import closed_days, signed

NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
AS_OFFICE = {"Authorization": f"Bearer {OFFICE_TOKEN}"}
TARGET = "closed_days"


@dataclass
class Hall:
    """A reception that is called without a port, and its clock."""

    city: City
    now: datetime = NOW
    calls: Calls = field(init=False)

    def __post_init__(self) -> None:
        made = Reception(self.city.store, self.city.keys, lambda: self.now, self.city.folder)
        self.calls = Calls(made.app())

    def put(self, content: bytes, name: str = TARGET) -> str:
        """Put a board up; return the reason of a refusal, empty when it is kept."""
        response = self.calls.put(f"/v1/office/boards/{name}", content=content, headers=AS_OFFICE)
        return "" if response.is_success else slug_of(response.json())

    def get(self, **headers: str) -> httpx.Response:
        return self.calls.get(f"/v1/boards/{TARGET}", headers=headers)


@pytest.fixture
def hall(published: City) -> Hall:
    return Hall(published)


def test_the_newest_stays_whatever_comes_after(hall: Hall) -> None:
    first, later = (
        signed(hall.city, closed_days(NOW - timedelta(hours=hours))) for hours in (2, 1)
    )
    assert [hall.put(content) for content in (first, later, later)] == ["", "", ""]
    assert hall.put(first) == "board-not-newer"
    same_time = signed(hall.city, closed_days(NOW - timedelta(hours=1), opens="09:00"))
    assert hall.put(same_time) == "board-not-newer"
    assert hall.get().content == later


def test_what_the_office_did_not_say_is_refused(hall: Hall) -> None:
    forged = signed(hall.city, closed_days(NOW), Ed25519PrivateKey.generate())
    assert hall.put(forged) == "signature-invalid"
    assert hall.put(b"{}" + b" " * LARGEST_BOARD) == "too-large"
    assert hall.put(b"{}") == "malformed"
    assert hall.put(signed(hall.city, closed_days(NOW, who="a name"))) == "malformed"
    assert hall.put(signed(hall.city, closed_days(NOW)), "queue/hall") == "malformed"
    assert hall.put(signed(hall.city, Board("queue", NOW, NOW, {})), "queue") == "malformed"
    assert hall.put(signed(hall.city, closed_days(NOW + timedelta(minutes=3)))) == "board-ahead"
    assert hall.get().status_code == 404


def test_who_is_not_the_office_puts_nothing_up(hall: Hall) -> None:
    target, content = f"/v1/office/boards/{TARGET}", signed(hall.city, closed_days(NOW))
    assert hall.calls.put(target, content=content).status_code == 401
    assert hall.get().status_code == 404


def test_who_has_it_is_told_so_without_it(hall: Hall) -> None:
    assert hall.put(signed(hall.city, closed_days(NOW))) == ""
    whole = hall.get()
    assert whole.headers["Cache-Control"] == "public, max-age=15"
    tag = whole.headers["ETag"]
    for known in (tag, f"W/{tag}", f'"x", {tag}'):
        again = hall.get(**{"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
    assert hall.get(**{"If-None-Match": '"x"'}).status_code == 200


@pytest.mark.parametrize(
    ("later", "age"),
    [
        (timedelta(minutes=12), "12分前"),
        (timedelta(minutes=130), "2時間前"),
        (timedelta(days=3), "3日前"),
        (-timedelta(minutes=1), "0分前"),
    ],
)
def test_the_page_never_stands_without_its_age(hall: Hall, later: timedelta, age: str) -> None:
    assert hall.put(signed(hall.city, closed_days(NOW))) == ""
    hall.now = NOW + later
    page = hall.calls.get(f"/boards/{TARGET}")
    assert f"{age}に市役所が確かめました。" in page.text
    assert "08:30から17:15まで" in page.text
    assert "12月28日" in page.text


def test_the_page_of_an_ended_word_says_to_telephone(hall: Hall) -> None:
    assert hall.put(signed(hall.city, closed_days(NOW))) == ""
    hall.now = NOW + timedelta(days=61)
    page = hall.calls.get(f"/boards/{TARGET}").text
    assert "電話で確かめてください" in page
    assert "08:30" not in page


def test_the_page_runs_no_script_and_asks_nobody(hall: Hall) -> None:
    assert hall.put(signed(hall.city, closed_days(NOW))) == ""
    page = hall.calls.get(f"/boards/{TARGET}")
    assert "<script" not in page.text
    assert "http" not in page.text.replace("http-equiv", "")
    style = page.text.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page.headers["Content-Security-Policy"]
    assert len(page.content) < 10_000


def test_a_board_that_nobody_said_is_not_found(hall: Hall) -> None:
    for target in ("/v1/boards/closed_days", "/boards/closed_days", "/v1/boards/../x", "/boards/"):
        assert hall.calls.get(target).status_code == 404
