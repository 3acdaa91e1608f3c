"""Issue 12, point 5: a list of payments is made once for an order, and is the same each time."""

import asyncio

from tests.sync.office.api.systems import Systems, ask
from tests.sync.office.exports.decided import ACCOUNT, decided, package
from tests.sync.office.parts import Parts
from tests.sync.tablet.desk import Desk

ORDER = {"procedure": "kyufukin", "amount": 30_000}
OTHER = {**ACCOUNT, "number": "7654321"}


def key(text: str) -> dict[str, str]:
    return {"Idempotency-Key": text}


async def test_an_order_that_comes_again_gets_its_list_again(systems: Systems) -> None:
    decided(systems.office, systems.desk, package("見本　一子"), package("見本　二子", OTHER))
    async with systems.web(systems.token()) as web:
        made = await ask(web, "/payments", "POST", json=ORDER, headers=key("first-order"))
        assert (made.status_code, made.json()["count"], made.json()["total"]) == (201, 2, 60_000)
        again = await ask(web, "/payments", "POST", json=ORDER, headers=key("first-order"))
        assert (again.status_code, again.json()["items"]) == (200, made.json()["items"])
        more = {**ORDER, "amount": 1}
        other = await ask(web, "/payments", "POST", json=more, headers=key("first-order"))
        assert other.status_code == 409
        none = await ask(web, "/payments", "POST", json=ORDER, headers=key("second-order"))
        assert (none.status_code, none.json()["list"]) == (200, None)
        number = made.json()["list"]
        assert (await ask(web, f"/payments/{number}")).json()["items"] == made.json()["items"]
        table = await ask(web, f"/payments/{number}/table.csv?encoding=cp932")
        assert table.content.decode("cp932").count("30000") == 2
        (head,) = (await ask(web, "/payments")).json()["items"]
        assert (head["list"], head["procedure"], head["total"]) == (number, "kyufukin", 60_000)
        assert (await ask(web, "/payments/99")).status_code == 404
    assert [one["what"] for one in systems.said("handed_out")] == [
        "payments_made", "payments", "payments", "payments",
    ]  # fmt: skip


async def test_nobody_gets_a_part_of_a_list(systems: Systems) -> None:
    first, _ = decided(
        systems.office, systems.desk, package("見本　一子"), package("見本　二子", OTHER)
    )
    async with systems.web(systems.token()) as web:
        await ask(web, "/payments", "POST", json=ORDER, headers=key("first-order"))
        with systems.office.store.transaction() as db:  # as the removal by age does
            db.execute("delete from application where id = ?", [first])
        again = await ask(web, "/payments", "POST", json=ORDER, headers=key("first-order"))
        found = [again, await ask(web, "/payments/1"), await ask(web, "/payments/1/table.csv")]
    assert [one.status_code for one in found] == [409] * 3
    assert found[0].json()["detail"] == "list 1 lacks 1 of its lines"
    assert len(systems.said("handed_out")) == 1


async def test_two_offices_that_get_one_order_at_once_make_one_list(
    two: tuple[Parts, Parts], online: Desk
) -> None:
    two[0].know(online)
    first, second = (Systems(one, online) for one in two)
    first.decided("見本　一子")
    token = first.token()
    async with first.web(token) as one, second.web(token) as other:
        asked = [
            ask(web, "/payments", "POST", json=ORDER, headers=key("at-once-1"))
            for web in (one, other)
        ]
        made = await asyncio.gather(*asked)
        assert len((await ask(one, "/payments")).json()["items"]) == 1
    assert {one.json()["list"] for one in made} == {1}


async def test_an_account_that_has_a_payment_is_left_to_a_person(systems: Systems) -> None:
    decided(systems.office, systems.desk, package("見本　一子"))
    async with systems.web(systems.token()) as web:
        await ask(web, "/payments", "POST", json=ORDER, headers=key("order-of-may"))
        systems.decided("見本　一子")
        asked = await ask(web, "/payments", "POST", json=ORDER, headers=key("order-of-june"))
        (left,) = asked.json()["left"]
        assert (asked.json()["list"], "同じ口座" in left["why"]) == (None, True)
        released = {**ORDER, "release": [left["number"]]}
        made = await ask(web, "/payments", "POST", json=released, headers=key("order-of-july"))
        assert made.json()["list"] == 2


async def test_a_list_of_another_procedure_or_department_is_not_there(systems: Systems) -> None:
    decided(systems.office, systems.desk, package("見本　一子"))
    async with systems.web(systems.token()) as web:
        await ask(web, "/payments", "POST", json=ORDER, headers=key("order-of-may"))
    narrow = (
        systems.token(procedures=frozenset({"another"})),
        systems.token(departments=frozenset({"税務課"})),
    )
    for token in narrow:
        async with systems.web(token) as web:
            assert (await ask(web, "/payments")).json() == {"items": []}
            assert (await ask(web, "/payments/1")).status_code == 404
            assert (await ask(web, "/payments/1/table.csv")).status_code == 404
