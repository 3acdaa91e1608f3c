"""Exactly once, in order, and durable: the same on SQLite and on PostgreSQL."""

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.database import DatabaseAway, SchemaTooNew, Step, open_database
from sync.reception.store.devices import Device, find_device, keep_device, list_devices
from sync.reception.store.office_log import keep_office_log, office_log
from sync.reception.store.refusal import RequestRefused
from sync.reception.store.schema import STEPS
from sync.reception.store.store import Offer, ReceptionStore
from tests.sync.postgresql import Server

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
AT = NOW.isoformat()
FOUND_WITHIN_S = 60.0


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "reception.db")
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def store(target: str) -> Iterator[ReceptionStore]:
    opened = ReceptionStore.open(target)
    yield opened
    opened.close()


def offer(number: int, device: str = "tablet") -> Offer:
    digest = f"{number:064x}"
    return Offer(
        *(f"{number:032x}", device, number, "0" * 64, digest, "suite", "k1", AT),
        content=number.to_bytes(4, "big") * 256,
    )


def device(id: str = "tablet", prefix: int = 7) -> Device:
    return Device(id, "試験", b"s" * 32, b"e" * 32, prefix, AT, AT, None, "none", None)


def test_the_same_offer_is_one_row_and_says_which_time_it_was(store: ReceptionStore) -> None:
    first = store.take([offer(1), offer(2)], NOW)
    again = store.take([offer(1)], NOW + timedelta(hours=1))
    assert [row.is_new for row in first] == [True, True]
    assert not again[0].is_new
    assert replace(again[0], is_new=True) == first[0]


def test_one_id_twice_in_a_batch_is_one_row(store: ReceptionStore) -> None:
    rows = store.take([offer(1), offer(1)], NOW)
    assert [row.is_new for row in rows] == [True, False]


def test_fifty_identical_offers_at_once_are_one_row(target: str) -> None:
    """ANCHORS.md 5: a check before the insert doubled rows for years elsewhere."""
    workers = [ReceptionStore.open(target) for _ in range(5)]
    with ThreadPoolExecutor(50) as threads:
        made = list(threads.map(lambda n: workers[n % 5].take([offer(1)], NOW)[0], range(50)))
    assert sum(row.is_new for row in made) == 1
    assert len({row.received_at for row in made}) == 1
    assert workers[0].rows("select count(*) from submission") == [(1,)]
    for worker in workers:
        worker.close()


def test_other_bytes_under_one_id_keep_the_first(store: ReceptionStore) -> None:
    store.take([offer(1)], NOW)
    ((row),) = store.take([replace(offer(1), digest="f" * 64, content=b"other")], NOW)
    assert row.digest == offer(1).digest
    assert bytes(store.rows("select content from submission")[0][0]) == offer(1).content


def test_consumers_side_by_side_get_each_application_once(target: str) -> None:
    store = ReceptionStore.open(target)
    store.take([offer(number) for number in range(200)], NOW)
    consumers = [ReceptionStore.open(target) for _ in range(4)]

    def consume(consumer: ReceptionStore) -> list[str]:
        taken: list[str] = []
        while lent := consumer.claim(7, NOW, NOW + timedelta(minutes=5)):
            taken += [one.id for one in lent]
            consumer.acknowledge([one.id for one in lent], NOW)
        return taken

    with ThreadPoolExecutor(4) as threads:
        taken = Counter(id for ids in threads.map(consume, consumers) for id in ids)
    assert len(taken) == 200
    assert set(taken.values()) == {1}
    assert store.claim(7, NOW + timedelta(days=1), NOW + timedelta(days=2)) == []
    for one in (store, *consumers):
        one.close()


def test_what_a_dead_consumer_borrowed_is_lent_again_in_order(store: ReceptionStore) -> None:
    store.take([offer(3), offer(1), offer(2)], NOW)
    lent = store.claim(9, NOW, NOW + timedelta(minutes=5))
    assert store.claim(9, NOW, NOW + timedelta(minutes=5)) == []
    later = NOW + timedelta(minutes=6)
    again = store.claim(9, later, later + timedelta(minutes=5))
    assert (
        [one.id for one in again]
        == [one.id for one in lent]
        == [o.id for o in map(offer, (3, 1, 2))]
    )


def test_what_is_damaged_is_not_here_until_its_tablet_brings_it_again(
    store: ReceptionStore,
) -> None:
    good, other = offer(1), offer(2)
    store.take([good, other], NOW)
    with store.transaction() as db:
        db.execute("update submission set content = ? where id = ?", [b"damaged", good.id])
    store.mark_damaged([good.id], NOW)
    later = NOW + timedelta(hours=1)
    assert [one.id for one in store.claim(9, later, later)] == [other.id]
    assert [row.id for row in store.stored("tablet", [good.id, other.id])] == [other.id]
    assert store.take([replace(good, device="another")], later)[0].device == "tablet"
    assert store.stored("tablet", [good.id]) == [], "no other tablet's bytes take its place"
    (again,) = store.take([good], later)
    assert (again.is_new, again.digest, again.received_at) == (False, good.digest, NOW)
    assert [one.content for one in store.claim(9, later, later) if one.id == good.id] == [
        good.content
    ]


