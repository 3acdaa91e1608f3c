"""Events once each, forks beside, gaps named: the same on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.office.audit.log import OfficeEvidence
from sync.office.store.store import OfficeStore
from sync.reception.store import events as records
from sync.reception.store.store import Offer, ReceptionStore
from sync.wire.envelope import NO_PREVIOUS
from sync.wire.events.chain import ChainState
from sync.wire.events.event import sign_event
from tests.sync.wire.events.events import DEVICE, KEY, locks

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


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


def test_gaps_are_named_and_filled(store: ReceptionStore) -> None:
    events = locks(9)
    assert records.take_events(store, [events[1], *events[4:6], events[8]], NOW).new == 4
    assert records.event_gaps(store, DEVICE) == [(1, 1), (3, 4), (7, 8)]
    assert records.event_state(store, DEVICE).gaps == ((1, 1), (3, 4), (7, 8))
    assert records.take_events(store, events, NOW).new == 5
    assert records.event_gaps(store, DEVICE) == []
    assert records.event_state(store, DEVICE) == ChainState(held=9, last=9)
    read = records.events_after(store, DEVICE, 7, 10)
    assert read == [(n, NOW.isoformat(), events[n - 1].to_bytes()) for n in (8, 9)]


def test_a_fork_is_kept_beside_and_never_over(store: ReceptionStore) -> None:
    events = locks(2)
    other = sign_event(replace(events[1].event, kind="signed_in"), KEY)
    records.take_events(store, events, NOW)
    for _ in range(2):
        assert records.take_events(store, [other], NOW) == records.EventsTaken(0, (2,))
    assert records.event_state(store, DEVICE) == ChainState(2, 2, forks=(2,))
    read = records.events_after(store, DEVICE, 1, 9)
    assert [content for _, _, content in read] == [events[1].to_bytes(), other.to_bytes()]


def test_four_lines_with_the_same_batch_leave_one_row_each(store: ReceptionStore) -> None:
    events = locks(40)
    with ThreadPoolExecutor(4) as lines:
        taken = list(lines.map(lambda _: records.take_events(store, events, NOW), range(4)))
    assert sum(one.new for one in taken) == 40
    assert all(one.forks == () for one in taken)
    assert records.event_state(store, DEVICE) == ChainState(held=40, last=40)


def test_the_records_of_envelopes_come_without_their_content(store: ReceptionStore) -> None:
    at = NOW.isoformat()
    first = Offer("01" * 16, DEVICE, 1, NO_PREVIOUS, "d1", "suite", "k1", at, b"sealed")
    third = Offer("03" * 16, DEVICE, 3, "d2", "d3", "suite", "k1", at, b"sealed")
    store.take([first, third], NOW)
    store.acknowledge([first.id], NOW)
    found = records.envelope_records(store, DEVICE, 0, 10)
    assert [(row["seq"], row["durable_at"]) for row in found] == [(1, at), (3, None)]
    assert all("content" not in row for row in found)
    assert records.envelope_gaps(store, DEVICE) == ChainState(1, 3, gaps=((2, 2),))


def test_the_offices_log_is_whole_on_either_database(target: str, tmp_path: Path) -> None:
    office = OfficeStore.open(target)
    log = OfficeEvidence.open(office, tmp_path / "keys")
    for _ in range(3):
        log.put("opened", clerk="clerk-1", envelope="ab" * 16)
    assert len(log.contents()) == 3
    assert log.verify() == []
    office.close()
