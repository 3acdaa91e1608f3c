"""When a tablet called is marked once an hour, so that an idle reception writes nothing."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sync.reception.store.devices import mark_seen
from sync.reception.store.store import ReceptionStore
from sync.wire.messages.contact import CONTACT_NOTED_EVERY
from tests.sync.reception.store.test_store import NOW

ID = "ab" * 8
SECOND = timedelta(seconds=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ReceptionStore]:
    is_sqlite = request.param == "sqlite"
    target = tmp_path / "r.db" if is_sqlite else request.getfixturevalue("postgres_url")
    with closing(ReceptionStore.open(target)) as made:
        with made.transaction() as db:
            db.execute(
                "insert into device (id, name, sign_key, seal_key, number_prefix, enrolled_at)"
                " values (?, 'n', ?, ?, 1, '')",
                [ID, b"s", b"k"],
            )
        yield made


def seen(store: ReceptionStore) -> datetime:
    ((at,),) = store.rows("select last_seen_at from device")
    return datetime.fromisoformat(at)


def test_a_contact_is_marked_once_an_hour(store: ReceptionStore) -> None:
    mark_seen(store, ID, NOW)
    mark_seen(store, ID, NOW + CONTACT_NOTED_EVERY - SECOND)
    assert seen(store) == NOW
    mark_seen(store, ID, NOW + CONTACT_NOTED_EVERY)
    assert seen(store) == NOW + CONTACT_NOTED_EVERY


def test_what_a_tablet_understands_is_marked_at_once(store: ReceptionStore) -> None:
    mark_seen(store, ID, NOW)
    mark_seen(store, ID, NOW + SECOND, "answer-2")
    assert store.rows("select understands from device") == [("answer-2",)]
    assert seen(store) == NOW + SECOND


def test_a_clock_that_was_set_back_does_not_stop_the_marks(store: ReceptionStore) -> None:
    mark_seen(store, ID, NOW + timedelta(days=9))
    mark_seen(store, ID, NOW)
    assert seen(store) == NOW


def test_a_contact_within_the_hour_writes_nothing(tmp_path: Path) -> None:
    with closing(ReceptionStore.open(tmp_path / "r.db")) as store:
        with store.transaction() as db:
            db.execute(
                "insert into device (id, name, sign_key, seal_key, number_prefix, enrolled_at)"
                " values (?, 'n', ?, ?, 1, '')",
                [ID, b"s", b"k"],
            )
        mark_seen(store, ID, NOW)
        log = tmp_path / "r.db-wal"
        before = log.read_bytes()
        for n in range(20):
            mark_seen(store, ID, NOW + n * SECOND)
        assert log.read_bytes() == before
