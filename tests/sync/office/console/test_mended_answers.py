"""Whatever is asked for, the console answers in its usual way and with its usual headers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.office.http.closed_answers import HEADERS
from tests.sync.office.console.browsers import SIGNED_IN, OneConsole, csrf

ID = "ab" * 16
GONE = [f"/applications/{ID}", f"/applications/{ID}/form.pdf", "/nothing", "/static/x", "/fonts/x"]
NUL = ["/applications/%00", f"/applications/x%00/{ID}", "/static/%00", "/fonts/%00", "/%00"]


@pytest.fixture(params=["sqlite", "postgresql"])
def one(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OneConsole]:
    sqlite = request.param == "sqlite"
    target = str(tmp_path / "office.db") if sqlite else request.getfixturevalue("postgres_url")
    made = OneConsole(tmp_path, database=target)
    yield made
    made.store.close()


async def test_mended_03_every_answer_closes_the_browser_to_everything_else(
    one: OneConsole,
) -> None:
    async with one.browser() as web:
        asked = [await web.get("/sign-in"), await web.put("/sign-in"), await web.get("/")]
        asked += [await web.get("/sign-in", headers={"Host": "evil.example"})]
        asked += [await web.post("/", headers={"Origin": "http://evil.example"})]
        asked += [await web.post("/sign-in", data=SIGNED_IN)]
        asked += [await web.get(path) for path in (*GONE, *NUL, "/static/console.css")]
        expected = [200, 405, 303, 400, 403, 303, *[404] * 10, 200]
        assert [it.status_code for it in asked] == expected
        for name, value in HEADERS.items():
            assert [it.url for it in asked if it.headers.get(name) != value] == []


async def test_mended_03_what_is_not_there_is_said_and_what_was_written_stays(
    one: OneConsole,
) -> None:
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        for path in (f"/applications/{ID}", "/applications/%00"):
            given = {"csrf": await csrf(web), "status": "returned", "message": "理由は<b>"}
            answer = await web.post(path, data=given)
            assert answer.status_code == 404
            for said in (
                "その申請はありません",
                "記録されていません",
                ">理由は&lt;b&gt;</textarea>",
            ):
                assert said in answer.text


@pytest.mark.parametrize("odd", ["\0", "clerk\0", "\ud7ff"])
async def test_mended_05_a_text_that_no_database_takes_gets_the_ordinary_answer(
    one: OneConsole, odd: str
) -> None:
    async with one.browser() as web:
        wrong = await web.post("/sign-in", data={"clerk": odd, "passphrase": odd})
        assert (wrong.status_code, "IDか合言葉が違います" in wrong.text) == (403, True)
        await web.post("/sign-in", data=SIGNED_IN)
        secret = {"csrf": await csrf(web)}
        order = {"device": odd, "order": "approve", "seen": odd}
        assert (await web.post("/devices", data={**secret, **order})).status_code == 409
        assert (await web.post("/clerks", data={**secret, "clerk": odd})).status_code == 409
        found = await web.post("/", data={**secret, "q": odd, "status": odd}, follow_redirects=True)
        assert found.status_code == 200
        assert (await web.post("/sign-in", data={"clerk": "clerk", "passphrase": odd})).is_error
