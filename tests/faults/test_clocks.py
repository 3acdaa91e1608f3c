"""A tablet's clock that was never set, runs back, or lies in 2038 delays and loses nothing."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sync.tablet.delivery.courier import Courier
from sync.tablet.delivery.decisions import DecisionShelf
from sync.tablet.errors import UnknownCityKey, WrongPassphrase
from sync.tablet.line.client import Client
from sync.tablet.outbox.outbox import LONGEST_WAIT, Outbox
from sync.tablet.store.store import Store
from sync.tablet.vault.drafts import Drafts
from sync.tablet.vault.tries import Waits
from sync.tablet.vault.vault import Vault
from sync.wire.city import utc_now
from sync.wire.package import Package, Part
from sync.wire.receipt import Receipt
from tests.faults.kills.worker import KEY, STAFF
from tests.sync.city import enrolled_tablet, make_city

TODAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NEVER_SET = datetime(1970, 1, 1, tzinfo=UTC)
LAST_32_BIT = datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC)
YEAR_2050 = datetime(2050, 1, 1, tzinfo=UTC)
PACKAGE = Package({"v": 1}, (Part("form.pdf", "application/pdf", b"%PDF"),))


class Clock:
    """What the tablet believes the time to be."""

    now = TODAY

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def tablet(tmp_path: Path) -> Iterator[tuple[Outbox, Clock, Store]]:
    city, clock = make_city(tmp_path / "city"), Clock()
    with city.open():
        store, _, enrolled = enrolled_tablet(city, tmp_path / "tablet")
    yield Outbox(store, enrolled, clock), clock, store
    store.close()
    city.store.close()


def seal(outbox: Outbox) -> str:
    number = outbox.reserve_number(date(2026, 11, 23))
    return outbox.put(number, PACKAGE).id


def test_the_order_is_that_of_sealing_whatever_the_clock_says(
    tablet: tuple[Outbox, Clock, Store],
) -> None:
    outbox, clock, _ = tablet
    ids = []
    for at in (TODAY, NEVER_SET, TODAY - timedelta(days=1), TODAY + timedelta(hours=3), TODAY):
        clock.now = at
        ids.append(seal(outbox))
    assert [id for id, _ in outbox.due(10, 10**9)] == ids
    numbers = [item.number for item in outbox.items()]
    assert len(set(numbers)) == len(numbers)


def test_after_the_keys_end_nothing_is_sealed_and_nothing_is_lost(
    tablet: tuple[Outbox, Clock, Store],
) -> None:
    outbox, clock, _ = tablet
    first = seal(outbox)
    clock.now = LAST_32_BIT
    forgotten: list[bool] = []
    with pytest.raises(UnknownCityKey):
        outbox.put(
            outbox.reserve_number(date(2038, 1, 19)), PACKAGE, lambda: forgotten.append(True)
        )
    assert forgotten == []
    assert [id for id, _ in outbox.due(10, 10**9)] == [first]


@pytest.mark.parametrize("wrong", [LAST_32_BIT, TODAY + timedelta(days=2)])
def test_a_wait_that_a_wrong_clock_wrote_does_not_hold_an_application(
    tablet: tuple[Outbox, Clock, Store], wrong: datetime
) -> None:
    outbox, clock, _ = tablet
    id = seal(outbox)
    clock.now = wrong
    outbox.postpone([id], wrong + timedelta(minutes=5), None)
    assert outbox.due(10, 10**9) == []
    clock.now = TODAY
    assert [found for found, _ in outbox.due(10, 10**9)] == [id]


def test_a_server_that_asks_for_a_year_waits_an_hour_at_most(
    tablet: tuple[Outbox, Clock, Store],
) -> None:
    outbox, clock, _ = tablet
    id = seal(outbox)
    outbox.postpone([id], TODAY + timedelta(days=365), None)
    assert outbox.due(10, 10**9) == []
    clock.now = TODAY + timedelta(minutes=61)
    assert [found for found, _ in outbox.due(10, 10**9)] == [id]


def in_2050(outbox: Outbox) -> Outbox:
    """The same tablet with a city key that outlives a 32-bit clock."""
    keys = outbox.enrolled.city.encryption_keys
    later = tuple(key.model_copy(update={"not_after": YEAR_2050}) for key in keys)
    city = outbox.enrolled.city.model_copy(update={"encryption_keys": later})
    return replace(outbox, enrolled=replace(outbox.enrolled, city=city))


@pytest.mark.parametrize("at", [NEVER_SET, LAST_32_BIT, LAST_32_BIT + timedelta(seconds=1)])
def test_a_day_in_1970_or_2038_is_worked_through_like_any_other(
    tablet: tuple[Outbox, Clock, Store], at: datetime
) -> None:
    before, clock, store = tablet
    outbox = in_2050(before)
    clock.now = at
    drafts = Drafts(store, STAFF, KEY, clock)
    visit = drafts.open_visit()
    drafts.put(visit, "answer/1", b"x")
    number = outbox.reserve_number(at.date())
    item = outbox.put(number, PACKAGE, lambda: drafts.forget(visit))
    assert (item.sealed_at, drafts.visits()) == (at, [])
    outbox.mark_sending([item.id])
    outbox.postpone([item.id], at + timedelta(minutes=5), None)
    assert outbox.item(item.id).next_try_at == at + timedelta(minutes=5)
    clock.now = at + timedelta(minutes=6)
    ((id, content),) = outbox.due(10, 10**9)
    digest = hashlib.sha256(content).hexdigest()
    receipt = Receipt(id, digest, outbox.enrolled.id, 1, TODAY, "e1", "durable")
    assert outbox.settle(receipt, "token")
    assert outbox.item(id).receipted_at == TODAY


def test_a_visit_goes_on_while_the_clock_leaps_about(tablet: tuple[Outbox, Clock, Store]) -> None:
    """ANCHORS.md 24: the last answer counts, not the one with the latest time."""
    _, clock, store = tablet
    drafts = Drafts(store, STAFF, KEY, clock)
    visit = drafts.open_visit()
    for at in (TODAY, LAST_32_BIT, NEVER_SET, TODAY - timedelta(hours=9)):
        clock.now = at
        drafts.put(visit, "answer/1", f"{at}".encode())
        drafts.put(visit, f"answer/{at:%Y%H}", b"x")
        assert [found.updated_at for found in drafts.visits()] == [at]
    found = drafts.all(visit)
    assert found["answer/1"] == f"{TODAY - timedelta(hours=9)}".encode()
    assert len(found) == 5
    later = drafts.open_visit()
    assert {found.id for found in drafts.visits()} == {visit, later}


@pytest.mark.parametrize("leap", [0, 1, 400, 4096, 4096 + 366])
def test_no_number_comes_twice_after_a_leap_of_years_and_back(
    tablet: tuple[Outbox, Clock, Store], leap: int
) -> None:
    """Numbers come round after 4096 days; those that were given are passed over."""
    outbox, _, _ = tablet
    day = date(2026, 11, 23)
    for on in (day, day + timedelta(days=leap), NEVER_SET.date(), day, day + timedelta(days=1)):
        for _ in range(8):
            outbox.put(outbox.reserve_number(on), PACKAGE)
    assert len({item.number for item in outbox.items()}) == 40


@pytest.mark.parametrize("minutes", [1, 30, 59, 61, 60 * 24, 60 * 24 * 365 * 50])
def test_a_clock_set_back_holds_an_application_for_an_hour_at_most(
    tablet: tuple[Outbox, Clock, Store], minutes: int
) -> None:
    outbox, clock, _ = tablet
    id = seal(outbox)
    outbox.postpone([id], TODAY + timedelta(minutes=5), None)
    clock.now = TODAY - timedelta(minutes=minutes)
    waited = timedelta()
    while not outbox.due(1, 10**9):
        waited += timedelta(minutes=1)
        clock.now += timedelta(minutes=1)
    assert waited <= LONGEST_WAIT


TRANSITIONS = [
    ("America/New_York", datetime(2026, 3, 8, 7, 0, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, 6, 0, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, 0, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
]


@pytest.mark.parametrize(("zone", "at"), TRANSITIONS)
def test_summer_time_of_any_zone_moves_no_time_and_no_wait(
    tablet: tuple[Outbox, Clock, Store], zone: str, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ANCHORS.md 24: the tablet is set to another zone, and its clock changes there."""
    outbox, clock, _ = tablet
    clock.now = at - timedelta(minutes=1)
    first = seal(outbox)
    with set_zone(monkeypatch, zone):
        here = at.astimezone()
        assert here.utcoffset() != (at - timedelta(minutes=1)).astimezone().utcoffset()
        clock.now = at + timedelta(minutes=1)
        second = seal(outbox)
        outbox.postpone([first, second], clock.now + timedelta(minutes=5), None)
        clock.now += timedelta(minutes=4)
        assert outbox.due(10, 10**9) == []
        clock.now += timedelta(minutes=1)
        assert [id for id, _ in outbox.due(10, 10**9)] == [first, second]
        apart = outbox.item(second).sealed_at - outbox.item(first).sealed_at
        assert apart == timedelta(minutes=2)
    assert outbox.item(second).sealed_at == at + timedelta(minutes=1)


