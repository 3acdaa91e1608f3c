"""Ready means able to store: a commit was confirmed, by the second machine as well."""

import asyncio
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest

from sync.database import DatabaseAway
from sync.reception.http import readiness
from sync.reception.http.readiness import Readiness
from sync.reception.store.store import ReceptionStore
from tests.cluster.lonely import LonelyPrimary
from tests.sync.city import City
from tests.sync.postgresql import Server


@pytest.fixture
def primary(postgres_server: Server) -> Iterator[LonelyPrimary]:
    made = LonelyPrimary(postgres_server.url())
    yield made
    made.find_standby()


async def test_a_reception_is_not_ready_while_no_commit_is_confirmed(
    primary: LonelyPrimary, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "GOOD_FOR_S", 0.0)
    monkeypatch.setattr(readiness, "WITHIN_S", 0.1)
    with closing(ReceptionStore.open(postgres_url)) as store:
        ready = Readiness(store)
        await until_proved(ready)
        primary.lose_standby()
        await until_away(ready)
        for _ in range(3):
            with pytest.raises(DatabaseAway):
                await ready.prove()
        assert store.rows("select 1") == [(1,)], "questions are answered all the while"
        assert primary.ask(
            "select count(*) from pg_stat_activity where wait_event = 'SyncRep'"
        ) == [(1,)], "one commit waits, however often it was asked"
        primary.find_standby()
        await until_proved(ready)


async def until_away(ready: Readiness) -> None:
    """Wait for the first commit that waits: PostgreSQL's checkpointer begins it, a moment later."""
    async with asyncio.timeout(20.0):
        with suppress(DatabaseAway):
            while True:
                await ready.prove()


async def until_proved(ready: Readiness) -> None:
    async with asyncio.timeout(20.0):
        while True:
            try:
                return await ready.prove()
            except DatabaseAway:
                continue


async def test_asked_often_a_reception_commits_once_a_second_at_most(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "GOOD_FOR_S", 3600.0)
    ready = Readiness(city.store)
    await ready.prove()
    city.store.close()  # whoever is asked now raises
    await ready.prove()


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
async def test_mended_12_everybody_who_asks_at_once_is_answered(
    database: str, city: City, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who came between the end of a commit and its taker made that one read the next commit."""
    monkeypatch.setattr(readiness, "GOOD_FOR_S", 0.0)
    own = "" if database == "sqlite" else str(request.getfixturevalue("postgres_url"))
    with closing(ReceptionStore.open(own) if own else city.store) as store:
        ready = Readiness(store)

        async def ask_often() -> None:
            for _ in range(5):
                await ready.prove()

        async with asyncio.timeout(20.0):
            await asyncio.gather(*(ask_often() for _ in range(20)))
