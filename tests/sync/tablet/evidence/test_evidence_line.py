"""The evidence goes over the real line by itself, waits without one, and stops nothing."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync.reception.store.events import event_state
from sync.tablet.errors import DeviceRevoked, LineDown
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.evidence.sender import BATCH, EvidenceSender, EvidenceThread
from sync.tablet.line.client import Client
from sync.wire.events.chain import ChainState
from tests.sync.city import enrolled_tablet
from tests.sync.evidence_city import EvidenceCity, make_evidence_city

SOON_S = 20.0


@pytest.fixture
def city(tmp_path: Path) -> Iterator[EvidenceCity]:
    made = make_evidence_city(tmp_path / "city")
    yield made
    made.store.close()


@pytest.fixture
def log(city: EvidenceCity, tmp_path: Path) -> Iterator[EvidenceLog]:
    with city.open():
        store, _, enrolled = enrolled_tablet(city, tmp_path / "tablet")
    yield EvidenceLog(store, enrolled)
    store.close()


@pytest.fixture
def sender(log: EvidenceLog) -> Iterator[EvidenceSender]:
    client = Client(log.enrolled)
    yield EvidenceSender(log, lambda path, body: client.call("POST", path, body))
    client.close()


def soon(holds: Callable[[], bool]) -> bool:
    """Wait until *holds*, at most twenty seconds; how long it takes is not judged."""
    end = time.monotonic() + SOON_S
    while not holds() and time.monotonic() < end:
        time.sleep(0.01)
    return holds()


def test_the_thread_sends_what_is_written_and_waits_without_a_line(
    city: EvidenceCity, log: EvidenceLog, sender: EvidenceSender
) -> None:
    is_online = False
    thread = EvidenceThread(sender, lambda: is_online, every_s=0.01)
    log.put("locked")
    thread.start()
    with city.open():
        assert event_state(city.store, log.enrolled.id).held == 0
        is_online = True
        assert soon(lambda: log.confirmed_upto() == 1)
        log.put("locked")
        assert soon(lambda: log.confirmed_upto() == 2)
    log.put("locked")  # the line is gone; the thread lives and tries again
    with city.open():
        assert soon(lambda: log.confirmed_upto() == 3)
    thread.stop()
    assert event_state(city.store, log.enrolled.id) == ChainState(held=3, last=3)


def test_without_a_line_nothing_is_confirmed(log: EvidenceLog, sender: EvidenceSender) -> None:
    log.put("locked")
    with pytest.raises(LineDown):
        sender.run_once()
    assert log.confirmed_upto() == 0


def test_a_revoked_tablet_hands_in_its_evidence_and_nothing_else(
    city: EvidenceCity, log: EvidenceLog, sender: EvidenceSender
) -> None:
    log.put("locked")
    with city.store.transaction() as db:
        db.execute("update device set revoked_at = '2026-11-23T00:00:00+00:00'")
    client = Client(log.enrolled)
    with city.open():
        assert sender.run_once() == 1
        with pytest.raises(DeviceRevoked):
            client.news([], 0)
    client.close()
    assert event_state(city.store, log.enrolled.id) == ChainState(held=1, last=1)


def test_a_copied_tablet_that_forked_is_noted_and_goes_on_sending(
    city: EvidenceCity, log: EvidenceLog, sender: EvidenceSender
) -> None:
    write(log, 3)
    with city.open():
        sender.run_once()
        with log.store.atomic() as db:  # as if yesterday's copy of the store went on
            db.execute("delete from evidence where seq > 1")
            db.execute("delete from setting where name like 'evidence_confirmed%'")
        write(log, BATCH + 50)
        assert sender.run_once() == BATCH + 51
        assert sender.run_once() == 0
    assert event_state(city.store, log.enrolled.id) == ChainState(
        held=BATCH + 51, last=BATCH + 51, forks=(2, 3)
    )


def write(log: EvidenceLog, count: int) -> None:
    with log.store.atomic():
        for _ in range(count):
            log.put("locked", staff="mihon-a")