@contextmanager
def set_zone(monkeypatch: pytest.MonkeyPatch, zone: str) -> Iterator[None]:
    """Set the machine's zone for the block."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        yield
    time.tzset()


def test_a_wrong_clock_empties_the_queue_all_the_same(tmp_path: Path) -> None:
    """The request is signed again with the time of the trusted answer."""
    city, clock = make_city(tmp_path / "city"), Clock()
    with city.open():
        store, _, enrolled = enrolled_tablet(city, tmp_path / "tablet")
        outbox, client = Outbox(store, enrolled), Client(enrolled, clock)
        courier = Courier(outbox, DecisionShelf(store, enrolled), client, now=clock)
        for wrong in (NEVER_SET, LAST_32_BIT):
            clock.now = wrong
            id = seal(outbox)
            assert courier.run_once().line == "online"
            assert outbox.item(id).state == "receipted"
        client.close()
    store.close()
    city.store.close()


def test_a_wait_for_a_passphrase_holds_neither_the_queue_nor_a_colleague(
    tmp_path: Path,
) -> None:
    city, clock = make_city(tmp_path / "city"), Clock()
    clock.now = utc_now()
    with city.open():
        store, secret, enrolled = enrolled_tablet(city, tmp_path / "tablet")
    by_mono = Waits(lambda: clock.now.timestamp())
    vault = Vault(store, secret, 2**10, clock, waits=by_mono)
    outbox = Outbox(store, enrolled, clock)
    for id in ("s1", "s2"):
        vault.add_staff(id, f"見本 {id}", f"見本だけの長い合言葉 {id}")
    vault.close_enrolment()
    for _ in range(5):
        with pytest.raises(WrongPassphrase):
            vault.sign_in("s1", "これは違う合言葉です")
    with pytest.raises(WrongPassphrase) as waiting:
        vault.sign_in("s1", "見本だけの長い合言葉 s1")
    assert 0 < waiting.value.wait_s <= 31
    id = seal(outbox)
    assert [found for found, _ in outbox.due(1, 10**9)] == [id]
    assert vault.sign_in("s2", "見本だけの長い合言葉 s2").staff.id == "s2"
    clock.now += timedelta(seconds=31)
    assert vault.sign_in("s1", "見本だけの長い合言葉 s1").staff.id == "s1"
    store.close()
    city.store.close()
