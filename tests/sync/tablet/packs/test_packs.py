"""Packs on a tablet: what is refused leaves the one in use; nothing is lost by a kill."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.responses import StreamingResponse
from starlette.routing import Route

from sync.tablet.delivery.decisions import DecisionShelf, ReceivedDecisions
from sync.tablet.device.device import EnrolledDevice, Registration
from sync.tablet.errors import LineDown, PackDamaged, PackRefused, ServerRefused
from sync.tablet.line.client import Client
from sync.tablet.packs.keeper import PackKeeper
from sync.tablet.packs.packs import Pack, PackShelf, city_of
from sync.tablet.vault.shift import Shift
from sync.wire.city import CityFile, NamedKey
from sync.wire.hpke.suites import CLASSIC, SUITES, make_key
from sync.wire.messages.decision import Decision, DecisionStatus, open_decision, seal_decision
from tests.sync.city import make_city
from tests.sync.pack_city import NOW, PackCity, city_pack, served_packs
from tests.sync.tablet.desk import answers_by_number
from tests.sync.tablet.packs.pack_tablet import Tablet, newer, with_first_pack


@pytest.fixture
def city(tmp_path: Path) -> PackCity:
    made = PackCity(tmp_path / "city")
    made.init()
    made.publish()
    return made


@pytest.fixture
def tablet(city: PackCity, tmp_path: Path) -> Iterator[Tablet]:
    with with_first_pack(city, tmp_path / "tablet") as made:
        yield made


def enrolled_tablet(city: CityFile) -> EnrolledDevice:
    registration = Registration(device="d", name="n", number_prefix=1)
    return EnrolledDevice(registration, city, Ed25519PrivateKey.generate())


def test_update_takes_the_newest_and_fetches_only_what_changed(
    city: PackCity, tablet: Tablet
) -> None:
    newer(city)
    pack = tablet.update()
    assert tablet.version() == 2
    for path in pack.manifest.files:
        assert (pack.folder / path).read_bytes() == (city.content / path).read_bytes()
    fetched = [path for path in tablet.asked if path.startswith("targets/")]
    assert len(fetched) == 1 + 1 + 3  # manifest, definition, its words in three languages
    tablet.update()
    assert [path for path in tablet.asked if path.startswith("targets/")] == [
        path for path in tablet.asked if path.endswith("manifest.json")
    ]


def test_a_tablet_without_a_root_takes_nothing(city: PackCity, tmp_path: Path) -> None:
    other = Tablet(city, tmp_path / "other")
    assert other.shelf.update(other.fetch) is None
    assert other.asked == []
    other.now = NOW + timedelta(days=4000)
    assert other.shelf.age() == timedelta()
    other.store.close()


def test_a_tablet_that_never_got_a_pack_is_too_old_after_thirty_days_as_well(
    city: PackCity, tmp_path: Path
) -> None:
    other = Tablet(city, tmp_path / "other")
    other.shelf.trust(city.metadata("1.root.json").read_bytes())
    other.now = NOW + timedelta(days=30)
    assert not other.shelf.is_too_old()
    other.now = NOW + timedelta(days=31)
    assert other.shelf.is_too_old()
    other.store.close()


def test_the_citys_file_and_its_revocations_reach_the_station(
    city: PackCity, tablet: Tablet
) -> None:
    enrolled = enrolled_tablet(city_pack())
    shelf = PackShelf(
        tablet.store,
        tablet.folder / "packs",
        apply=lambda city: enrolled.take_city(tablet.store, city),
    )
    city.city(city_pack(phone="0990-00-9999"))
    city.revoke("key-0")
    newer(city)
    pack = shelf.update(tablet.fetch)
    assert pack is not None
    assert enrolled.city == city_of(pack)
    assert enrolled.city.phone == "0990-00-9999"
    key = enrolled.city.sealing_key(NOW, SUITES)
    assert key is not None
    assert key.id == "key-1"
    stored = tablet.store.setting("city")
    assert stored is not None
    assert CityFile.parse(stored) == enrolled.city


def test_an_answer_whose_key_was_withdrawn_hides_no_other(tablet: Tablet) -> None:
    pair, keys = make_key(CLASSIC), {kid: Ed25519PrivateKey.generate() for kid in ("a1", "a2")}
    answer_keys = tuple(
        NamedKey(kid=kid, public=key.public_key().public_bytes_raw()) for kid, key in keys.items()
    )
    enrolled = enrolled_tablet(city_pack(answer_keys=answer_keys))
    shelf = DecisionShelf(tablet.store, enrolled)
    for number, (kid, key) in enumerate(keys.items()):
        answer = Decision(f"id{number}", f"{number}", DecisionStatus.ACCEPTED, "", NOW, 1)
        shelf.put(seal_decision(answer, "d", pair.public, kid, key))
    shift = mock.Mock(spec=Shift)
    shift.open_decision = lambda content, keys: open_decision(content, pair.private, keys)
    assert set(answers_by_number(ReceivedDecisions(tablet.store, enrolled, shift))) == {"0", "1"}
    enrolled.take_city(tablet.store, city_pack(answer_keys=answer_keys[1:]))
    assert set(answers_by_number(ReceivedDecisions(tablet.store, enrolled, shift))) == {"1"}


def test_another_citys_file_is_refused_and_nothing_is_switched(
    city: PackCity, tablet: Tablet
) -> None:
    enrolled = enrolled_tablet(city_pack(lg_code="011002"))
    shelf = PackShelf(
        tablet.store,
        tablet.folder / "packs",
        apply=lambda city: enrolled.take_city(tablet.store, city),
    )
    newer(city)
    with pytest.raises(PackRefused) as refused:
        shelf.update(tablet.fetch)
    assert refused.value.reason == "another-city"
    assert tablet.version() == 1
    assert enrolled.city.lg_code == "011002"
    assert tablet.store.setting("city") is None


def test_a_pack_that_this_tablet_cannot_use_is_refused(city: PackCity, tablet: Tablet) -> None:
    def check(folder: Path) -> None:
        raise ValueError(f"{folder.name} has a kind that is not known yet")

    newer(city)
    shelf = PackShelf(tablet.store, tablet.folder / "packs", check=check)
    with pytest.raises(PackRefused) as refused:
        shelf.update(tablet.fetch)
    assert refused.value.reason == "unusable"
    assert tablet.version() == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "procedures/bus.toml").write_text("changed"),
        lambda folder: (folder / "procedures/bus.toml").unlink(),
        lambda folder: (folder / "procedures/more.toml").write_text("more"),
        lambda folder: (folder / "manifest.json").write_text("{}"),
    ],
)
def test_damage_on_the_disk_is_noticed_and_the_next_update_mends_it(
    tablet: Tablet, spoil: Callable[[Path], object]
) -> None:
    pack = tablet.shelf.current()
    assert pack is not None
    spoil(pack.folder)
    with pytest.raises(PackDamaged):
        tablet.shelf.current()
    tablet.update()
    assert tablet.version() == 1


def test_thirty_days_without_a_line_work_and_the_next_day_does_not(tablet: Tablet) -> None:
    for days in range(31):
        tablet.now = NOW + timedelta(days=days)
        assert tablet.shelf.age().days == days
        assert not tablet.shelf.is_too_old()
        assert tablet.version() == 1
    tablet.now = NOW + timedelta(days=30, hours=2)
    assert tablet.shelf.is_too_old()


def test_a_clock_set_back_makes_no_pack_younger(tablet: Tablet) -> None:
    tablet.now = NOW + timedelta(days=31)
    assert tablet.shelf.age().days == 31
    tablet.now = NOW
    assert tablet.shelf.is_too_old()
    with pytest.raises(PackRefused) as refused:  # the old timestamp, shown again
        tablet.update()
    assert refused.value.reason == "expired"


def test_a_clock_that_ran_ahead_is_forgiven_once_the_city_signs_anew(
    city: PackCity, tablet: Tablet
) -> None:
    tablet.now = NOW + timedelta(days=4000)
    assert tablet.shelf.age().days == 4000
    tablet.now = NOW
    city.repository.refresh()
    tablet.update()
    assert tablet.shelf.age() == timedelta()


def test_mended_10_one_start_five_years_ahead_makes_no_pack_too_old(tablet: Tablet) -> None:
    tablet.now = NOW + timedelta(days=1825)
    assert tablet.shelf.age().days == 1825
    tablet.now = NOW + timedelta(days=1)
    assert tablet.shelf.age().days == 1
    tablet.update()  # the same timestamp as before, still in date
    assert tablet.shelf.age() == timedelta()


def test_a_pack_that_a_draft_is_pinned_to_stays_until_the_draft_goes(
    city: PackCity, tablet: Tablet
) -> None:
    packs = [tablet.shelf.current()]
    with tablet.store.atomic() as db:
        db.execute("insert into visit values ('v1', 's', '2026', '2026')")
    assert packs[0] is not None
    tablet.shelf.pin("v1", packs[0])
    for version in (2, 3):
        newer(city, version)
        packs.append(tablet.update())
    tablet.shelf.prune(tablet.shelf.pinned())
    ids = [pack.id for pack in packs if pack]
    assert {path.name for path in (tablet.folder / "packs").iterdir()} == {ids[0], ids[2]}
    assert tablet.shelf.find(ids[0]).manifest.version == 1
    with tablet.store.atomic() as db:
        db.execute("delete from visit")
    tablet.shelf.prune(tablet.shelf.pinned())
    assert {path.name for path in (tablet.folder / "packs").iterdir()} == {ids[2]}
    assert tablet.store.rows("select * from pack_pin") == []


@contextmanager
def kept(keeper: PackKeeper) -> Iterator[None]:
    keeper.start()
    try:
        yield
    finally:
        keeper.stop()


def test_the_keeper_takes_a_newer_pack_by_itself_and_says_why_not(
    city: PackCity, tablet: Tablet
) -> None:
    newer(city)
    told, arrived = [], threading.Event()

    def on_pack(pack: Pack) -> None:
        told.append(pack.manifest.version)
        arrived.set()

    keeper = PackKeeper(tablet.shelf, tablet.fetch, on_pack=on_pack, first_after_s=0.0)
    with kept(keeper):
        assert arrived.wait(30)
    assert told == [2]
    city.metadata("timestamp.json").write_bytes(b"<html>")
    assert isinstance(keeper.run_once(), PackRefused)
    assert isinstance(keeper.error, PackRefused)
    assert told == [2]


def test_the_keeper_asks_at_once_when_it_is_woken(city: PackCity, tablet: Tablet) -> None:
    newer(city)
    arrived = threading.Event()
    keeper = PackKeeper(tablet.shelf, tablet.fetch, on_pack=lambda _: arrived.set())
    keeper.wake()
    with kept(keeper):
        assert arrived.wait(10), "less than it waits at first"
    assert tablet.version() == 2


def endless_stream() -> Iterator[bytes]:
    while True:
        yield b" " * 65536


@contextmanager
def reception(city: PackCity, folder: Path) -> Iterator[Client]:
    """Serve the repository over TLS on 127.0.0.1, and a file that never ends."""
    made = make_city(folder)
    endless = Route("/v1/packs/metadata/9.root.json", lambda _: StreamingResponse(endless_stream()))
    client = Client(enrolled_tablet(made.pack))
    with served_packs(made, city.repository.folder, endless):
        yield client
    client.close()
    made.store.close()


def test_the_tablets_own_line_brings_a_pack_and_stops_endless_data(
    city: PackCity, tablet: Tablet, tmp_path: Path
) -> None:
    newer(city)
    with reception(city, tmp_path / "tls") as client:
        pack = tablet.shelf.update(client.pack_file)
        assert pack is not None
        assert pack.manifest.version == 2
        with pytest.raises(PackRefused) as refused:
            client.pack_file("metadata/9.root.json", 512_000)
        assert refused.value.reason == "too-large"
        with pytest.raises(ServerRefused) as missing:
            client.pack_file("metadata/8.root.json", 512_000)
        assert missing.value.status == 404
        enrolled = client.enrolled
    without_a_line = Client(enrolled)
    with pytest.raises(LineDown):
        without_a_line.pack_file("metadata/1.root.json", 512_000)
    without_a_line.close()
