"""Nothing leaves the tablet before the reception's own handlers vouched for it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from sync.reception.http.access import Access
from sync.reception.routes.evidence import EvidenceRoutes
from sync.reception.store.devices import Device, keep_device
from sync.reception.store.events import event_state
from sync.tablet.errors import CaptivePortal
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.evidence.sender import EvidenceSender
from sync.wire.city import utc_now
from sync.wire.events.chain import ChainState
from sync.wire.request import HEADER, Request, authorise
from tests.sync.asgi import Calls
from tests.sync.city import City, make_city
from tests.sync.tablet.evidence.evidence_kills import make_tablet
from tests.sync.wire.events.events import DEVICE

AT = datetime(2026, 11, 23, tzinfo=UTC).isoformat()


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    made = make_city(tmp_path / "city")
    yield made
    made.store.close()


@pytest.fixture
def log(city: City, tmp_path: Path) -> Iterator[EvidenceLog]:
    store, enrolled = make_tablet(tmp_path / "tablet", city.pack)
    public = enrolled.sign_key.public_key().public_bytes_raw()
    keep_device(
        city.store, Device(DEVICE, "試験", public, bytes(32), 1, AT, AT, None, "none", None)
    )
    yield EvidenceLog(store, enrolled)
    store.close()


@pytest.fixture
def sender(city: City, log: EvidenceLog) -> EvidenceSender:
    access = Access(city.store, city.keys, utc_now)
    routes = EvidenceRoutes(city.store, access.known, access.office).routes()
    calls, key = Calls(Starlette(routes=routes)), log.enrolled.sign_key

    def post(path: str, body: bytes) -> dict[str, Any]:
        proof = authorise(Request("POST", path, body), device=DEVICE, key=key, at=utc_now())
        answer: dict[str, Any] = calls.post(path, content=body, headers={HEADER: proof}).json()
        return answer

    return EvidenceSender(log, post)


def write(log: EvidenceLog, count: int) -> None:
    with log.store.atomic():
        for _ in range(count):
            log.put("locked")


def forget(city: City, after: int) -> None:
    """Be the reception that was restored from a backup."""
    with city.store.transaction() as db:
        db.execute("delete from event where seq > ?", [after])


def test_nothing_is_deleted_before_the_reception_has_it_and_the_head_stays(
    city: City, log: EvidenceLog, sender: EvidenceSender
) -> None:
    write(log, 250)
    assert log.prune(keep=0) == 0
    assert sender.run_once() == 250
    assert sender.run_once() == 0
    assert log.prune(keep=10) == 240
    assert log.prune(keep=0) == 9
    write(log, 1)
    sender.run_once()
    assert event_state(city.store, DEVICE) == ChainState(held=251, last=251)


def test_a_restored_reception_names_its_gap_and_gets_it(
    city: City, log: EvidenceLog, sender: EvidenceSender
) -> None:
    write(log, 30)
    sender.run_once()
    forget(city, 10)
    write(log, 1)
    assert sender.run_once() == 21
    assert event_state(city.store, DEVICE) == ChainState(held=31, last=31)


def test_a_reception_of_a_new_epoch_is_offered_everything_again(
    city: City, log: EvidenceLog, sender: EvidenceSender
) -> None:
    write(log, 5)
    sender.run_once()
    forget(city, 0)
    log.offer_again()
    assert sender.run_once() == 5
    assert event_state(city.store, DEVICE) == ChainState(held=5, last=5)


def test_a_damaged_event_leaves_a_gap_and_stops_nothing(
    city: City, log: EvidenceLog, sender: EvidenceSender
) -> None:
    write(log, 3)
    with log.store.atomic() as db:
        db.execute("update evidence set content = x'00' where seq = 3")
    write(log, 1)
    sender.run_once()
    assert event_state(city.store, DEVICE) == ChainState(held=2, last=4, gaps=((3, 3),))
    assert log.confirmed_upto() == 4


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"stored": 1},
        {"stored": 1, "digest": "00" * 32, "gaps": [[1, 2**70]]},
        {"stored": 2, "digest": "00" * 32, "gaps": []},
        {"stored": "x", "digest": "", "gaps": []},
    ],
)
def test_an_answer_that_is_no_receptions_confirms_nothing(
    log: EvidenceLog, answer: dict[str, object]
) -> None:
    write(log, 1)
    with pytest.raises(CaptivePortal):
        EvidenceSender(log, lambda *_: answer).run_once()
    assert log.confirmed_upto() == 0
