"""A commit whose wait for the standby is cancelled says success; nobody is told so here.

PostgreSQL has stored the row on one machine only, and says that in a warning.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest

from sync.database import DatabaseAway
from sync.reception.store.store import Offer, ReceptionStore
from sync.tablet.errors import ServerRefused
from sync.tablet.line.client import Client
from sync.tablet.outbox.outbox import Outbox
from sync.wire.package import Package, Part
from tests.cluster.lonely import LonelyPrimary, lonely_primary
from tests.cluster.receptions import on_store
from tests.sync.city import enrolled_tablet, make_city

pytestmark = pytest.mark.cluster

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WITHIN_S = 20.0
INSERT = "insert into kept (id) values (%s)"
DO_NOTHING = f"{INSERT} on conflict (id) do nothing"
DO_UPDATE = f"{INSERT} on conflict (id) do update set tries = kept.tries + 1 returning tries"


@pytest.fixture(scope="module")
def server() -> Iterator[LonelyPrimary]:
    with lonely_primary() as primary:
        primary.ask("create table kept (id text primary key, tries integer not null default 1)")
        yield primary


@pytest.fixture
def primary(server: LonelyPrimary) -> Iterator[LonelyPrimary]:
    yield server
    server.find_standby()


@pytest.fixture
def aside() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as thread:
        yield thread


def offer(id: str) -> Offer:
    return Offer(id, "d1", 1, "", "ab" * 32, "s", "k1", AT.isoformat(), b"sealed " + id.encode())


def run_plainly(url: str, sql: str, id: str) -> tuple[int, list[str]]:
    """Run one statement as plain psycopg does; return its row count and the server's warnings."""
    warnings: list[str] = []
    with psycopg.connect(url) as connection:
        connection.add_notice_handler(lambda said: warnings.append(said.message_primary or ""))
        count = connection.execute(sql, [id]).rowcount
    return count, warnings


def test_plain_psycopg_calls_a_row_on_one_machine_stored(
    primary: LonelyPrimary, aside: ThreadPoolExecutor
) -> None:
    primary.lose_standby()
    first = aside.submit(run_plainly, primary.url, DO_NOTHING, "plain")
    primary.cancel(primary.waiting())
    count, warnings = first.result(WITHIN_S)
    assert count == 1
    assert warnings == ["canceling wait for synchronous replication due to user request"]
    # And a repetition finds it "stored already" without waiting for anybody.
    again = aside.submit(run_plainly, primary.url, DO_NOTHING, "plain")
    assert again.result(WITHIN_S) == (0, [])


def test_a_repetition_that_updates_waits_for_the_standby(
    primary: LonelyPrimary, aside: ThreadPoolExecutor
) -> None:
    primary.lose_standby()
    first = aside.submit(run_plainly, primary.url, DO_UPDATE, "updated")
    primary.cancel(primary.waiting())
    first.result(WITHIN_S)
    again = aside.submit(run_plainly, primary.url, DO_UPDATE, "updated")
    primary.waiting()
    assert not again.done()
    primary.find_standby()
    assert again.result(WITHIN_S) == (1, [])


@pytest.mark.parametrize("end", [LonelyPrimary.cancel, LonelyPrimary.terminate])
def test_the_store_vouches_for_nothing_when_the_wait_ends_early(
    primary: LonelyPrimary,
    aside: ThreadPoolExecutor,
    end: Callable[[LonelyPrimary, int], None],
) -> None:
    store, id = ReceptionStore.open(primary.url), f"ended by {end.__name__}"
    try:
        primary.lose_standby()
        first = aside.submit(store.take, [offer(id)], AT)
        end(primary, primary.waiting())
        with pytest.raises(DatabaseAway):
            first.result(WITHIN_S)
        # The row lies on this machine; only a repetition that waited may vouch for it.
        assert primary.ask("select id from submission where id = %s", id) == [(id,)]
        again = aside.submit(store.take, [offer(id)], AT)
        primary.waiting()
        assert not again.done()
        primary.find_standby()
        (stored,) = again.result(WITHIN_S)
    finally:
        primary.find_standby()
        store.close()
    assert (stored.id, stored.is_new) == (id, False)


def test_no_receipt_leaves_the_reception_when_the_wait_is_cancelled(
    primary: LonelyPrimary, aside: ThreadPoolExecutor, tmp_path: Path
) -> None:
    city = on_store(make_city(tmp_path / "city"), ReceptionStore.open(primary.url))
    with city.open():
        tablet, _, enrolled = enrolled_tablet(city, tmp_path / "tablet")
        outbox, client = Outbox(tablet, enrolled), Client(enrolled)
        package = Package({"v": 1}, (Part("form.pdf", "application/pdf", b"%PDF"),))
        outbox.put(outbox.reserve_number(date(2026, 11, 23)), package)
        sealed = [content for _, content in outbox.due(1, 10**6)]
        city.store.epoch()  # there from now on, or it would be the commit that waits
        try:
            primary.lose_standby()
            sent = aside.submit(client.send, sealed)
            primary.cancel(primary.waiting())
            with pytest.raises(ServerRefused) as refused:
                sent.result(WITHIN_S)
            assert refused.value.status == 503
            again = aside.submit(client.send, sealed)
            primary.waiting()
            assert not again.done()
        finally:
            primary.find_standby()
        (result,) = again.result(WITHIN_S)
        assert result.status == 200
        assert result.receipt
        client.close()
        tablet.close()
    city.store.close()
