"""Signing in by the provider on the pages: the ways in and out, and what a liar gets."""

from dataclasses import replace
from html import unescape
from ipaddress import ip_network
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from prometheus_client import CollectorRegistry

from sync.office.oidc.kept_settings import KeptSettings
from tests.sync.office.console.browsers import SIGNED_IN, csrf_at, is_in
from tests.sync.office.oidc.provider_city import ProviderCity


async def test_a_cookie_of_the_way_is_strict_and_no_address_names_anybody(
    city: ProviderCity,
) -> None:
    async with city.one.browser("https://localhost") as web:
        begun = await web.get("/sign-in/provider")
        cookie = begun.headers["set-cookie"]
        for word in ("__Host-demado_way=", "HttpOnly", "Secure", "SameSite=strict", "Max-Age=600"):
            assert word in cookie
        asked = dict(parse_qsl(urlsplit(begun.headers["location"]).query))
        assert asked["redirect_uri"] == "https://localhost/sign-in/provider/back"


async def test_a_way_back_counts_once_and_in_its_own_browser(city: ProviderCity) -> None:
    async with city.one.browser() as web, city.one.browser() as other:
        begun = await web.get("/sign-in/provider")
        asked = dict(parse_qsl(urlsplit(begun.headers["location"]).query))
        brought = dict(parse_qsl(urlsplit(city.idp.authorize(asked)).query))
        assert (await city.arrive(other, brought)).status_code == 403
        assert not await is_in(other)
        assert (await city.arrive(web, brought)).status_code == 303
        again = await city.arrive(web, brought)
        assert (again.status_code, "とちゅうでもどりました" in again.text) == (403, True)
        assert await is_in(web)  # who was signed in stays


async def test_another_worker_goes_on(city: ProviderCity) -> None:
    worker = httpx.ASGITransport(replace(city.one.console, registry=CollectorRegistry()).app())
    async with city.one.browser() as web:
        begun = await web.get("/sign-in/provider")
        asked = dict(parse_qsl(urlsplit(begun.headers["location"]).query))
        brought = dict(parse_qsl(urlsplit(city.idp.authorize(asked)).query))
        async with httpx.AsyncClient(transport=worker, base_url="http://localhost") as other:
            other.cookies = web.cookies
            assert (await city.arrive(other, brought)).status_code == 303
            assert await is_in(other)


async def test_at_home_without_leave_the_provider_lets_nobody_in(city: ProviderCity) -> None:
    city.one.clerks.places.name([ip_network("10.1.0.0/16")])
    async with city.one.browser(came_from="203.0.113.7") as web:
        told = await city.travel(web)
        assert (told.status_code, "在宅の許可" in told.text) == (403, True)
        assert not await is_in(web)
    assert city.one.store.rows("select * from clerk_session") == []
    async with city.one.browser(came_from="10.1.2.3") as web:
        await city.travel(web)
        assert await is_in(web)


async def test_a_new_session_ends_the_one_before(city: ProviderCity) -> None:
    async with city.one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        before = dict(web.cookies)
        await city.travel(web)
        assert dict(web.cookies) != before
        assert "森 見本" in (await web.get("/")).text
    assert len(city.one.store.rows("select * from clerk_session")) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"nonce": "x"}, "信用できません"),
        ({"aud": "another"}, "信用できません"),
        ({"iss": "https://elsewhere.example"}, "信用できません"),
        ({"exp": 1}, "信用できません"),
    ],
    ids=str,
)
async def test_a_token_that_lies_signs_nobody_in(
    city: ProviderCity, change: dict[str, Any], said: str
) -> None:
    city.idp.in_token.update(change)
    async with city.one.browser() as web:
        done = await city.travel(web)
        assert (done.status_code, said in done.text) == (403, True)
        assert not await is_in(web)
    assert "provider_refused" in city.kinds()
    assert city.one.store.rows("select * from clerk_subject") == []


async def test_the_city_may_close_every_way_but_the_provider(city: ProviderCity) -> None:
    city.say(link_claim="employee_id", own_sign_in=False)
    async with city.one.browser() as web:
        page = (await web.get("/sign-in")).text
        assert ("市の認証でサインインする" in page, 'name="passphrase"' in page) == (True, False)
        for path in ("/sign-in", "/sign-in/passkey", "/sign-in/code", "/sign-in/code/set-up"):
            closed = await web.post(path, data=SIGNED_IN)
            assert (closed.status_code, "市の認証でサインインします" in closed.text) == (403, True)
        assert not await is_in(web)
        await city.travel(web)
        assert await is_in(web)


async def test_a_provider_that_is_away_is_told_and_the_other_way_named(city: ProviderCity) -> None:
    city.idp.metadata["token_endpoint"] = "http://10.0.0.1/"
    async with city.one.browser() as web:
        away = await web.get("/sign-in/provider")
        assert (away.status_code, "いまつながりません" in away.text) == (503, True)
        assert "合言葉かパスキーでサインイン" in away.text
        city.say(own_sign_in=False)
        away = await web.get("/sign-in/provider")
        assert "合言葉かパスキーでサインイン" not in away.text
    with city.one.store.transaction() as db:
        KeptSettings(city.one.store).remove(db)
    async with city.one.browser() as web:
        assert (await web.get("/sign-in/provider")).status_code == 503
        assert "市の認証" not in (await web.get("/sign-in")).text


async def test_signing_out_leads_to_the_providers_sign_out(city: ProviderCity) -> None:
    async with city.one.browser() as web:
        await city.travel(web)
        out = await web.post("/sign-out", data={"csrf": await csrf_at(web, "/clerks")})
        assert out.headers["location"] == "/sign-in/provider/out"
        page = unescape((await web.get("/sign-in/provider/out")).text)
        assert f"{city.idp.issuer}/end?client_id=demado" in page
        assert "id_token_hint" not in page
        assert not await is_in(web)
        city.idp.metadata["end_session_endpoint"] = ""
        city.say()
        assert "すべて閉じて" in (await web.get("/sign-in/provider/out")).text


async def test_what_the_browser_brings_back_is_text_and_nothing_else(city: ProviderCity) -> None:
    async with city.one.browser() as web:
        hostile = {"state": 's."><script>', "code": '"><a href=//evil>', "x": "y", "iss": "é\r\nX"}
        page = await web.get("/sign-in/provider/back", params=hostile)
        assert "<script>" not in page.text.split("</head>")[1]
        assert "<a href=//evil>" not in page.text
        assert (await city.arrive(web, hostile)).status_code == 403
        assert (await web.get("/sign-in/provider/done")).status_code == 403
