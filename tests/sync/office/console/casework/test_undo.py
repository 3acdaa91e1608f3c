"""A decision is held back for ten minutes: undone meanwhile, no tablet ever knows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from sync.office.casework.held_back import CLOCKS_APART, HeldBack
from sync.office.store.columns import ColumnCipher, ColumnKeys, new_column_key
from sync.wire.messages.returned import Returned
from tests.sync.office.console.browsers import SIGNED_IN, OneConsole, csrf
from tests.sync.office.console.filed import Filed

HELD = timedelta(minutes=10)
REASON = "口座がちがいます"


@dataclass
class Now:
    """A time that a test sets."""

    at: datetime = datetime(2026, 11, 30, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture(params=["sqlite", "postgresql"])
def filed(request: pytest.FixtureRequest, tmp_path: Path, now: Now) -> Iterator[Filed]:
    target = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    made = OneConsole(tmp_path, database=target, held=HELD, at=now)
    id, key = new_column_key()
    made.store.cipher = ColumnCipher(lambda _: ColumnKeys({id: key}, id))
    yield Filed(made)
    made.store.close()


def decide(filed: Filed, id: str, status: str, seen: int, message: str = REASON) -> None:
    returned = Returned("kyufukin", 1, ()) if status == "returned" else None
    filed.one.decisions.decide(id, status, message, by="clerk", seen=seen, returned=returned)


def state(filed: Filed, id: str) -> str:
    (row,) = filed.one.store.applications([id])
    return row.status.value


def leaving(filed: Filed, id: str) -> list[int]:
    return [seq for one, seq, _ in filed.one.decisions.unsent() if one == id]


async def signed_in(web: httpx.AsyncClient) -> dict[str, str]:
    await web.post("/sign-in", data=SIGNED_IN)
    return {"csrf": await csrf(web)}


def test_a_decision_leaves_when_its_time_is_over_on_every_offices_clock(
    filed: Filed, now: Now
) -> None:
    id = filed.put()
    decide(filed, id, "accepted", 1)
    assert (state(filed, id), leaving(filed, id)) == ("accepted", [1])
    now.at += HELD + CLOCKS_APART - timedelta(seconds=1)
    assert leaving(filed, id) == [1]
    now.at += timedelta(seconds=1)
    assert leaving(filed, id) == [1, 2]


async def test_an_undone_decision_was_never_there_for_the_tablet(filed: Filed) -> None:
    id = filed.put()
    async with filed.one.browser() as web:
        said = await signed_in(web)
        given = {**said, "seen": "1", "status": "returned", "message": REASON}
        await web.post(f"/applications/{id}", data=given)
        shown = (await web.get(f"/applications/{id}")).text
        assert f'data-held="{id}"' in shown
        assert "2026-11-30 10:10 まで取り消せます" in shown
        answer = await web.post(f"/applications/{id}/undo", data=said)
        assert answer.headers["location"] == f"/applications/{id}"
        shown = (await web.get(f"/applications/{id}")).text
        assert 'name="seen" value="2"' in shown
        assert f"：<bdi>{REASON}</bdi>。2026-11-30 10:00 に" in shown
        stale = await web.post(f"/applications/{id}", data=given)
        assert stale.status_code == 409, "the page of before the undoing decides nothing"
    assert (state(filed, id), leaving(filed, id)) == ("received", [1])
    assert filed.one.store.rows("select 1 from returned") == []
    ((kept,),) = filed.one.store.rows("select message from undone_decision")
    assert kept.startswith("v1.")
    assert ("undone", "clerk") in filed.one.said()
    decide(filed, id, "accepted", 2)
    assert [one.seq for one in filed.one.store.decisions(id)] == [1, 3], "no number comes twice"


async def test_too_late_nothing_is_undone(filed: Filed, now: Now) -> None:
    sent, old = filed.put(), filed.put()
    decide(filed, sent, "accepted", 1)
    decide(filed, old, "rejected", 1)
    async with filed.one.browser() as web:
        said = await signed_in(web)
        await web.post(f"/applications/{sent}/send", data=said)
        assert leaving(filed, sent) == [1, 2]
        now.at += HELD
        for id in (sent, old, "ab" * 16):
            refused = await web.post(f"/applications/{id}/undo", data=said)
            assert (refused.status_code, "もう取り消せません" in refused.text) == (409, True)
        assert "data-held" not in (await web.get(f"/applications/{old}")).text
    assert (state(filed, sent), state(filed, old)) == ("accepted", "rejected")


def test_a_later_decision_lets_the_earlier_one_go_first(filed: Filed) -> None:
    id = filed.put()
    decide(filed, id, "returned", 1)
    decide(filed, id, "accepted", 2)
    assert leaving(filed, id) == [1, 2]
    HeldBack(filed.one.store, None, filed.one.at).undo(id, by="clerk")
    assert (state(filed, id), leaving(filed, id)) == ("returned", [1, 2])


def test_what_a_withdrawal_closes_is_not_held(filed: Filed) -> None:
    id = filed.put()
    (row,) = filed.one.store.applications([id])
    withdrawal = filed.put(withdrawal={"id": id, "number": row.number})
    decide(filed, withdrawal, "accepted", 1, "")
    assert (state(filed, id), state(filed, withdrawal)) == ("withdrawn", "accepted")
    assert (leaving(filed, id), leaving(filed, withdrawal)) == ([1, 2], [1, 2])
