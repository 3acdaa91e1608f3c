"""Whom a clerk looks for stands in no address, and so in no history and no Referer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.office.listing.search_index import SearchIndex
from sync.office.store.states import ApplicationState
from tests.sync.office.console.browsers import SIGNED_IN, OneConsole, csrf

NAME = "見本　花子"


@pytest.fixture
def one(tmp_path: Path) -> Iterator[OneConsole]:
    made = OneConsole(tmp_path)
    for number, person in enumerate((NAME, "見本　次郎")):
        id = f"{number:032x}"
        made.store.put_application(id, "d", "2026-11-20T01:00:00+00:00", b"sealed")
        with made.store.transaction() as db:
            values = [person, ApplicationState.RECEIVED.value, id]
            db.execute("update application set person = ?, status = ? where id = ?", values)
    yield made
    made.store.close()


async def test_mended_16_a_search_names_nobody_in_an_address(one: OneConsole) -> None:
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        listed = (await web.get("/")).text
        assert 'method="get"' not in listed
        given = {"csrf": await csrf(web), "q": "花子", "status": "received"}
        answer = await web.post("/", data=given)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        for _ in range(2):  # also after one comes back to the list
            found = (await web.get("/")).text
            assert (NAME in found, "次郎" in found) == (True, False)
        assert 'value="花子"' in found
        assert 'autocomplete="off"' in found, "nor does the browser keep it for the next clerk"
        await web.post("/", data={"csrf": given["csrf"]})
        assert "次郎" in (await web.get("/")).text


async def test_mended_16_an_address_with_a_name_searches_for_nothing(one: OneConsole) -> None:
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        listed = (await web.get("/", params={"q": "花子"})).text
        assert "次郎" in listed
        assert "花子" not in listed.replace(NAME, "")


async def test_mended_16_a_search_is_the_sessions_own(one: OneConsole) -> None:
    async with one.browser() as web, one.browser() as other:
        for browser in (web, other):
            await browser.post("/sign-in", data=SIGNED_IN)
        await web.post("/", data={"csrf": await csrf(web), "q": "花子"})
        assert "次郎" in (await other.get("/")).text
        refused = await other.post("/", data={"csrf": await csrf(web), "q": "花子"})
        assert refused.headers["location"] == "/sign-in"


async def test_mended_03_a_search_that_was_not_looked_through_yet_says_so(
    one: OneConsole, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = "まだ全部は探していません"
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        monkeypatch.setattr(SearchIndex, "catch_up", lambda _: False)
        await web.post("/", data={"csrf": await csrf(web), "q": "見本"})
        shown = (await web.get("/")).text
        assert missing in shown
        assert "2件のうち0件まで" in shown
        monkeypatch.undo()
        shown = (await web.get("/")).text
        assert missing not in shown
        assert shown.count("data-row") == 2
