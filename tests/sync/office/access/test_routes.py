"""Every route of the console with every role: who comes in, and who is refused."""

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from sync.office.access.permissions import NAMES, PERMISSIONS
from sync.office.access.roles import BUILT_IN, Roles
from sync.office.http.gates import UndeclaredRoute, is_hidden_at_home, need_of, refuse_undeclared
from tests.sync.office.console.browsers import OneConsole, csrf_at

PASSPHRASE = "another-passphrase-of-ours"
REFUSED = "この操作をする権限が"
# The roles of the table: nobody is not signed in, "none" has no permission at all.
READER = "reader"
ROLES = ("nobody", "none", READER, "handler", "administrator")
MAY: dict[str, set[str]] = {
    "none": set(),
    READER: {"application.read"},
    "handler": {"application.read", "application.decide", "tablet.read"},
    "administrator": set(PERMISSIONS),
}
NEEDS = {
    "GET /sign-in": "anybody",
    "POST /sign-in": "anybody",
    "GET /static/{name}": "anybody",
    "POST /sign-out": "begun",
    "GET /": "application.read",
    "POST /": "application.read",
    "GET /applications/{id}": "application.read",
    "POST /applications/{id}": "application.decide",
    "POST /applications/{id}/tablet": "application.decide",
    "POST /applications/{id}/link": "application.decide",
    "GET /applications/{id}/beside/{other}": "application.read",
    "POST /selection.pdf": "application.read",
    "POST /applications/{id}/undo": "application.decide",
    "POST /applications/{id}/send": "application.decide",
    "POST /applications/{id}/notes": "application.decide",
    "POST /applications/{id}/assignment": "application.decide",
    "POST /applications/{id}/unlink": "application.decide",
    "POST /applications/{id}/revocation": "application.decide",
    "GET /applications/{id}/form-with-evidence.pdf": "application.read",
    "GET /applications/{id}/{part}": "application.read",
    "GET /devices": "tablet.read",
    "POST /devices": "tablet.approve",
    "POST /devices/code": "tablet.approve",
    "POST /devices/name": "tablet.approve",
    "POST /clerks/{clerk}/name": "clerk.manage",
    "POST /departments/name": "role.manage",
    "POST /departments/remove": "role.manage",
    "GET /clerks": "signed_in",
    "POST /clerks": "clerk.manage",
    "POST /clerks/passphrase": "signed_in",
    "POST /clerks/keys": "signed_in",
    "POST /clerks/add": "clerk.manage",
    "GET /clerks/{clerk}/roles": "role.manage",
    "POST /clerks/{clerk}/roles": "role.manage",
    "POST /clerks/{clerk}/telework": "role.manage",
    "GET /roles": "role.manage",
    "POST /roles": "role.manage",
    "POST /roles/remove": "role.manage",
    "POST /departments": "role.manage",
    "GET /audit": "audit.read",
    "GET /audit/reading": "audit.read",
    "GET /retention": "retention.manage",
    "POST /retention": "retention.manage",
    "POST /retention/lift": "retention.manage",
    "GET /exports": "export.read",
    "POST /exports": "export.read",
    "GET /exports/{made}": "export.read",
    "POST /exports/{made}/file": "export.read",
    "GET /payments": "payment.make",
    "POST /payments": "payment.make",
    "POST /payments/{list}/file": "payment.make",
    "GET /tokens": "outward.manage",
    "POST /tokens": "outward.manage",
    "POST /tokens/withdraw": "outward.manage",
    "GET /webhooks": "outward.manage",
    "POST /webhooks": "outward.manage",
    "POST /webhooks/secret": "outward.manage",
    "POST /webhooks/end": "outward.manage",
    "POST /webhooks/stop": "outward.manage",
    "POST /webhooks/try": "outward.manage",
    "POST /webhooks/again": "outward.manage",
    "GET /procedures": "procedure.draft",
    "POST /procedures": "procedure.draft",
    "GET /procedures/{procedure}": "procedure.draft",
    "GET /procedures/{procedure}/workbook": "procedure.draft",
    "POST /procedures/{procedure}/again": "procedure.draft",
    "GET /drafts/{draft}": "procedure.draft",
    "POST /drafts/{draft}": "procedure.draft",
    "GET /drafts/{draft}/parts/{part}": "procedure.draft",
    "POST /drafts/{draft}/ask": "procedure.draft",
    "POST /drafts/{draft}/withdraw": "procedure.draft",
    "POST /drafts/{draft}/approve": "procedure.approve",
    "POST /drafts/{draft}/return": "procedure.approve",
    "POST /drafts/{draft}/publish": "procedure.approve",
    "GET /healthz": "anybody",
    "GET /readyz": "anybody",
    "GET /sign-in/recovery": "anybody",
    "POST /sign-in/recovery": "anybody",
    "POST /clerks/{clerk}/help/recovery": "clerk.manage",
    "POST /clerks/{clerk}/help/recovery/withdraw": "clerk.manage",
    "GET /sign-in/code": "anybody",
    "POST /sign-in/code": "anybody",
    "GET /sign-in/code/set-up": "anybody",
    "POST /sign-in/code/set-up": "anybody",
    "POST /sign-in/code/confirm": "anybody",
    "GET /clerks/{clerk}/help": "clerk.manage",
    "POST /clerks/{clerk}/help/leave": "clerk.manage",
    "POST /clerks/{clerk}/help/leave/end": "clerk.manage",
    "GET /sign-in/passkey": "anybody",
    "POST /sign-in/passkey": "anybody",
    "GET /passkeys": "signed_in",
    "POST /passkeys": "proved",
    "POST /passkeys/remove": "proved",
    "GET /sign-in/provider": "anybody",
    "GET /sign-in/provider/back": "anybody",
    "GET /sign-in/provider/done": "anybody",
    "GET /sign-in/provider/out": "anybody",
    "POST /sign-in/provider/logout": "anybody",
    "GET /prove/provider": "signed_in",
    "GET /prove/provider/done": "signed_in",
    "GET /clerks/{clerk}/provider": "clerk.manage",
    "POST /clerks/{clerk}/provider": "clerk.manage",
    "POST /clerks/{clerk}/provider/unlink": "clerk.manage",
    "GET /prove": "begun",
    "POST /prove": "begun",
}
# The column of places: what a clerk at home does not reach, whatever their roles are.
NOT_FROM_HOME = {
    *(route for route, need in NEEDS.items() if need.startswith("procedure.")),
    "GET /webhooks",
    "POST /webhooks",
    "POST /webhooks/secret",
    "POST /webhooks/end",
    "POST /webhooks/stop",
    "POST /webhooks/try",
    "POST /webhooks/again",
    "GET /clerks/{clerk}/provider",
    "POST /clerks/{clerk}/provider",
    "POST /clerks/{clerk}/provider/unlink",
    "GET /retention",
    "POST /retention",
    "POST /retention/lift",
    "GET /exports",
    "POST /exports",
    "GET /exports/{made}",
    "POST /exports/{made}/file",
    "GET /payments",
    "POST /payments",
    "POST /payments/{list}/file",
    "GET /tokens",
    "POST /tokens",
    "POST /tokens/withdraw",
    "POST /selection.pdf",
    "POST /bulk",
    "POST /bulk/done",
    "GET /applications/{id}/form-with-evidence.pdf",
    "GET /applications/{id}/{part}",
    "POST /devices",
    "POST /devices/code",
    "POST /devices/name",
    "POST /clerks/{clerk}/name",
    "POST /departments/name",
    "POST /departments/remove",
    "POST /clerks",
    "POST /clerks/add",
    "GET /clerks/{clerk}/help",
    "POST /clerks/{clerk}/help/leave",
    "POST /clerks/{clerk}/help/leave/end",
    "POST /clerks/{clerk}/help/recovery",
    "POST /clerks/{clerk}/help/recovery/withdraw",
    "GET /clerks/{clerk}/roles",
    "POST /clerks/{clerk}/roles",
    "POST /clerks/{clerk}/telework",
    "GET /roles",
    "POST /roles",
    "POST /roles/remove",
    "POST /departments",
}
AT_HOME = "在宅からは見られません"
OFFICE, HOME = "10.1.2.3", "203.0.113.7"