def test_only_what_the_receipt_vouches_for_is_handed_over(store: ReceptionStore) -> None:
    store.take([offer(1), offer(2)], NOW)
    store.acknowledge([offer(1).id, offer(2).id], NOW, [offer(1).digest, "0" * 64])
    found = store.stored("tablet", [offer(1).id, offer(2).id])
    assert [(row.seq, row.is_durable) for row in found] == [(1, True), (2, False)]


def test_durable_is_what_the_office_has_as_well(store: ReceptionStore) -> None:
    store.take([offer(1), offer(2)], NOW)
    store.acknowledge([offer(1).id], NOW)
    found = store.stored("tablet", [offer(1).id, offer(2).id, offer(3).id])
    assert [(row.seq, row.is_durable) for row in found] == [(1, True), (2, False)]
    assert store.stored("another tablet", [offer(1).id]) == []
    assert store.forget_acknowledged(NOW - timedelta(days=1)) == 1
    assert len(store.claim(9, NOW, NOW + timedelta(minutes=5))) == 2


def test_what_the_office_took_since_a_time_is_the_same_in_every_zone(store: ReceptionStore) -> None:
    store.take([offer(1), offer(2)], NOW)
    store.acknowledge([offer(1).id], NOW - timedelta(hours=1))
    store.acknowledge([offer(2).id], NOW)
    half_past_eleven = datetime.fromisoformat("2026-11-23T11:30:00+09:00")
    assert store.forget_acknowledged(half_past_eleven) == 1


def test_answers_have_places_without_gap_however_they_come(target: str) -> None:
    """A cursor that a slower writer fills behind the reader would lose an answer."""
    store = ReceptionStore.open(target)
    keep_device(store, device())
    writers = [ReceptionStore.open(target) for _ in range(4)]
    seen: list[int] = []

    def write(worker: int) -> None:
        for number in range(25):
            writers[worker].put_decision(f"{worker}-{number}", "tablet", 1, b"sealed")

    with ThreadPoolExecutor(4) as threads:
        running = [threads.submit(write, worker) for worker in range(4)]
        is_over = False
        while not is_over:
            is_over = all(one.done() for one in running)
            while found := store.decisions_after("tablet", seen[-1] if seen else 0, 10):
                seen += [place for place, _ in found]
    assert [one.result() for one in running] == [None] * 4
    assert seen == list(range(1, 101))
    for one in (store, *writers):
        one.close()


def test_an_answer_sent_twice_is_kept_once(store: ReceptionStore) -> None:
    keep_device(store, device())
    assert store.put_decision("a", "tablet", 1, b"first")
    assert store.put_decision("a", "tablet", 1, b"first")
    with pytest.raises(RequestRefused, match="other-bytes"):
        store.put_decision("a", "tablet", 1, b"other")
    assert [content for _, content in store.decisions_after("tablet", 0, 9)] == [b"first"]
    assert not store.put_decision("a", "nobody", 1, b"x")


def test_a_tablet_that_nobody_approved_gives_way_to_one_of_the_office(
    store: ReceptionStore,
) -> None:
    """After a restore a number's prefix may be given out twice."""
    keep_device(store, replace(device("new"), approved_at=None))
    keep_device(store, device("old"))
    assert find_device(store, "new") is None
    with pytest.raises(RequestRefused, match="prefix-taken"):
        keep_device(store, device("another"))
    assert [one.id for one in list_devices(store)] == ["old"]


def test_the_offices_word_on_a_tablet_replaces_the_old_one(store: ReceptionStore) -> None:
    keep_device(store, device())
    keep_device(store, replace(device(), revoked_at=AT, lease_order="wipe", name="changed"))
    found = find_device(store, "tablet")
    assert found is not None
    assert (found.revoked_at, found.lease_order, found.name) == (AT, "wipe", "試験")


def test_an_epoch_stays_until_a_restore(store: ReceptionStore) -> None:
    first = store.epoch()
    assert store.epoch() == first
    assert store.begin_epoch() != first


