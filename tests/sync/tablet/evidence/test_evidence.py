"""The log goes on over restarts and kills, notes every set clock, and leaves no event behind."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.tablet.device.device import EnrolledDevice
from sync.tablet.errors import ReceiptMismatch, StoreFull
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.store import Store
from sync.wire.events.chain import ChainState, Link, chain_state
from sync.wire.events.event import SignedEvent, verify_event
from sync.wire.events.event_kinds import person_id
from tests.sync.city import City, make_city
from tests.sync.tablet.evidence.evidence_kills import kill_many, make_tablet
from tests.sync.tablet.evidence.evidence_worker import PACKAGE, VISIT, seal

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
KILLS = 20


class Clocks:
    """Both clocks of one tablet."""

    def __init__(self) -> None:
        self.wall, self.mono = START, 100.0

    def now(self) -> datetime:
        return self.wall

    def mono_s(self) -> float:
        return self.mono

    def go_on(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.mono += seconds


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    made = make_city(tmp_path_factory.mktemp("city"))
    yield made
    made.store.close()


@pytest.fixture
def tablet(city: City, tmp_path: Path) -> Iterator[tuple[Store, EnrolledDevice]]:
    store, enrolled = make_tablet(tmp_path / "tablet", city.pack)
    yield store, enrolled
    store.close()


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


def log_of(tablet: tuple[Store, EnrolledDevice], clocks: Clocks) -> EvidenceLog:
    """Start the app."""
    return EvidenceLog(*tablet, clocks.now, clocks.mono_s)


def read(log: EvidenceLog) -> list[SignedEvent]:
    """Return every event, each checked for its signature."""
    signed = [SignedEvent.from_bytes(raw) for _, raw in log.after(0, 100_000)]
    for one in signed:
        verify_event(one, log.enrolled.sign_key.public_key())
    return signed


def links(signed: list[SignedEvent]) -> list[Link]:
    return [Link(one.event.seq, one.event.prev, one.digest()) for one in signed]


def kinds(log: EvidenceLog) -> list[str]:
    return [one.event.kind for one in read(log)]


def test_the_chain_goes_on_after_a_restart(
    tablet: tuple[Store, EnrolledDevice], clocks: Clocks
) -> None:
    first = log_of(tablet, clocks)
    first.put("signed_in", staff="mihon-a")
    clocks.go_on(60)
    again = log_of(tablet, clocks)
    again.put("locked", staff="mihon-a")
    signed = read(again)
    assert chain_state(links(signed)) == ChainState(held=2, last=2)
    assert signed[0].event.boot != signed[1].event.boot


def test_an_event_that_its_kind_does_not_know_is_not_written(
    tablet: tuple[Store, EnrolledDevice], clocks: Clocks
) -> None:
    log = log_of(tablet, clocks)
    with pytest.raises(ValueError, match="card_read"):
        log.put("card_read", task="pin", result="見本 太郎")
    assert log.after(0, 10) == []


def test_an_id_that_may_be_a_name_is_written_as_its_digest(
    tablet: tuple[Store, EnrolledDevice], clocks: Clocks
) -> None:
    log = log_of(tablet, clocks)
    log.put("signed_in", staff="見本 あおい")
    ((_, raw),) = log.after(0, 10)
    assert "見本".encode() not in raw
    assert read(log)[0].event.staff == person_id("見本 あおい")
    assert person_id("mihon-a") == "mihon-a"


@pytest.mark.parametrize(
    ("wall", "kind"),
    [
        (START + timedelta(days=400), "clock_jumped"),
        (START - timedelta(hours=9), "clock_rolled_back"),
        (datetime(1970, 1, 1, tzinfo=UTC), "clock_rolled_back"),
        (datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC), "clock_jumped"),
    ],
)
def test_a_clock_set_while_running_is_written_before_the_event(
    tablet: tuple[Store, EnrolledDevice], clocks: Clocks, wall: datetime, kind: str
) -> None:
    log = log_of(tablet, clocks)
    log.put("signed_in", staff="mihon-a")
    clocks.wall = wall
    log.put("locked", staff="mihon-a")
    log.put("signed_in", staff="mihon-a")
    assert kinds(log) == ["signed_in", kind, "locked", "signed_in"]
    assert read(log)[1].event.detail["size_s"] == abs(wall - START).total_seconds()
    assert chain_state(links(read(log))).is_whole


def test_a_clock_set_back_while_off_is_seen_at_the_next_start(
    tablet: tuple[Store, EnrolledDevice], clocks: Clocks
) -> None:
    log_of(tablet, clocks).put("signed_in", staff="mihon-a")
    clocks.wall -= timedelta(days=1)
    clocks.mono = 5.0
    log = log_of(tablet, clocks)
    log.put("app_started", version="0.1.0", secret="file", at_rest="A256GCM")
    assert kinds(log) == ["signed_in", "clock_rolled_back", "app_started"]
    assert read(log)[1].event.detail == {"size_s": 86400, "seen": "start"}


def test_a_clock_set_back_in_small_steps_is_written_once_they_add_up(
    tablet: tuple[Store, EnrolledDevice], clocks: Clocks
) -> None:
    log = log_of(tablet, clocks)
    log.put("locked")
    for _ in range(4):
        clocks.wall -= timedelta(seconds=100)
        log.put("locked")
    assert kinds(log) == [
        "locked", "locked", "clock_rolled_back", "locked", "locked", "clock_rolled_back", "locked",
    ]  # fmt: skip


def put_and_undo(log: EvidenceLog) -> None:
    with log.store.atomic():
        log.put("locked")
        raise StoreFull


def test_a_set_clock_is_not_forgotten_with_the_transaction_that_noted_it(
    tablet: tuple[Store, EnrolledDevice], clocks: Clocks
) -> None:
    log = log_of(tablet, clocks)
    log.put("locked")
    clocks.wall -= timedelta(days=1)
    with pytest.raises(StoreFull):
        put_and_undo(log)
    log.put("locked")
    log.put("locked")
    assert kinds(log) == ["locked", "clock_rolled_back", "locked", "locked"]


def test_two_hours_asleep_are_no_set_clock(
    tablet: tuple[Store, EnrolledDevice], clocks: Clocks
) -> None:
    log = log_of(tablet, clocks)
    log.put("locked")
    clocks.go_on(7200)
    clocks.wall += timedelta(seconds=100)  # within the bound
    log.put("locked")
    assert kinds(log) == ["locked", "locked"]


def test_last_seen_is_the_highest_time_whatever_the_clock_did_after(
    tablet: tuple[Store, EnrolledDevice], clocks: Clocks
) -> None:
    log = log_of(tablet, clocks)
    assert log.last_seen_at() is None
    log.put("locked")
    clocks.wall = datetime(1970, 1, 1, tzinfo=UTC)
    log.put("locked")
    assert log.last_seen_at() == START


def test_the_sealed_event_is_there_if_and_only_if_the_application_is(
    tablet: tuple[Store, EnrolledDevice], clocks: Clocks
) -> None:
    log, outbox = log_of(tablet, clocks), Outbox(*tablet)
    number = seal(outbox, log)
    (event,) = [one.event for one in read(log)]
    assert event.detail["envelope"] == outbox.items()[0].id
    assert event.visit == VISIT

    def fails() -> None:
        log.put_sealed(other, staff="mihon-a", visit=VISIT)
        raise StoreFull

    other = outbox.reserve_number(START.date())
    with pytest.raises(StoreFull):
        outbox.put(other, PACKAGE, fails)
    assert [item.number for item in outbox.items()] == [number]
    assert kinds(log) == ["sealed"]


def test_a_lock_locks_although_the_event_cannot_be_kept(
    tablet: tuple[Store, EnrolledDevice], clocks: Clocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = log_of(tablet, clocks)

    def full(*_: object) -> None:
        raise StoreFull

    monkeypatch.setattr(Store, "put_setting", full)
    log.note("locked", staff="mihon-a")
    assert log.after(0, 10) == []


def test_receipts_are_noted_once_each(tablet: tuple[Store, EnrolledDevice], clocks: Clocks) -> None:
    log, outbox = log_of(tablet, clocks), Outbox(*tablet)
    seal(outbox, log)
    (item,) = outbox.items()
    for state in ("receipted", "receipted", "durable", "durable"):
        with tablet[0].atomic() as db:
            db.execute("update outbox set state = ? where id = ?", [state, item.id])
        log.mark_receipts()
    assert kinds(log) == ["sealed", "receipted", "durable"]


def test_a_confirmation_of_other_bytes_is_refused(
    tablet: tuple[Store, EnrolledDevice], clocks: Clocks
) -> None:
    log = log_of(tablet, clocks)
    log.put("locked")
    with pytest.raises(ReceiptMismatch):
        log.mark_confirmed(1, "0" * 64)
    with pytest.raises(ReceiptMismatch):
        log.mark_confirmed(2, read(log)[0].digest())
    assert log.confirmed_upto() == 0


def test_kills_break_no_chain_and_lose_no_event(
    tablet: tuple[Store, EnrolledDevice], tmp_path: Path
) -> None:
    tablet[0].close()
    found = kill_many(tmp_path / "tablet", KILLS)
    assert len(found.links) > KILLS
    assert found.sealed, "no application was sealed between the kills"
