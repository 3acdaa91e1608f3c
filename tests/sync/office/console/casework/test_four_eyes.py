"""Where the city asks for two clerks, the first proposes and another one's yes decides."""

import httpx
import pytest

from sync.office.applications.bulk import ALLOWED
from sync.office.casework.procedure_rules import ProcedureRule, Remark, put_rules
from tests.sync.office.console.browsers import SIGNED_IN, OneConsole, csrf
from tests.sync.office.console.filed import Filed

REMARK = Remark(ja="口座をなおしてください。", en="Please mend the account.")
TWO = ProcedureRule(department="fukushi", four_eyes=True, remarks=(REMARK,))
ACCEPT = {"seen": "1", "status": "accepted", "message": "おめでとう"}


@pytest.fixture
def filed(one: OneConsole) -> Filed:
    one.clerks.add("other", "同僚 見本", SIGNED_IN["passphrase"])
    put_rules(one.store, {"kyufukin": TWO})
    return Filed(one)


async def signed_in(web: httpx.AsyncClient, clerk: str = "clerk") -> dict[str, str]:
    await web.post("/sign-in", data={**SIGNED_IN, "clerk": clerk})
    return {"csrf": await csrf(web)}


def state(filed: Filed, id: str) -> str:
    (row,) = filed.one.store.applications([id])
    return row.status.value


async def test_the_first_clerk_proposes_and_cannot_be_the_second(filed: Filed) -> None:
    id, later = filed.put(), filed.put()
    async with filed.one.browser() as web, filed.one.browser() as other:
        said, theirs = await signed_in(web), await signed_in(other, "other")
        assert "data-four-eyes" in (await web.get(f"/applications/{id}")).text
        answer = await web.post(f"/applications/{id}", data={**said, **ACCEPT})
        assert answer.headers["location"].startswith(f"/applications/{later}")
        assert "もう一人の同意を待っています" in (await web.get(answer.headers["location"])).text
        again = await web.post(f"/applications/{id}", data={**said, **ACCEPT})
        assert (again.status_code, "二人目になれません" in again.text) == (409, True)
        assert state(filed, id) == "received"
        assert (await web.get("/next")).headers["location"] == f"/applications/{later}"
        shown = (await other.get(f"/applications/{id}")).text
        assert 'data-proposal="accepted"' in shown
        assert ">おめでとう</textarea>" in shown
        await other.post(f"/applications/{id}", data={**theirs, **ACCEPT})
    assert state(filed, id) == "accepted"
    assert filed.one.store.decisions(id)[-1].clerk == "other"
    assert ("proposed", "clerk") in filed.one.said()


async def test_another_word_is_another_proposal_and_a_return_needs_no_second(filed: Filed) -> None:
    id = filed.put()
    async with filed.one.browser() as web, filed.one.browser() as other:
        said, theirs = await signed_in(web), await signed_in(other, "other")
        await web.post(f"/applications/{id}", data={**said, **ACCEPT})
        changed = {**theirs, **ACCEPT, "message": "別の文"}
        await other.post(f"/applications/{id}", data=changed)
        assert state(filed, id) == "received", "nobody agreed to these words"
        given = {**said, "seen": "1", "status": "returned", "message": "なおして"}
        await web.post(f"/applications/{id}", data=given)
        assert state(filed, id) == "returned"
        stale = await web.post(f"/applications/{id}", data={**changed, **said})
        assert stale.status_code == 409
        newer = {**said, "seen": "2", "status": "accepted", "message": "別の文"}
        await web.post(f"/applications/{id}", data=newer)
        assert state(filed, id) == "returned", "what was proposed before the return is void"


async def test_many_at_once_are_not_accepted_where_two_have_to_look(filed: Filed) -> None:
    id = filed.put()
    filed.one.store.put_setting(ALLOWED, "kyufukin")
    async with filed.one.browser() as web:
        said = await signed_in(web)
        given = {**said, "action": "accept", f"pick.{id}": "0"}
        assert "二人で決める手続きです" in (await web.post("/bulk", data=given)).text


async def test_an_arrival_goes_to_its_department_and_shows_what_is_often_told(
    filed: Filed,
) -> None:
    id, foreign = filed.put(), filed.put(procedure={"id": "x", "title": "別", "version": 1})
    rows = dict(filed.one.store.rows("select id, department from application"))
    assert (rows[id], rows[foreign]) == ("fukushi", None)
    async with filed.one.browser() as web:
        await signed_in(web)
        shown = (await web.get(f"/applications/{id}")).text
    assert '<button type="button" lang="en" data-insert="message"><bdi>Please mend' in shown


async def test_what_is_late_stands_first_in_the_list(filed: Filed) -> None:
    put_rules(filed.one.store, {"quick": ProcedureRule(due_days=1), "slow": TWO})
    slow = filed.put(procedure={"id": "slow", "title": "ゆっくり", "version": 1})
    late = filed.put(procedure={"id": "quick", "title": "すぐ", "version": 1})
    async with filed.one.browser() as web:
        await signed_in(web)
        shown = (await web.get("/")).text
        assert shown.index(late) < shown.index(slow)
        assert shown.count('data-late="late"') == 1
        assert "期限を過ぎました <bdi>2026-11-2" in (await web.get(f"/applications/{late}")).text
        assert (await web.get("/next")).headers["location"] == f"/applications/{late}"