def test_older_workers_go_on_while_the_tables_change(target: str) -> None:
    """An update needs no stop: the step only adds, and a row of before is still there."""
    old = ReceptionStore.open(target)
    old.take([offer(1)], NOW)
    newer = (
        *STEPS,
        Step("alter table submission add column note text; create index n on submission (note)"),
    )
    database = open_database(target)
    database.migrate(newer)
    assert [row.is_new for row in old.take([offer(1), offer(2)], NOW)] == [False, True]
    assert database.rows("select count(*), count(note) from submission") == [(2, 0)]
    ReceptionStore(open_database(target)).close()  # one more old worker starts
    database.migrate((*newer, Step("drop index n", breaks_older=True)))
    with pytest.raises(SchemaTooNew):
        ReceptionStore.open(target)
    database.close()
    old.close()


def test_four_workers_start_at_once_and_migrate_once(target: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        stores = list(threads.map(lambda _: ReceptionStore.open(target), range(4)))
    assert len({store.epoch() for store in stores}) == 1
    for store in stores:
        store.close()


def test_a_reception_of_the_first_version_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "reception.db"
    database = open_database(str(path))
    database.migrate(STEPS[:1])
    with database.transaction() as db:
        db.execute("insert into device values ('t', 'x', ?, ?, 3, ?, null)", [b"s", b"e", AT])
        db.execute(
            "insert into submission (id, device, seq, digest, content, received_at)"
            " values ('a', 't', 1, 'd', ?, ?)",
            [b"c", AT],
        )
        db.execute("insert into answer (id, device, seq, content) values ('a', 't', 1, ?)", [b"x"])
    database.close()
    store = ReceptionStore.open(path)
    assert store.stored("t", ["a"])[0].is_durable  # its receipt said so already
    assert [place for place, _ in store.decisions_after("t", 0, 9)] == [1]
    kept = find_device(store, "t")
    assert kept is not None
    assert kept.approved_at == AT
    assert store.put_decision("b", "t", 1, b"y")
    assert [place for place, _ in store.decisions_after("t", 1, 9)] == [2]
    store.close()


def test_a_backup_makes_what_is_in_it_durable(tmp_path: Path) -> None:
    store = ReceptionStore.open(tmp_path / "reception.db")
    store.take([offer(1)], NOW)
    assert store.backup(tmp_path / "copy.db", NOW) == 1
    store.take([offer(2)], NOW)
    found = store.stored("tablet", [offer(1).id, offer(2).id])
    assert [row.is_durable for row in found] == [True, False]
    store.close()
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("select count(*) from submission").fetchone() == (1,)
    copy.close()


@pytest.mark.slow
def test_a_postgresql_that_goes_away_is_said_and_found_again(
    postgres_server: Server, postgres_url: str
) -> None:
    store = ReceptionStore.open(postgres_url)
    store.take([offer(1)], NOW)
    postgres_server.stop()
    try:
        with pytest.raises(DatabaseAway):
            store.take([offer(2)], NOW)
    finally:
        postgres_server.start()
    end = time.monotonic() + FOUND_WITHIN_S
    while True:  # the pool looks again less and less often; a tablet is told to come back
        try:
            stored = store.take([offer(1), offer(2)], NOW)
            break
        except DatabaseAway:
            assert time.monotonic() < end
    assert [row.is_new for row in stored] == [False, True]
    store.close()


def test_a_transaction_that_fails_leaves_nothing(store: ReceptionStore) -> None:
    def fail(number: int) -> None:
        with store.transaction() as db:
            store.put_setting("a", b"1")
            db.execute("insert into setting values ('b', ?)", [b"2"])
            raise ValueError(number)

    with pytest.raises(ValueError, match="7"):
        fail(7)
    assert store.setting("a") is None
    assert store.setting("b") is None


def test_two_processes_on_one_sqlite_wait_for_each_other(tmp_path: Path) -> None:
    first, second = (ReceptionStore.open(tmp_path / "reception.db") for _ in range(2))
    with ThreadPoolExecutor(2) as threads:
        rounds = [
            threads.submit(
                lambda s, base: [s.take([offer(base + n)], NOW) for n in range(50)], one, base
            )
            for one, base in ((first, 0), (second, 1000))
        ]
    assert [len(one.result()) for one in rounds] == [50, 50]
    assert first.rows("select count(*) from submission") == [(100,)]
    first.close()
    second.close()


def test_a_flipped_bit_in_a_row_makes_nothing_durable(tmp_path: Path) -> None:
    """In SQLite's rows one bit is between NULL and 0."""
    store = ReceptionStore.open(tmp_path / "reception.db")
    store.take([offer(1)], NOW)
    with store.transaction() as db:
        db.execute("update submission set durable_at = 0")
    assert [row.is_durable for row in store.stored("tablet", [offer(1).id])] == [False]
    store.close()


def test_mended_06_only_a_higher_head_of_the_offices_log_takes_a_heads_place(
    store: ReceptionStore,
) -> None:
    assert office_log(store) == ""
    for seq, token in ((9, "nine"), (10, "ten"), (10, "zzz"), (2, "two")):
        keep_office_log(store, seq, token)
    assert office_log(store) == "ten"
