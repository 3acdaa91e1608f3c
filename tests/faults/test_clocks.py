"""A tablet's clock that was never set, runs back, or lies in 2038 delays and loses nothing."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sync.tablet.errors import UnknownCityKey
from sync.tablet.outbox import Outbox
from sync.tablet.store import Store
from sync.wire.package import Package, Part
from tests.sync.city import enrolled, make_city

TODAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NEVER_SET = datetime(1970, 1, 1, tzinfo=UTC)
LAST_32_BIT = datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC)
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
        store, _, station = enrolled(city, tmp_path / "tablet")
    yield Outbox(store, station, clock), clock, store
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