@pytest.fixture(params=["sqlite", "postgresql"])
def peopled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OneConsole]:
    """A console with a clerk of each role, whose id is the role."""
    target = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    made = OneConsole(tmp_path, database=target)
    with made.store.transaction() as db:
        words = "application.read a.word-of-a-newer-office"
        db.execute("insert into access_role values (?, ?, ?)", [READER, "見る人", words])
        for role in ROLES[1:]:
            made.clerks.add(role, f"見本 {role}", PASSPHRASE)
            made.clerks.roles.give(db, role, [] if role == "none" else [role])
    yield made
    made.store.close()


def declared(console: OneConsole) -> dict[str, str]:
    return {
        f"{sorted(route.methods - {'HEAD'})[0]} {route.path}": need_of(route)
        for route in console.console.routes()
        if isinstance(route, Route) and route.methods
    }


async def answered(web: httpx.AsyncClient, route: str, secret: str) -> httpx.Response:
    method, path = route.split()
    path = path.format(
        id="ab" * 16,
        part="form.pdf",
        name="console.css",
        clerk="handler",
        other="cd" * 16,
        made="ab" * 8,
        list="1",
        procedure="bus",
        draft="ab" * 8,
    )
    return await web.request(method, path, data={"csrf": secret} if method == "POST" else None)


