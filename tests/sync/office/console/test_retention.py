"""An administrator sees what goes when, and holds what must not go."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from sync.office.retention.removal import Removal
from sync.wire.city import utc_now
from tests.sync.office.console.browsers import SIGNED_IN, OneConsole, csrf_at

ID = "ab" * 16
LAYER = '[hours]\nopens = "08:30"\ncloses = "17:15"\n[retention]\napplication = 100\n'


@pytest.fixture(params=["sqlite", "postgresql"])
def one(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OneConsole]:
    target = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    (tmp_path / "office.toml").write_text(LAYER, encoding="utf-8")
    made = OneConsole(tmp_path, database=target, own_layer=tmp_path / "office.toml")
    at = (utc_now() - timedelta(days=98)).isoformat()
    with made.store.transaction() as db:
        db.execute(
            "insert into application (id, device, number, received_at, status, content)"
            " values (?, 'd', '482739562284', ?, 'accepted', ?)",
            [ID, at, b"sealed"],
        )
        row = [ID, 1, "accepted", "", "clerk", at, b"", at]
        db.execute("insert into decision values (?, ?, ?, ?, ?, ?, ?, ?)", row)
    yield made
    made.store.close()


async def signed_in(web: httpx.AsyncClient) -> str:
    await web.post("/sign-in", data=SIGNED_IN)
    return await csrf_at(web, "/retention")


async def test_the_page_says_what_goes_when_and_what_is_held(one: OneConsole) -> None:
    async with one.browser() as web:
        secret = await signed_in(web)
        assert "1件" in (await web.get("/retention")).text
        given = {"csrf": secret, "number": "4827-3956-2284", "reason": "審査請求<b>"}
        assert (await web.post("/retention", data=given)).status_code == 303
        held = (await web.get("/retention")).text
        assert "この日までに消える申請はありません。" in held
        assert "審査請求&lt;b&gt;" in held
        for _ in range(2):  # a stale page lifts it again, harmlessly
            lifted = await web.post("/retention/lift", data={"csrf": secret, "id": ID})
            assert lifted.status_code == 303
        assert "1件" in (await web.get("/retention")).text
    kinds = [kind for kind, _ in one.said() if kind.startswith("hold")]
    assert kinds == ["hold_put", "hold_lifted"]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"number": "9999-9999-9999", "reason": "調査"}, "その受付番号の申請はありません"),
        ({"number": "", "reason": "調査"}, "その受付番号の申請はありません"),
        ({"number": "482739562284", "reason": " "}, "理由を書いてください"),
        ({"number": "482739562284", "reason": "あ" * 201}, "200字まで"),
        ({"number": "482739562284", "reason": "番号 123456789018"}, "マイナンバー"),
    ],
)
async def test_what_is_refused_is_said_and_changes_nothing(
    one: OneConsole, given: dict[str, str], why: str
) -> None:
    async with one.browser() as web:
        secret = await signed_in(web)
        answer = await web.post("/retention", data={"csrf": secret, **given})
        assert answer.status_code == 409
        assert why in answer.text
        assert given["number"] in answer.text
        forged = await web.post("/retention", data={"csrf": "x", **given})
        assert forged.headers.get("location") == "/sign-in", "a form that is not ours"
    assert one.store.rows("select count(*) from legal_hold") == [(0,)]


async def test_without_days_or_with_a_mistake_the_page_says_so(one: OneConsole) -> None:
    layer = one.folder / "office.toml"
    async with one.browser() as web:
        await signed_in(web)
        layer.write_text(LAYER.replace("application = 100", ""), encoding="utf-8")
        assert "1件も消えません" in (await web.get("/retention")).text
        layer.write_text("nonsense", encoding="utf-8")
        assert "なおすまで、何も消えません" in (await web.get("/retention")).text


async def test_an_old_link_says_when_it_went_and_what_had_been_decided(one: OneConsole) -> None:
    Removal(one.store, one.evidence).sweep(90)
    async with one.browser() as web:
        await signed_in(web)
        answer = await web.get(f"/applications/{ID}")
        assert answer.status_code == 404
        assert "4827-3956-2284" in answer.text
        assert "保存の日数が過ぎた" in answer.text
        assert "その申請はありません" in (await web.get(f"/applications/{'cd' * 16}")).text
