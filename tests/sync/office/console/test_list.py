"""The list in a browser: pages, narrowing, saved views, and what a colleague has open."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from sync.office.listing.pages import PAGE
from tests.sync.office.console.browsers import SIGNED_IN, OneConsole, csrf
from tests.sync.office.listing.rows import put

COUNT = 2 * PAGE + 7


@pytest.fixture
def one(tmp_path: Path) -> Iterator[OneConsole]:
    made = OneConsole(tmp_path)
    made.clerks.add("other", "同僚 見本", SIGNED_IN["passphrase"])
    with made.store.transaction():
        for number in range(COUNT):
            at = f"2026-11-20T01:{number // 60:02}:{number % 60:02}+00:00"
            status = "accepted" if number % 10 == 9 else "received"
            put(made.store, f"{number:032x}", at, person=f"見本　{number}号", status=status)
    yield made
    made.store.close()


def rows(shown: str) -> list[str]:
    return re.findall(r"見本　(\d+)号", shown)


async def narrow(web: httpx.AsyncClient, **given: str) -> str:
    await web.post("/", data={"csrf": await csrf(web), **given})
    return (await web.get("/")).text


async def test_pages_follow_each_other_and_say_where_one_is(one: OneConsole) -> None:
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        shown, seen = (await web.get("/")).text, []
        assert f"1〜{PAGE}件目／{COUNT}件" in shown
        while True:
            seen += rows(shown)
            on = re.search(r'href="(/\?after=[^"]+)" data-key="n"', shown)
            if on is None:
                break
            shown = (await web.get(on[1])).text
        assert f"{2 * PAGE + 1}〜{COUNT}件目／{COUNT}件" in shown
        assert sorted(map(int, seen)) == list(range(COUNT))
        back = re.search(r'href="(/\?before=[^"]+)" data-key="p"', shown)
        assert back
        assert rows((await web.get(back[1])).text) == seen[PAGE : 2 * PAGE]
        assert rows((await web.get("/?after=nonsense")).text) == seen[:PAGE]


async def test_counts_are_of_the_states_and_of_the_filter(one: OneConsole) -> None:
    accepted = COUNT // 10
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        shown = await narrow(web, only="accepted")
        assert f'data-found="{accepted}"' in shown
        assert f"受付済み <small>{COUNT - accepted}</small>" in shown
        assert len(rows(shown)) == accepted
        shown = await narrow(web, q="見本　10", status="")
        assert sorted(map(int, rows(shown))) == [10, *range(100, COUNT)]
        shown = await narrow(web, since="2026-11-21")
        assert 'data-found="0"' in shown
        shown = await narrow(web, device="somebody else's", order="nonsense")
        assert 'data-found="0"' in shown


async def test_a_saved_view_is_shown_again_and_forgotten(one: OneConsole) -> None:
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        await narrow(web, only="accepted", order="newest")
        said = {"csrf": await csrf(web)}
        await web.post("/views", data={**said, "name": "受理した分"})
        found = re.search(r'name="view" value="([0-9a-f]{32})"', await narrow(web))
        assert found
        answer = await web.post("/views/show", data={**said, "view": found[1]})
        assert answer.headers["location"] == "/"
        assert rows((await web.get("/")).text)[0] == f"{COUNT - COUNT % 10 - 1}"
        for name, why in (("", "見方の名前を書いてください"), ("123456789018", "マイナンバー")):
            answer = await web.post("/views", data={**said, "name": name})
            assert why in (await web.get(answer.headers["location"])).text
            assert why not in (await web.get("/")).text, "once"
        await web.post("/views/remove", data={**said, "view": found[1]})
        assert found[1] not in (await web.get("/")).text


async def test_what_a_colleague_has_open_is_said_and_passed_over(one: OneConsole) -> None:
    async with one.browser() as web, one.browser() as other:
        await web.post("/sign-in", data=SIGNED_IN)
        await other.post("/sign-in", data={**SIGNED_IN, "clerk": "other"})
        first = (await web.get("/next")).headers["location"]
        assert first == f"/applications/{0:032x}"
        await web.get(first)
        shown = (await other.get("/")).text
        assert shown.count("data-open-by") == 1
        assert "庁内 見本</bdi>さんが開いています" in shown
        assert (await other.get("/next")).headers["location"] == f"/applications/{1:032x}"
        assert (await web.get("/next")).headers["location"] == first, "one's own is no obstacle"
        await narrow(web, only="accepted")
        assert (await web.get("/next")).headers["location"] == "/"
