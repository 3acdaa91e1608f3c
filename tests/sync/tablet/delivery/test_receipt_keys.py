"""The reception signs with a newer key than the tablet's pack names: all waits, none is stuck."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.errors import ReceiptKeyUnknown
from sync.tablet.delivery.courier import Courier
from sync.tablet.delivery.decisions import DecisionShelf
from sync.tablet.relay.relay import Relay
from tests.sync.city import City, deliver_all, named, stored
from tests.sync.tablet.desk import Desk


def rotate(city: City) -> None:
    """Have the closed reception sign with a key that no tablet has heard of."""
    city.keys = replace(city.keys, kid="newer", receipt_key=Ed25519PrivateKey.generate())


@pytest.fixture
def rotated(city: City, desk: Desk) -> Iterator[City]:
    """The city as it is a day after *desk* was enrolled."""
    assert desk.enrolled.city.receipt_keys == city.pack.receipt_keys
    rotate(city)
    with city.open():
        yield city


def learn_the_key(city: City, desk: Desk) -> None:
    """Take what the newer pack would bring."""
    pack, key = desk.enrolled.city, named("newer", city.keys.receipt_key)
    desk.enrolled.city = pack.model_copy(update={"receipt_keys": (*pack.receipt_keys, key)})


def test_a_queue_waits_for_the_key_and_is_settled_by_it(rotated: City, desk: Desk) -> None:
    asked: list[bool] = []
    courier = Courier(
        desk.outbox,
        DecisionShelf(desk.store, desk.enrolled),
        desk.client,
        on_unknown_key=lambda: asked.append(True),
    )
    desk.seal(20)
    status = courier.run_once()
    assert (status.line, type(status.error)) == ("refused", ReceiptKeyUnknown)
    assert desk.states() == {"sealed"}
    assert asked == [True]
    learn_the_key(rotated, desk)
    assert courier.run_once().line == "online"
    assert desk.states() == {"receipted"}
    assert len(stored(rotated)) == 20


def test_a_durable_receipt_of_an_unknown_key_is_asked_for_again(city: City, desk: Desk) -> None:
    desk.seal()
    with city.open():
        desk.courier.run_once()
        desk.client.close()
    rotate(city)
    deliver_all(city)
    learned = Desk(desk.store, desk.secret, desk.enrolled)
    with city.open():
        assert isinstance(learned.courier.run_once().error, ReceiptKeyUnknown)
        assert desk.states() == {"receipted"}
        learn_the_key(city, desk)
        assert learned.courier.run_once().line == "online"
        learned.client.close()
    assert desk.states() == {"durable"}


def test_what_is_carried_waits_for_the_key_as_well(
    rotated: City, desk: Desk, tmp_path: Path
) -> None:
    far = Desk.join(rotated, tmp_path / "far")
    far.seal(2)
    Relay(desk.outbox).take(Relay(far.outbox).applications().content)
    far.close()
    assert isinstance(desk.courier.run_once().error, ReceiptKeyUnknown)
    assert desk.store.rows("select distinct reason_key from carried") == [(None,)]
    learn_the_key(rotated, desk)
    assert desk.courier.run_once().line == "online"
    counts = Relay(desk.outbox).carried.counts()
    assert (counts.waiting, counts.receipted) == (0, 2)
