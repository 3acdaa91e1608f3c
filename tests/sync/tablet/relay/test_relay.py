"""Days without a line: the queue as a file, a colleague's tablet, and the receipts' way back."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sync.errors import WireError
from sync.reception.http.access import Access
from sync.tablet.errors import RelayFileRefused, StorageLow
from sync.tablet.relay.relay import Relay, RelayTaken
from sync.tablet.store.space import LOW
from sync.wire.envelope import Envelope, open_envelope
from sync.wire.messages.relay_file import MAGIC, Load, RelayKind, read_load, write_load
from sync.wire.package import Package, Part
from tests.sync.city import City, deliver_all, make_city, stored
from tests.sync.tablet.desk import PACKAGE, Desk

PHOTO = Part("photo.jpg", "image/jpeg", secrets.token_bytes(200_000))
LARGE = Package({"number": "x", "name": "見本 太郎"}, (PHOTO,))


@pytest.fixture
def desks(city: City, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    with city.open():
        made = Desk.join(city, tmp_path / "far"), Desk.join(city, tmp_path / "near")
    yield made
    for one in made:
        one.close()


def test_a_colleague_carries_what_only_the_city_can_read(
    city: City, desks: tuple[Desk, Desk]
) -> None:
    far, near = desks
    ids = far.seal(2) + far.seal(1, LARGE)
    file = Relay(far.outbox).applications()
    assert "見本".encode() not in file.content
    assert Relay(near.outbox).take(file.content) == RelayTaken(applications=3)
    assert Relay(near.outbox).take(file.content) == RelayTaken(), "a second time changes nothing"
    assert near.outbox.items() == [], "they are not this tablet's"
    with city.open():
        near.courier.run_once()
    assert [Envelope.from_bytes(raw).header.id for raw in stored(city)] == ids
    assert open_envelope(Envelope.from_bytes(stored(city)[0]), city.sealing.private)
    carried = Relay(near.outbox).carried.counts()
    assert (carried.waiting, carried.receipted) == (0, 3)
    assert near.store.rows("select count(*) from carried where content is not null") == [(0,)]
    assert near.store.rows("select count(*) from attachment") == [(0,)]
    back = Relay(near.outbox).receipts()
    assert Relay(far.outbox).take(back.content) == RelayTaken(receipts=3)
    assert far.states() == {"receipted"}
    deliver_all(city)
    with city.open():
        far.courier.run_once()
    assert far.states() == {"durable"}
    assert len(stored(city)) == 3


def test_the_queue_stays_where_it_is(desks: tuple[Desk, Desk]) -> None:
    far, _ = desks
    far.seal(2)
    file = Relay(far.outbox).applications()
    assert far.states() == {"sealed"}
    assert Relay(far.outbox).take(file.content) == RelayTaken(own=2)
    assert far.states() == {"sealed"}


def test_what_is_stuck_or_given_up_goes_with_the_file(desks: tuple[Desk, Desk]) -> None:
    far, _ = desks
    stuck, given_up = far.seal(2)
    for id in (stuck, given_up):
        far.outbox.quarantine(id, "sync.p_too_large")
    assert far.outbox.give_up(given_up)
    assert len(read_load(Relay(far.outbox).applications().content).items) == 2


def test_both_ways_bring_one_row(city: City, desks: tuple[Desk, Desk]) -> None:
    """Carried and sent: the reception stores it once and both get the same receipt."""
    far, near = desks
    (id,) = far.seal()
    Relay(near.outbox).take(Relay(far.outbox).applications().content)
    with city.open():
        far.courier.run_once()
        near.courier.run_once()
    assert len(stored(city)) == 1
    assert far.outbox.item(id).state == "receipted"
    assert Relay(near.outbox).carried.counts().receipted == 1


def test_a_file_of_a_stranger_is_refused_by_the_reception_and_kept_with_the_reason(
    city: City, desks: tuple[Desk, Desk], tmp_path: Path
) -> None:
    _, near = desks
    other = make_city(tmp_path / "other")
    with other.open():
        stranger = Desk.join(other, tmp_path / "stranger")
    stranger.seal()
    Relay(near.outbox).take(Relay(stranger.outbox).applications().content)
    with city.open():
        assert near.courier.run_once().line == "online"
    assert stored(city) == []
    assert near.store.rows("select reason_key from carried") == [("sync.p_signature_invalid",)]
    stranger.close()
    other.store.close()


def test_a_file_that_was_changed_or_cut_brings_nothing(desks: tuple[Desk, Desk]) -> None:
    far, near = desks
    far.seal(2, LARGE)
    content = Relay(far.outbox).applications().content
    places = [0, 5, len(MAGIC) + 2, len(MAGIC) + 40, len(content) // 2, len(content) - 1]
    for place in places:
        changed = bytearray(content)
        changed[place] ^= 1
        with pytest.raises(RelayFileRefused):
            Relay(near.outbox).take(bytes(changed))
    for length in (0, 10, len(MAGIC), len(content) // 2, len(content) - 1):
        with pytest.raises(RelayFileRefused):
            Relay(near.outbox).take(content[:length])
    assert near.store.rows("select count(*) from carried") == [(0,)]


def test_the_work_of_others_takes_no_room_from_the_own(desks: tuple[Desk, Desk]) -> None:
    far, near = desks
    far.seal(1, LARGE)
    content = Relay(far.outbox).applications().content
    room = LOW + len(content)
    assert near.store.space.keep_reserve()
    near.store.space = replace(near.store.space, free=lambda _: room - 1)
    with pytest.raises(StorageLow):
        Relay(near.outbox).take(content)
    assert near.store.rows("select count(*) from carried") == [(0,)]
    near.store.space = replace(near.store.space, free=lambda _: room)
    assert Relay(near.outbox).take(content) == RelayTaken(applications=1)


def test_an_envelope_without_its_attachment_is_no_load(desks: tuple[Desk, Desk]) -> None:
    far, _ = desks
    far.seal(1, LARGE)
    load = read_load(Relay(far.outbox).applications().content)
    with pytest.raises(WireError, match="attachment"):
        read_load(write_load(Load(RelayKind.APPLICATIONS, load.items)))


def test_receipts_of_others_settle_nothing_here(city: City, desks: tuple[Desk, Desk]) -> None:
    far, near = desks
    far.seal(1, PACKAGE)
    near.seal(1, PACKAGE)
    Relay(near.outbox).take(Relay(far.outbox).applications().content)
    with city.open():
        near.courier.run_once()
    assert Relay(near.outbox).take(Relay(near.outbox).receipts().content) == RelayTaken()


def test_one_that_is_too_large_is_set_aside_and_the_others_go(
    city: City, desks: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    far, near = desks
    far.seal(2)
    form = Part("form.pdf", "application/pdf", secrets.token_bytes(20_000))
    far.seal(1, Package({"number": "x"}, (form,)))
    Relay(near.outbox).take(Relay(far.outbox).applications().content)
    monkeypatch.setattr(Access.signed, "__defaults__", (20_000,))
    with city.open():
        assert near.courier.run_once().line == "online"
    assert len(stored(city)) == 2
    reasons = "select reason_key from carried where receipt is null"
    assert near.store.rows(reasons) == [("sync.p_too_large",)]


def test_on_a_metered_line_a_colleagues_attachments_wait_as_well(
    city: City, desks: tuple[Desk, Desk]
) -> None:
    far, near = desks
    far.seal(1, LARGE)
    far.seal(1)
    Relay(near.outbox).take(Relay(far.outbox).applications().content)
    near.courier.set_metered(True)
    with city.open():
        assert near.courier.run_once().line == "online"
        assert city.store.rows("select count(*) from attachment") == [(0,)]
        assert len(stored(city)) == 1
        near.courier.send_now()
        near.courier.run_once()
    assert len(stored(city)) == 2


def test_a_receipt_from_a_file_overtakes_the_sending_and_stays(
    city: City, desks: tuple[Desk, Desk]
) -> None:
    """It is taken between the courier's look at the queue and its mark that this is on its way."""
    far, near = desks
    ids = far.seal(2)
    Relay(near.outbox).take(Relay(far.outbox).applications().content)
    with city.open():
        near.courier.run_once()
        deliver_all(city)
        (token,) = far.client.news(ids[:1], 0).receipts
        due = far.outbox.due(8, 1 << 20)
        Relay(far.outbox).take(write_load(Load(RelayKind.RECEIPTS, (token.encode(),))))
        assert far.outbox.mark_sending([id for id, _ in due]) == {ids[1]}
        assert far.outbox.item(ids[0]).state == "durable"
        assert far.courier.run_once().line == "online"
    assert far.states() == {"durable"}