def expected(role: str, need: str) -> str:
    if need == "anybody":
        return "in"
    if role == "nobody":
        return "sign-in"
    return "in" if need in ("begun", "signed_in", "proved") or need in MAY[role] else "refused"


def outcome(answer: httpx.Response) -> str:
    if answer.is_redirect and answer.headers["location"] == "/sign-in":
        return "sign-in"
    if answer.status_code == 403 and f"<h1>{AT_HOME}</h1>" in answer.text:
        return "hidden"
    return "refused" if answer.status_code == 403 and REFUSED in answer.text else "in"


@pytest.mark.parametrize("role", ROLES)
async def test_every_route_lets_in_whom_it_declares(peopled: OneConsole, role: str) -> None:
    routes = declared(peopled)
    assert {route: routes.get(route) for route in NEEDS} == NEEDS
    found, wanted = {}, {}
    async with peopled.browser() as web:
        secret = ""
        if role != "nobody":
            await web.post("/sign-in", data={"clerk": role, "passphrase": PASSPHRASE})
            secret = await csrf_at(web, "/clerks")
        for route in sorted(routes, key=lambda one: one == "POST /sign-out"):
            found[route] = outcome(await answered(web, route, secret))
            wanted[route] = expected(role, routes[route])
    if role != "nobody":  # signing out leads to the page of signing in
        wanted["POST /sign-out"] = "sign-in"
    assert found == wanted


@pytest.mark.parametrize("role", ROLES[1:])
async def test_from_home_every_route_of_the_office_alone_is_hidden(
    peopled: OneConsole, role: str
) -> None:
    peopled.clerks.places.name([ip_network("10.1.0.0/16")])
    with peopled.store.transaction() as db:
        peopled.clerks.places.allow(db, role, allowed=True)
    routes = declared(peopled)
    found, wanted = {}, {}
    async with peopled.browser(came_from=HOME) as web:
        await web.post("/sign-in", data={"clerk": role, "passphrase": PASSPHRASE})
        secret = await csrf_at(web, "/clerks")
        for route in sorted(routes, key=lambda one: one == "POST /sign-out"):
            found[route] = outcome(await answered(web, route, secret))
            wanted[route] = expected(role, routes[route])
            if route in NOT_FROM_HOME and wanted[route] == "in":
                wanted[route] = "hidden"
    wanted["POST /sign-out"] = "sign-in"
    assert found == wanted


def test_the_routes_that_are_hidden_at_home_are_these(peopled: OneConsole) -> None:
    hidden = {
        f"{sorted(route.methods - {'HEAD'})[0]} {route.path}"
        for route in peopled.console.routes()
        if isinstance(route, Route) and route.methods and is_hidden_at_home(route.endpoint)
    }
    assert hidden == NOT_FROM_HOME


def test_a_console_with_a_route_that_declares_nothing_does_not_start() -> None:
    def forgotten(_: Request) -> Response:
        return Response("everything")

    for route in (Route("/all", forgotten), Mount("/more", routes=[Route("/", forgotten)])):
        with pytest.raises(UndeclaredRoute, match=route.path):
            refuse_undeclared([route])


def test_the_console_starts_with_no_route_that_declares_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = OneConsole(tmp_path)
    routes = [*made.console.routes(), Route("/all", lambda _: Response("everything"))]
    monkeypatch.setattr(type(made.console), "routes", lambda _: routes)
    with pytest.raises(UndeclaredRoute, match="/all"):
        made.console.app()
    made.store.close()


def test_every_permission_has_a_name_and_an_administrator_has_it() -> None:
    assert list(NAMES) == list(PERMISSIONS)
    assert BUILT_IN["administrator"].permissions == set(PERMISSIONS)


def test_a_word_of_a_newer_office_gives_nothing(peopled: OneConsole) -> None:
    roles = Roles(peopled.store)
    assert roles.all()[READER].permissions == {"application.read"}
    assert roles.rights(READER).permissions == {"application.read"}
    assert roles.rights("somebody else").permissions == set()


async def test_a_role_that_is_taken_away_counts_at_the_next_click(peopled: OneConsole) -> None:
    async with peopled.browser() as web:
        await web.post("/sign-in", data={"clerk": READER, "passphrase": PASSPHRASE})
        assert (await web.get("/")).status_code == 200
        with peopled.store.transaction() as db:
            peopled.clerks.roles.give(db, READER, [])
        assert (await web.get("/")).status_code != 200
