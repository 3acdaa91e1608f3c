"""Several batches on their way at once: each record once, and one failure takes no other along."""

import itertools
import threading
from datetime import timedelta

import pytest

from sync.tablet.delivery.batches_in_flight import Batch, BatchesInFlight
from sync.tablet.delivery.courier import Courier
from sync.tablet.delivery.decisions import DecisionShelf
from sync.tablet.delivery.sending import AT_ONCE
from sync.tablet.errors import ClockWrong, LineDown
from sync.tablet.line.client import Client
from sync.tablet.line.replies import Result
from sync.tablet.outbox.outbox import Outbox
from sync.wire.city import utc_now
from sync.wire.envelope import Envelope
from sync.wire.package import Package
from tests.sync.city import City, stored
from tests.sync.tablet.desk import Desk


class Sent:
    """A client's ``send`` that waits for a sign, and fails for the batch that says so."""

    def __init__(self) -> None:
        self.may_end = threading.Event()

    def __call__(self, batch: Batch) -> list[Result]:
        assert self.may_end.wait(10)
        if batch == [("bad", b"bad")]:
            raise LineDown
        return [Result(id, 201, "receipt", "") for id, _ in batch]


def seal(outbox: Outbox, count: int) -> set[str]:
    today = utc_now().date()
    return {outbox.put(outbox.reserve_number(today), Package({"v": 1})).id for _ in range(count)}


def ids_at(city: City) -> list[str]:
    return sorted(Envelope.from_bytes(raw).header.id for raw in stored(city))


def test_a_batch_that_fails_takes_no_other_along() -> None:
    send = Sent()
    flights = BatchesInFlight(send)
    for name in ("good", "bad", "fine"):
        flights.launch([(name, name.encode())])
    assert (flights.count, flights.records, flights.size) == (3, 3, 11)
    send.may_end.set()
    landed = {landing.ids[0]: landing for landing in (flights.land() for _ in range(3))}
    assert isinstance(landed["bad"].error, LineDown)
    assert [landed[name].results[0].id for name in ("good", "fine")] == ["good", "fine"]
    assert (flights.count, flights.records, flights.size) == (0, 0, 0)


def test_a_record_on_its_way_is_not_launched_again() -> None:
    send = Sent()
    flights = BatchesInFlight(send)
    flights.launch([("a", b"a")])
    assert flights.without_these([("a", b"a"), ("b", b"b")]) == [("b", b"b")]
    send.may_end.set()
    flights.land()
    assert flights.without_these([("a", b"a")]) == [("a", b"a")]


def test_more_than_several_batches_arrive_once_each(city: City, desk: Desk) -> None:
    outbox, courier = desk.outbox, desk.courier
    ids = seal(outbox, 40 * AT_ONCE)
    with city.open():
        assert courier.run_once().line == "online"
    assert {item.state for item in outbox.items()} == {"receipted"}
    assert ids_at(city) == sorted(ids)


@pytest.mark.parametrize("ahead", [timedelta(days=1), timedelta(minutes=-11)])
def test_a_clock_that_is_wrong_is_set_right_by_the_trusted_answer_in_every_batch(
    city: City, desk: Desk, ahead: timedelta
) -> None:
    outbox = desk.outbox
    ids = seal(outbox, 10 * AT_ONCE)
    client = Client(outbox.enrolled, lambda: utc_now() + ahead)
    courier = Courier(outbox, DecisionShelf(outbox.store, outbox.enrolled), client)
    with city.open():
        assert courier.run_once().line == "online"
    client.close()
    assert ids_at(city) == sorted(ids)


def test_a_clock_that_stays_wrong_is_said_and_nothing_is_lost(city: City, desk: Desk) -> None:
    outbox = desk.outbox
    seal(outbox, 1)
    leaps = itertools.count()  # each time that it is asked, a day has passed
    client = Client(outbox.enrolled, lambda: utc_now() + timedelta(days=next(leaps) + 1))
    courier = Courier(outbox, DecisionShelf(outbox.store, outbox.enrolled), client)
    with city.open():
        status = courier.run_once()
    client.close()
    assert isinstance(status.error, ClockWrong)
    assert status.error.city_at is not None
    assert outbox.counts().waiting == 1


def test_a_restored_reception_is_noticed_by_the_receipts_of_what_is_sent(
    city: City, desk: Desk
) -> None:
    outbox, courier = desk.outbox, desk.courier
    (first,) = seal(outbox, 1)
    with city.open():
        courier.run_once()
    with city.store.transaction() as db:  # it was accepted only, and then the backup came
        db.execute("delete from submission")
    city.store.begin_epoch()
    (second,) = seal(outbox, 1)
    with city.open():
        courier.run_once()
    assert {item.state for item in outbox.items()} == {"receipted"}
    assert ids_at(city) == sorted([first, second])
