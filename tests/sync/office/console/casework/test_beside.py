"""What an applicant filed before stands beside, and two applications open next to each other."""

import re
from typing import Any

import httpx
import pytest

from sync.office.access.openings import MOST_OPENED
from sync.office.console.sessions import FRESH_S
from tests.sync.office.console.browsers import SIGNED_IN, OneConsole
from tests.sync.office.console.filed import DOCUMENT, Filed

TARO: dict[str, Any] = {"name": "見本　太郎", "birth_date": "1945-04-03"}


@pytest.fixture
def filed(one: OneConsole) -> Filed:
    return Filed(one)


async def sign_in(web: httpx.AsyncClient) -> None:
    await web.post("/sign-in", data=SIGNED_IN)


async def test_both_sides_stand_in_one_table_and_what_differs_is_marked(filed: Filed) -> None:
    changed = [DOCUMENT["answers"][0], {**DOCUMENT["answers"][1], "display": "111"}]
    first = filed.put(person=TARO)
    second = filed.put(person=TARO, answers=[*changed, {"label": "理由", "display": "<b>"}])
    other = filed.put(person={"name": "見本　花子", "birth_date": "1950-01-02"})
    async with filed.one.browser() as web:
        await sign_in(web)
        shown = (await web.get(f"/applications/{first}")).text
        assert 'data-earlier="1"' in shown
        assert f"/applications/{first}/beside/{second}" in shown
        assert other not in shown.split("data-earlier")[1]
        both = (await web.get(f"/applications/{first}/beside/{second}")).text
    rows = re.findall(r'<tr( class="differs")?><th scope="row">(?:<bdi>)?([^<]+)', both)
    differing = [word for mark, word in rows if mark]
    assert {"電話番号", "理由"} <= set(differing)
    assert "氏名" not in differing
    assert "<td><bdi>&lt;b&gt;</bdi></td>" in both
    opened = [kind for kind, _ in filed.one.said()].count("opened")
    assert opened == 3, "the page before, and both sides"


async def test_what_another_department_has_is_not_beside(filed: Filed) -> None:
    other = {"id": "juminhyo", "title": "住民票の写し", "version": 1}
    first, theirs = filed.put(person=TARO), filed.put(person=TARO, procedure=other)
    with filed.one.store.transaction() as db:
        db.execute("update application set department = 'theirs' where id = ?", [theirs])
        db.execute("insert into clerk_department values ('clerk', 'ours')")
    async with filed.one.browser() as web:
        await sign_in(web)
        assert theirs not in (await web.get(f"/applications/{first}")).text
        assert (await web.get(f"/applications/{first}/beside/{theirs}")).status_code == 404
        assert (await web.get(f"/applications/{theirs}/beside/{first}")).status_code == 403
        assert (await web.get(f"/applications/{first}/beside/{'ab' * 16}")).status_code == 404


async def test_looking_at_many_this_way_asks_who_it_is_as_well(filed: Filed) -> None:
    first, second = filed.put(), filed.put()
    async with filed.one.browser() as web:
        await sign_in(web)
        filed.one.clock.now_s += FRESH_S
        with filed.one.store.transaction() as db:
            for place in range(MOST_OPENED - 1):
                seen = ["clerk", f"{place:032x}", int(filed.one.clock.now_s)]
                db.execute("insert into opened_lately values (?, ?, ?)", seen)
        answer = await web.get(f"/applications/{first}/beside/{second}")
        assert answer.headers["location"].startswith("/prove")
