"""What the groups of the provider give a clerk and take, at each sign-in."""

import threading
from typing import Any

import pytest

from sync.office.access.department_orders import DepartmentOrders
from sync.office.access.orders import AccessOrders, AccessRefused
from sync.office.oidc.kept_settings import KeptSettings
from tests.sync.office.console.browsers import is_in
from tests.sync.office.oidc.provider_city import ProviderCity

GETS_THROUGH_S = 0.5
GROUPS = [
    {"name": "staff", "roles": ["handler"], "departments": ["福祉課"]},
    {"name": "chiefs", "roles": ["administrator"]},
]


def departments(city: ProviderCity) -> set[str]:
    return set(city.one.clerks.roles.rights("mori").departments)


def roles(city: ProviderCity) -> set[str]:
    return set(city.one.clerks.roles.given().get("mori", ()))


@pytest.fixture
def grouped(city: ProviderCity) -> ProviderCity:
    AccessOrders(city.one.store, None).add_department("福祉課", "clerk")
    city.say(link_claim="employee_id", groups_claim="groups", group=GROUPS)
    return city


async def test_groups_give_and_take_at_each_sign_in(grouped: ProviderCity) -> None:
    async with grouped.one.browser() as web, grouped.one.browser() as other:
        grouped.idp.person["groups"] = ["staff", "chiefs", "tennis"]
        await grouped.travel(web)
        assert (roles(grouped), departments(grouped)) == ({"handler", "administrator"}, {"福祉課"})
        assert (await web.get("/roles")).status_code == 200
        grouped.idp.person["groups"] = ["staff"]
        await grouped.travel(other)
        assert roles(grouped) == {"handler"}
        assert not await is_in(web)  # what was begun with more rights is over
        assert (await other.get("/roles")).status_code == 403
        grouped.idp.person["groups"] = []
        assert (await grouped.travel(other)).status_code == 303
        assert (roles(grouped), departments(grouped)) == (set(), set())
        assert (await other.get("/")).status_code == 403
    said = grouped.kinds()
    assert {"role_given", "role_taken", "department_given", "department_taken"} <= set(said)


async def test_the_same_groups_end_no_session(grouped: ProviderCity) -> None:
    grouped.idp.person["groups"] = ["staff"]
    async with grouped.one.browser() as web, grouped.one.browser() as other:
        await grouped.travel(web)
        await grouped.travel(other)
        assert await is_in(web)
        assert await is_in(other)


@pytest.mark.parametrize("groups", [None, "tennis"])
async def test_no_groups_are_no_rights(grouped: ProviderCity, groups: str | None) -> None:
    if groups:
        grouped.idp.person["groups"] = groups
    async with grouped.one.browser() as web:
        assert (await grouped.travel(web)).status_code == 303
        assert roles(grouped) == set()


@pytest.mark.parametrize(
    "claims", [{"groups": [5]}, {"groups": {"staff": 1}}, {"_claim_names": {"groups": "src1"}}]
)
async def test_groups_that_do_not_come_change_nothing(
    grouped: ProviderCity, claims: dict[str, Any]
) -> None:
    grouped.idp.person.update(claims)
    async with grouped.one.browser() as web:
        assert (await grouped.travel(web)).status_code == 403
    assert roles(grouped) == {"handler"}


async def test_the_last_administrator_stays_one_and_outside(grouped: ProviderCity) -> None:
    grouped.idp.person.update(employee_id="clerk", sub="boss", groups=[])
    async with grouped.one.browser() as web:
        done = await grouped.travel(web)
        assert (done.status_code, "管理者がいなくなる" in done.text) == (403, True)
    assert grouped.one.clerks.is_administrator("clerk")


async def test_a_last_department_is_not_taken_from_who_keeps_a_role(grouped: ProviderCity) -> None:
    with grouped.one.store.transaction() as db:
        db.execute("insert into access_role values ('look', '見る人', 'application.read')")
    AccessOrders(grouped.one.store, None).give("mori", {"look", "handler"}, {"福祉課"}, "clerk")
    grouped.idp.person["groups"] = []
    async with grouped.one.browser() as web:
        done = await grouped.travel(web)
        assert (done.status_code, "部署がありません" in done.text) == (403, True)
    assert (roles(grouped), departments(grouped)) == ({"look"}, {"福祉課"})


async def test_a_role_that_the_city_gave_by_hand_stays(grouped: ProviderCity) -> None:
    with grouped.one.store.transaction() as db:
        db.execute("insert into access_role values ('look', '見る人', 'application.read')")
    AccessOrders(grouped.one.store, None).give("mori", {"look"}, set(), "clerk")
    async with grouped.one.browser() as web:
        assert (await grouped.travel(web)).status_code == 303
    assert roles(grouped) == {"look"}


async def test_what_is_given_by_hand_in_the_same_moment_stays(
    grouped: ProviderCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    with grouped.one.store.transaction() as db:
        db.execute("insert into access_role values ('look', '見る人', 'application.read')")
    grouped.idp.person["groups"] = ["staff"]
    give, by_hand = AccessOrders.give, list[threading.Thread]()

    def amid(self: AccessOrders, clerk: str, roles: set[str], places: set[str], by: str) -> None:
        if not by_hand:
            more = (self, clerk, {"handler", "look"}, {"福祉課"}, "clerk")
            by_hand.append(threading.Thread(target=give, args=more))
            by_hand[0].start()
            by_hand[0].join(GETS_THROUGH_S)  # it waits for the lock, or was the first
        give(self, clerk, roles, places, by)

    monkeypatch.setattr(AccessOrders, "give", amid)
    async with grouped.one.browser() as web:
        await grouped.travel(web)
    by_hand[0].join()
    assert roles(grouped) == {"handler", "look"}


async def test_who_a_group_lets_in_comes_in_after_a_rename(grouped: ProviderCity) -> None:
    store, evidence = grouped.one.store, grouped.one.evidence
    grouped.idp.person["groups"] = ["staff"]
    async with grouped.one.browser() as web:
        await grouped.travel(web)
        DepartmentOrders(store, evidence).rename("福祉課", "福祉総務課", "clerk")
        assert (await grouped.travel(web)).status_code == 303
        assert await is_in(web)
    assert (roles(grouped), departments(grouped)) == ({"handler"}, {"福祉総務課"})
    kept = KeptSettings(store).find()
    assert kept
    assert [one.departments for one in kept.settings.group] == [("福祉総務課",), ()]


def test_what_a_group_gives_is_not_removed(grouped: ProviderCity) -> None:
    store, evidence = grouped.one.store, grouped.one.evidence
    orders = AccessOrders(store, evidence)
    orders.put_role("look", "見る人", ["application.read"], "clerk")
    with pytest.raises(AccessRefused, match="市の認証のグループ"):
        DepartmentOrders(store, evidence).remove("福祉課", "clerk")
    group = [{"name": "staff", "roles": ["look"]}]
    grouped.say(groups_claim="groups", group=group)
    with pytest.raises(AccessRefused, match="市の認証のグループ"):
        orders.remove_role("look", "clerk")
    DepartmentOrders(store, evidence).remove("福祉課", "clerk")
    grouped.say()
    orders.remove_role("look", "clerk")
    assert "look" not in orders.roles.all()
