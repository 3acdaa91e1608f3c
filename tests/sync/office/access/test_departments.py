"""Departments, clerks and tablets get other names in the browser, and go where nothing is lost."""

import pytest

from sync.office.access.api_tokens import ApiTokens, TokenOrder
from sync.office.access.department_orders import DepartmentOrders
from sync.office.access.orders import AccessOrders, AccessRefused
from sync.office.casework.procedure_rules import ProcedureRule, put_rules, rule_of
from sync.office.listing.filters import ListFilter
from sync.office.listing.places import ListOrder
from sync.office.listing.saved_views import SavedViews
from tests.sync.office.access.at_console import OTHER, posted, signed_in
from tests.sync.office.console.browsers import OneConsole, is_in

ID = "ab" * 16


def file_in(one: OneConsole, department: str, status: str = "received") -> None:
    with one.store.transaction() as db:
        db.execute(
            "insert into application (id, device, received_at, status, content, department)"
            " values (?, 'd', '2026-11-20T00:00:00+00:00', ?, ?, ?)",
            [ID, status, b"", department],
        )


@pytest.fixture
def city(one: OneConsole) -> OneConsole:
    """An office with two departments and a clerk of the first."""
    orders = AccessOrders(one.store, one.evidence)
    for name in ("福祉課", "税務課"):
        orders.add_department(name, "clerk")
    one.clerks.add("second", "庁内 見本二", OTHER)
    orders.give("second", {"handler"}, {"福祉課"}, "clerk")
    return one


async def test_everything_of_a_department_goes_along_with_its_name(city: OneConsole) -> None:
    file_in(city, "福祉課")
    put_rules(city.store, {"kyufukin": ProcedureRule(department="福祉課"), "x": ProcedureRule()})
    views = SavedViews(city.store, "second")
    views.put("わたしの", ListFilter(department="福祉課", status="received"), ListOrder.TO_DO)
    async with signed_in(city) as web, signed_in(city, "second") as theirs:
        assert ID in (await theirs.get("/")).text
        changed = await posted(web, "/departments/name", old="福祉課", name="福祉総務課")
        assert changed.status_code == 303
        assert "福祉総務課" in (await web.get("/roles")).text
        assert ID in (await theirs.get("/")).text, "nobody is thrown out, nothing is lost"
        assert (await theirs.get(f"/applications/{ID}")).status_code == 200
    rights = city.clerks.roles.rights("second")
    assert rights.departments == {"福祉総務課"}
    assert rule_of(city.store, "kyufukin").department == "福祉総務課"
    assert rule_of(city.store, "x").department == ""
    (view,) = views.all()
    assert (view.name, view.filter.department) == ("わたしの", "福祉総務課")
    assert ("department_renamed", "clerk") in city.said()


def test_a_token_of_another_system_goes_on_with_a_renamed_department(city: OneConsole) -> None:
    tokens = ApiTokens(city.store, city.evidence)
    for name, departments in (("福祉", {"福祉課", "税務課"}), ("税", {"税務課"}), ("全部", set())):
        rights = frozenset({"records.export"})
        tokens.make(TokenOrder(name, rights, departments=frozenset(departments)), "clerk")
    DepartmentOrders(city.store, city.evidence).rename("福祉課", "福祉総務課", "clerk")
    held = {one.name: one.departments for one in tokens.all()}
    assert held == {"福祉": {"福祉総務課", "税務課"}, "税": {"税務課"}, "全部": set()}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("福祉課", "税務課", "もうあります"),
        ("福祉課", " ", "目に見える"),
        ("福祉課", "x\u202e", "目に見える"),
        ("ない課", "新しい課", "もうありません"),
    ],
)
async def test_a_name_that_is_none_or_anothers_is_refused(
    city: OneConsole, old: str, new: str, said: str
) -> None:
    async with signed_in(city) as web:
        refused = await posted(web, "/departments/name", old=old, name=new)
    assert (refused.status_code, said in refused.text) == (409, True)
    assert set(AccessOrders(city.store, None).departments()) == {"税務課", "福祉課"}


async def test_a_department_goes_only_when_nobody_sees_more_by_it(city: OneConsole) -> None:
    orders = DepartmentOrders(city.store, city.evidence)
    with pytest.raises(AccessRefused, match="この部署の人がいます"):
        orders.remove("福祉課", "clerk")
    file_in(city, "税務課")
    with pytest.raises(AccessRefused, match="まだ決めていない申請"):
        orders.remove("税務課", "clerk")
    with city.store.transaction() as db:
        db.execute("update application set status = 'accepted'")
    put_rules(city.store, {"kyufukin": ProcedureRule(department="税務課")})
    with pytest.raises(AccessRefused, match="手続きの決まり"):
        orders.remove("税務課", "clerk")
    put_rules(city.store, {})
    async with signed_in(city) as web:
        assert (await posted(web, "/departments/remove", old="税務課")).status_code == 303
        late = await posted(web, "/departments/remove", old="税務課")
        assert (late.status_code, "もうありません" in late.text) == (409, True)
    assert AccessOrders(city.store, None).departments() == ["福祉課"]
    assert city.store.rows("select department from application") == [("税務課",)]
    assert [kind for kind, _ in city.said()].count("department_removed") == 1


async def test_a_clerk_gets_another_name_and_stays_signed_in(city: OneConsole) -> None:
    async with signed_in(city) as web, signed_in(city, "second") as theirs:
        assert (await posted(web, "/clerks/second/name", name="庁内 新姓")).status_code == 303
        assert "庁内 新姓" in (await theirs.get("/clerks")).text
        assert await is_in(theirs)
        for clerk, name in (("second", " "), ("second", "x\u202e"), ("nobody", "だれか")):
            assert (await posted(web, f"/clerks/{clerk}/name", name=name)).status_code == 409
        assert (await posted(theirs, "/clerks/clerk/name", name="x")).status_code == 403
    assert ("clerk_changed", "clerk") in city.said()


async def test_a_tablet_gets_another_name_and_a_stale_page_does_not_undo_it(
    city: OneConsole,
) -> None:
    with city.store.transaction() as db:
        db.execute(
            "insert into device (id, name, sign_key, seal_key) values (?, ?, ?, ?)",
            ["ab" * 8, "窓口1", b"k", b"k"],
        )
    async with signed_in(city) as web, signed_in(city, "second") as theirs:
        given = {"device": "ab" * 8, "before": "窓口1"}
        assert (await posted(web, "/devices/name", name="出張窓口", **given)).status_code == 303
        assert "出張窓口" in (await web.get("/devices")).text
        there = {"device": "ab" * 8, "before": "出張窓口", "name": "出張窓口"}
        for venue, code in ((" 南公民館 ", 303), ("\u202e", 409)):
            assert (await posted(web, "/devices/name", venue=venue, **there)).status_code == code
        assert "出張先 <bdi>南公民館</bdi>" in (await web.get("/devices")).text
        assert '<option value="南公民館">' in (await web.get("/")).text
        stale = await posted(web, "/devices/name", name="窓口9", **given)
        assert (stale.status_code, "端末の状態がかわりました" in stale.text) == (409, True)
        blank = {"device": "ab" * 8, "before": "出張窓口", "name": " "}
        assert (await posted(web, "/devices/name", **blank)).status_code == 409
        assert (await posted(theirs, "/devices/name", name="x", **given)).status_code == 403
    assert city.store.rows("select name, venue from device") == [("出張窓口", "南公民館")]
    assert [kind for kind, _ in city.said()].count("device_renamed") == 2
