"""A text that no database takes is answered like any other wrong one, wherever it is put."""

import base64
import json
import re
from functools import cache
from pathlib import Path
from typing import Final

import httpx
import pytest
from starlette.routing import Route

import sync.office
from sync.office.access.passkeys import PasskeyRefused, Site
from tests.sync.office.console.browsers import SIGNED_IN, OneConsole, csrf

OFFICE: Final = Path(sync.office.__file__).parent
NAME: Final = re.compile(r'(?:\bname="|\.get\("|[{,] ?")([a-z_]+)"')
PREFIXES: Final = (
    "right.",
    "procedure.",
    "department.",
    "role.",
    "may.",
    "pick.",
    "ask.",
    "remark.",
)
NUL: Final = "x\0y"
SITE: Final = Site("localhost", "http://localhost")


@cache
def names() -> frozenset[str]:
    """Return every name that a page or a handler of the console has for a field."""
    sources = [*OFFICE.rglob("*.html"), *OFFICE.rglob("*.py")]
    texts = [one.read_text(encoding="utf-8") for one in sources]
    return frozenset(name for text in texts for name in NAME.findall(text))


async def answered(web: httpx.AsyncClient, route: Route, path: str, secret: str) -> int:
    odd = dict.fromkeys(names() - {"csrf"}, NUL)
    odd |= {f"{prefix}{NUL}": NUL for prefix in PREFIXES}
    if "POST" in (route.methods or ()):
        return (await web.post(path, data={**odd, "csrf": secret})).status_code
    return (await web.get(path, params=odd)).status_code


async def test_no_field_path_or_query_with_nul_is_a_mistake_of_ours(one: OneConsole) -> None:
    found = {}
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        secret = await csrf(web)
        routes = [route for route in one.console.routes() if isinstance(route, Route)]
        for route in sorted(routes, key=lambda one: one.path == "/sign-out"):
            for value in ("%00", "ab" * 16):
                path = re.sub(r"\{[a-z]+\}", value, route.path)
                found[path, *(route.methods or ())] = await answered(web, route, path, secret)
    assert len(found) > len(routes)
    assert [place for place, code in found.items() if code == 500] == []


@pytest.mark.parametrize("field", ["name", "procedure.x\0", "department.x\0", "right.x\0"])
async def test_a_token_is_of_no_name_that_the_database_does_not_take(
    one: OneConsole, field: str
) -> None:
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        given = {"csrf": await csrf(web), "name": "基幹", "right.outcomes.list": "1", "days": "9"}
        answer = await web.post("/tokens", data={**given, field: "\0"})
    assert answer.status_code in (200, 409)
    assert "\0" not in answer.text


@pytest.mark.parametrize("by", ["\0", "\ud800", "x" * 9000])
async def test_a_place_in_the_list_that_no_row_has_begins_the_list_anew(
    one: OneConsole, by: str
) -> None:
    place = base64.urlsafe_b64encode(json.dumps([0, by, by]).encode()).decode().rstrip("=")
    deep = base64.urlsafe_b64encode(b"[" * 9999).decode().rstrip("=")
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        for asked in ({"after": place}, {"before": place}, {"after": deep}):
            assert (await web.get("/", params=asked)).status_code == 200


@pytest.mark.parametrize("id", [r'"\u0000"', r'"\ud800"', "[" * 9999])
def test_what_no_browser_says_of_a_passkey_proves_nothing(one: OneConsole, id: str) -> None:
    passkeys = one.clerks.passkeys
    challenge = json.loads(passkeys.request("sign in", SITE))["challenge"]
    data = base64.urlsafe_b64encode(json.dumps({"challenge": challenge}).encode()).decode()
    said = f'{{"response": {{"clientDataJSON": "{data}"}}, "id": {id}}}'
    with pytest.raises(PasskeyRefused):
        passkeys.signer(said, "sign in", SITE, "2026-11-30T00:00:00+00:00")
