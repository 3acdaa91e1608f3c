"""A tablet's files are what another tablet takes: several when one is not enough, none damaged."""

import hashlib
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.tablet.enrolment.check_in import unsent_work
from sync.tablet.relay import relay_export as module
from sync.tablet.relay.relay import Relay, RelayTaken
from sync.tablet.relay.relay_export import ENOUGH, RelayFile, relay_files
from sync.tablet.relay.set_aside import SetAside, offer_again, put_down, set_aside
from sync.wire.city import utc_now
from sync.wire.envelope import NO_PREVIOUS, Envelope, Header
from sync.wire.hpke.suites import HYBRID
from sync.wire.messages.relay_file import MOST, Load, RelayKind, read_load, write_load
from sync.wire.package import Package, Part
from tests.sync.city import City, make_city
from tests.sync.tablet.desk import Desk

pytestmark = pytest.mark.slow

PART = Part("photo.jpg", "image/jpeg", secrets.token_bytes(12 * 1024 * 1024))
AT = "2026-11-26T00:00:00+00:00"
LARGE = Package({"number": "x"}, (PART,))


@pytest.fixture
def desks(city: City, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    with city.open():
        made = Desk.join(city, tmp_path / "far"), Desk.join(city, tmp_path / "near")
    yield made
    for one in made:
        one.close()


def files_of(desk: Desk) -> list[RelayFile]:
    return list(relay_files(desk.store, desk.enrolled.id, utc_now()))


def queue_small(desk: Desk, count: int) -> None:
    """Queue so many tiny envelopes; nobody opens them."""
    made = [
        Envelope(
            Header(HYBRID, f"{seq:032x}", desk.enrolled.id, seq, NO_PREVIOUS, "k1", AT),
            b"sealed",
            bytes(64),
        ).to_bytes()
        for seq in range(1, count + 1)
    ]
    with desk.store.atomic() as db:
        db.conn.executemany(
            "insert into outbox (seq, id, number, digest, state, sealed, size, sealed_at)"
            " values (?, ?, ?, ?, 'sealed', ?, ?, ?)",
            [
                (seq, f"{seq:032x}", str(seq), hashlib.sha256(raw).hexdigest(), raw, len(raw), AT)
                for seq, raw in enumerate(made, 1)
            ],
        )


def test_more_than_one_file_takes_goes_on_in_the_next(desks: tuple[Desk, Desk]) -> None:
    far, near = desks
    queue_small(far, MOST + 1)
    first, second = files_of(far)
    assert (first.count, first.left, second.count, second.left) == (MOST - 1, 2, 2, 0)
    assert Relay(near.outbox).take(second.content) == RelayTaken(applications=2)
    assert len(read_load(first.content).items) == MOST - 1
    assert far.outbox.counts().waiting == MOST + 1, "the queue stays as it is"


def test_large_applications_go_in_several_files(desks: tuple[Desk, Desk]) -> None:
    far, near = desks
    far.seal(3, LARGE)
    far.seal()
    files = files_of(far)
    assert [file.count for file in files] == [2, 2]
    assert all(len(file.content) <= ENOUGH for file in files)
    taken = [Relay(near.outbox).take(file.content) for file in files]
    assert taken == [RelayTaken(applications=2), RelayTaken(applications=2)]


def test_one_that_is_larger_than_a_file_has_one_of_its_own(
    desks: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    far, near = desks
    far.seal(3)
    monkeypatch.setattr(module, "ENOUGH", 10)
    assert [Relay(near.outbox).take(file.content).applications for file in files_of(far)] == [1] * 3


def test_what_no_file_takes_is_not_written() -> None:
    with pytest.raises(ValueError, match="more than one file"):
        write_load(Load(RelayKind.RECEIPTS, (b"",) * MOST))


@pytest.mark.parametrize(
    "damage",
    [
        "update outbox set sealed = cast('nothing' as blob) where seq = 2",
        "update attachment set sealed = zeroblob(size) where id = (select id from outbox"
        " where seq = 2)",
        "delete from attachment where id = (select id from outbox where seq = 2)",
    ],
)
def test_a_damaged_one_is_told_and_spoils_no_file(desks: tuple[Desk, Desk], damage: str) -> None:
    far, near = desks
    far.seal(3, Package({"number": "x"}, (Part("a", "image/jpeg", bytes(200_000)),)))
    with far.store.atomic() as db:
        db.execute(damage)
    (file,) = files_of(far)
    assert (file.count, file.left, file.left_out) == (2, 0, 1)
    assert Relay(near.outbox).take(file.content) == RelayTaken(applications=2)


def test_receipts_are_given_back_in_several_files(desks: tuple[Desk, Desk]) -> None:
    near, _ = desks
    with near.store.atomic() as db:
        db.conn.executemany(
            "insert into carried (id, device, digest, receipt, taken_at)"
            " values (?, 'd', '', 'r', '')",
            [(str(place),) for place in range(MOST + 1)],
        )
    carry = Relay(near.outbox)
    first = carry.receipts()
    assert (first.count, first.left) == (MOST - 1, 2)
    second = carry.receipts(first.upto)
    assert (second.count, second.left) == (2, 0)
    assert len(read_load(first.content).items) == MOST - 1


def test_what_a_colleagues_tablet_was_refused_is_told_offered_again_and_put_down(
    city: City, desks: tuple[Desk, Desk], tmp_path: Path
) -> None:
    _, near = desks
    other = make_city(tmp_path / "other")
    with other.open():
        stranger = Desk.join(other, tmp_path / "stranger")
    stranger.seal(2, Package({"number": "x"}, (Part("a", "image/jpeg", bytes(200_000)),)))
    Relay(near.outbox).take(files_of(stranger)[0].content)
    for _ in range(2):
        with city.open():
            near.courier.run_once()
        (these,) = set_aside(near.store)
        assert (these.device, these.count) == (stranger.enrolled.id, 2)
        offer_again(near.store, these)
        assert set_aside(near.store) == []
    with city.open():
        near.courier.run_once()
    (these,) = set_aside(near.store)
    assert unsent_work(near.outbox).total == 2
    assert put_down(near.store, SetAside(these.device, "another reason", 2)) == 0
    assert put_down(near.store, these) == 2
    assert unsent_work(near.outbox).total == 0
    assert near.store.rows("select count(*) from attachment") == [(0,)]
    assert Relay(near.outbox).take(files_of(stranger)[0].content) == RelayTaken(applications=2)
    stranger.close()
    other.store.close()
