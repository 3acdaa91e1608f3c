"""Notes between clerks, who works on what, and what nobody has read yet."""

import re

import httpx
import pytest

from sync.office.access.orders import AccessOrders
from sync.office.store.columns import ColumnCipher, ColumnKeys, new_column_key
from tests.sync.office.console.browsers import SIGNED_IN, OneConsole, csrf
from tests.sync.office.console.filed import Filed

NOTE = "電話で<b>確かめました"


@pytest.fixture
def filed(one: OneConsole) -> Filed:
    id, key = new_column_key()
    one.store.cipher = ColumnCipher(lambda _: ColumnKeys({id: key}, id))
    one.clerks.add("other", "同僚 見本", SIGNED_IN["passphrase"])
    orders = AccessOrders(one.store, one.evidence)
    orders.add_department("fukushi", "clerk")
    orders.add_department("zeimu", "clerk")
    orders.give("other", {"handler"}, {"zeimu"}, "clerk")
    return Filed(one)


async def signed_in(web: httpx.AsyncClient, clerk: str = "clerk") -> dict[str, str]:
    await web.post("/sign-in", data={**SIGNED_IN, "clerk": clerk})
    return {"csrf": await csrf(web)}


async def test_a_note_is_sealed_shown_with_its_writer_and_not_in_the_log(filed: Filed) -> None:
    id = filed.put()
    async with filed.one.browser() as web:
        said = await signed_in(web)
        answer = await web.post(f"/applications/{id}/notes", data={**said, "note": NOTE})
        assert answer.headers["location"] == f"/applications/{id}#notes"
        shown = (await web.get(f"/applications/{id}")).text
    (note,) = re.findall(r"data-note>(.*?)</p>", shown)
    assert "電話で&lt;b&gt;確かめました" in note
    assert "庁内 見本" in note
    ((kept,),) = filed.one.store.rows("select content from note")
    assert kept.startswith("v1.")
    assert filed.one.said()[-2:] == [("noted", "clerk"), ("opened", "clerk")]
    assert not any(NOTE.encode() in one for one in filed.one.evidence.contents())


@pytest.mark.parametrize(
    ("note", "why"),
    [("", "書いてください"), ("あ" * 2001, "2000字まで"), ("123456789018", "マイナンバー")],
)
async def test_a_refused_note_says_why_and_is_not_lost(filed: Filed, note: str, why: str) -> None:
    id = filed.put()
    async with filed.one.browser() as web:
        said = await signed_in(web)
        answer = await web.post(f"/applications/{id}/notes", data={**said, "note": note})
        assert answer.status_code == 409
        assert why in answer.text
        assert f">{note}</textarea>" in answer.text
        gone = await web.post(f"/applications/{'ab' * 16}/notes", data={**said, "note": "x"})
        assert "その申請はありません" in gone.text
        late = await web.post(f"/applications/{id}/notes", data={"csrf": "old", "note": "遅れた"})
        assert "遅れた" in late.text, "a session that ended loses no note"
    assert filed.one.store.rows("select 1 from note") == []


async def test_a_department_takes_an_application_out_of_the_others_lists(filed: Filed) -> None:
    id = filed.put()
    async with filed.one.browser() as web, filed.one.browser() as other:
        said, theirs = await signed_in(web), await signed_in(other, "other")
        assert (await other.get(f"/applications/{id}")).status_code == 200
        form = {**said, "to": "clerk", "department": "fukushi"}
        answer = await web.post(f"/applications/{id}/assignment", data=form)
        assert answer.headers["location"] == f"/applications/{id}"
        assert (
            "担当：<bdi>庁内 見本</bdi>・部署：<bdi>fukushi"
            in (await web.get(f"/applications/{id}")).text
        )
        assert (await other.get(f"/applications/{id}")).status_code == 403
        given = {**theirs, "to": "other", "department": "zeimu"}
        assert (await other.post(f"/applications/{id}/assignment", data=given)).status_code == 403
        await web.post(f"/applications/{id}/assignment", data=form)  # nothing new to be said
        wrong = await web.post(f"/applications/{id}/assignment", data={**form, "department": "x"})
        assert (wrong.status_code, "その部署はありません" in wrong.text) == (409, True)
        await web.post(f"/applications/{id}/assignment", data={**form, "department": ""})
        assert (await other.get(f"/applications/{id}")).status_code == 200
    kinds = [kind for kind, _ in filed.one.said()]
    named = ("handed_to_department", "taken_from_department", "assigned")
    assert [kinds.count(one) for one in named] == [1, 1, 1]


async def test_who_gives_away_what_is_theirs_comes_back_to_the_list(filed: Filed) -> None:
    id = filed.put()
    async with filed.one.browser() as other:
        said = await signed_in(other, "other")
        given = {**said, "to": "", "department": "fukushi"}
        answer = await other.post(f"/applications/{id}/assignment", data=given)
        assert answer.headers["location"] == "/"
        assert id not in (await other.get("/")).text


async def test_what_nobody_opened_is_marked_until_somebody_does(filed: Filed) -> None:
    id = filed.put()
    async with filed.one.browser() as web, filed.one.browser() as other:
        await signed_in(web)
        await signed_in(other, "other")
        assert (await web.get("/")).text.count("data-unread") == 1
        await other.get(f"/applications/{id}")
        assert "data-unread" not in (await web.get("/")).text
