"""Roles, departments and clerks are managed in the browser; each act stands in the log."""

import asyncio

import httpx
import pytest

from sync.office.access.orders import AccessOrders, AccessRefused
from sync.wire.events.event import SignedEvent
from tests.sync.office.console.browsers import SIGNED_IN, OneConsole, csrf_at, is_in

OTHER = "another-passphrase-of-ours"
SECOND = {"clerk": "second", "passphrase": OTHER}


async def post(web: httpx.AsyncClient, path: str, **given: str) -> httpx.Response:
    return await web.post(path, data={"csrf": await csrf_at(web, "/clerks"), **given})


def told(one: OneConsole, since: int = 0) -> list[tuple[str, dict[str, object]]]:
    """Return kind and detail of the events after the first *since*."""
    assert one.evidence.verify() == []
    events = [SignedEvent.from_bytes(raw).event for raw in one.evidence.contents()[since:]]
    return [(event.kind, dict(event.detail)) for event in events]


async def test_an_administrator_makes_a_role_and_gives_it(one: OneConsole) -> None:
    async with one.browser() as web, one.browser() as second:
        await web.post("/sign-in", data=SIGNED_IN)
        added = await post(web, "/clerks/add", id="second", name="庁内 見本二", passphrase=OTHER)
        assert "加えました" in added.text
        since = len(one.evidence.contents())
        words = {"may.application.read": "on", "may.tablet.read": "on"}
        assert (await post(web, "/roles", id="reader", name="見る人", **words)).status_code == 303
        assert (await post(web, "/departments", name="福祉課")).status_code == 303
        assert "見る人" in (await web.get("/clerks/second/roles")).text
        await second.post("/sign-in", data=SECOND)
        given = {"role.reader": "on", "department.福祉課": "on"}
        assert (await post(web, "/clerks/second/roles", **given)).status_code == 303
        assert not await is_in(second), "their session ended"
        await second.post("/sign-in", data=SECOND)
        rights = one.clerks.roles.rights("second")
        assert rights.permissions == {"application.read", "tablet.read"}
        assert rights.departments == {"福祉課"}
        assert (await second.get("/roles")).status_code == 403
        assert "見る人" in (await web.get("/clerks")).text
    kinds = [kind for kind, _ in told(one, since)]
    assert kinds[:2] == ["role_changed", "department_added"]
    assert [kind for kind in kinds if kind.endswith(("_given", "_taken"))] == [
        *("role_given", "role_taken", "department_given"),
    ]
    assert not any("福祉課".encode() in raw for raw in one.evidence.contents()), "no free text"


async def test_of_two_who_add_one_id_at_once_one_does(one: OneConsole) -> None:
    async with one.browser() as web, one.browser() as other:
        await web.post("/sign-in", data=SIGNED_IN)
        await other.post("/sign-in", data=SIGNED_IN)
        answers = await asyncio.gather(
            post(web, "/clerks/add", id="second", name="庁内 見本二", passphrase=OTHER),
            post(other, "/clerks/add", id="second", name="庁内 見本三", passphrase=OTHER + "-too"),
        )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert [kind for kind, _ in told(one) if kind == "clerk_changed"] == []


async def test_what_would_leave_nobody_or_nothing_is_refused(one: OneConsole) -> None:
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        for path, given, said in (
            ("/clerks/clerk/roles", {"role.handler": "on"}, "管理者がいなくなります"),
            ("/clerks/clerk/roles", {"role.nothing": "on"}, "役割か部署がかわりました"),
            ("/clerks/nobody/roles", {"role.handler": "on"}, "そのIDの人はいません"),
            ("/roles", {"id": "administrator", "name": "x", "may.tablet.read": "on"}, "役割のID"),
            ("/roles", {"id": "Reader", "name": "x", "may.tablet.read": "on"}, "役割のID"),
            ("/roles", {"id": "reader", "name": " ", "may.tablet.read": "on"}, "目に見える"),
            ("/roles", {"id": "reader", "name": "x\u202e", "may.tablet.read": "on"}, "目に見える"),
            ("/roles", {"id": "reader", "name": "x", "may.everything": "on"}, "1つ以上"),
            ("/departments", {"name": " "}, "目に見える"),
            ("/clerks/add", {"id": "clerk", "name": "x", "passphrase": OTHER}, "もういます"),
            ("/clerks/add", {"id": "new", "name": "x", "passphrase": "short"}, "合言葉は"),
        ):
            refused = await post(web, path, **given)
            assert (refused.status_code, said in refused.text) == (409, True), (path, given)
        assert await is_in(web)
    assert {kind for kind, _ in told(one)} <= {"clerk_added", "signed_in"}


def test_a_role_that_somebody_has_is_not_removed(one: OneConsole) -> None:
    orders = AccessOrders(one.store, one.evidence)
    orders.put_role("reader", "見る人", ["application.read"], "clerk")
    one.clerks.add("second", "庁内 見本二", OTHER)
    orders.give("second", {"reader"}, set(), "clerk")
    with pytest.raises(AccessRefused, match="この役割の人がいます"):
        orders.remove_role("reader", "clerk")
    orders.give("second", {"handler"}, set(), "clerk")
    orders.remove_role("reader", "clerk")
    assert "reader" not in orders.roles.all()


async def test_another_set_of_permissions_ends_the_sessions_of_a_role(one: OneConsole) -> None:
    orders = AccessOrders(one.store, one.evidence)
    orders.put_role("reader", "見る人", ["tablet.read"], "clerk")
    one.clerks.add("second", "庁内 見本二", OTHER)
    orders.give("second", {"reader"}, set(), "clerk")
    async with one.browser() as second:
        await second.post("/sign-in", data=SECOND)
        assert await is_in(second)
        orders.put_role("reader", "見る人", ["tablet.read", "application.read"], "clerk")
        assert not await is_in(second)


@pytest.mark.parametrize(
    ("department", "opens"), [(None, True), ("福祉課", True), ("税務課", False)]
)
async def test_a_clerk_of_a_department_opens_no_other_departments_application(
    one: OneConsole, department: str | None, opens: bool
) -> None:
    id = "ab" * 16
    one.clerks.add("second", "庁内 見本二", OTHER)
    orders = AccessOrders(one.store, one.evidence)
    orders.add_department("福祉課", "clerk")
    orders.give("second", {"handler"}, {"福祉課"}, "clerk")
    with one.store.transaction() as db:
        db.execute(
            "insert into application (id, device, received_at, status, content, department)"
            " values (?, 'd', '2026-11-20T00:00:00+00:00', 'received', ?, ?)",
            [id, b"", department],
        )
    async with one.browser() as second, one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        await second.post("/sign-in", data=SECOND)
        for path in (f"/applications/{id}", f"/applications/{id}/form.pdf"):
            assert ("権限がありません" in (await second.get(path)).text) is not opens
            assert "権限がありません" not in (await web.get(path)).text
        assert (id in (await second.get("/")).text) is opens
        assert id in (await web.get("/")).text
        secret = await csrf_at(second, "/clerks")
        picked = {"csrf": secret, "action": "assign", "to": "second", f"pick.{id}": "0"}
        await second.post("/bulk/done", data=picked)
        assigned = one.store.rows("select assigned_to from application")
        assert assigned == [("second" if opens else None,)]
        decided = await second.post(f"/applications/{id}", data={"csrf": secret})
        assert (decided.status_code == 403) is not opens
