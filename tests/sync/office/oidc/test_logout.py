"""What the provider says of a sign-out there ends sessions here, and nothing else does."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from prometheus_client import CollectorRegistry

from sync.office.oidc.logout import EVENT
from tests.sync.office.console.browsers import SIGNED_IN, is_in
from tests.sync.office.oidc.provider import (
    CLIENT,
    SUBJECT,
    signed_with_public_key,
    unsigned,
)
from tests.sync.office.oidc.provider_city import ProviderCity


def logout(city: ProviderCity, **change: Any) -> str:
    now_s = int(city.one.clock())
    claims = {
        "iss": city.idp.issuer,
        "aud": CLIENT,
        "iat": now_s,
        "exp": now_s + 120,
        "jti": "j-1",
        "sub": SUBJECT,
        "sid": "s-1",
        "events": {EVENT: {}},
        **change,
    }
    return city.idp.signed({name: value for name, value in claims.items() if value is not None})


async def told(city: ProviderCity, token: str) -> int:
    """Tell the office as the provider does: with neither a cookie nor an origin."""
    transport = httpx.ASGITransport(replace(city.one.console, registry=CollectorRegistry()).app())
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as web:
        answer = await web.post("/sign-in/provider/logout", data={"logout_token": token})
    return answer.status_code


async def stays_in(city: ProviderCity, token: str, answer: int) -> None:
    """Check what the office answers to a token, and that it ends no session by it."""
    async with city.one.browser() as web:
        await city.travel(web)
        given = {"logout_token": token}
        said = await web.post("/sign-in/provider/logout", data=given)
        assert said.status_code == answer
        assert await is_in(web)


@pytest.mark.parametrize("change", [{}, {"sid": None}, {"sub": None}], ids=str)
async def test_a_sign_out_there_ends_what_began_there(
    city: ProviderCity, change: dict[str, Any]
) -> None:
    async with city.one.browser() as web, city.one.browser() as own:
        await city.travel(web)
        await own.post("/sign-in", data=SIGNED_IN)
        await own.post("/sign-in/provider/logout", data={"logout_token": logout(city, **change)})
        assert not await is_in(web)
        assert await is_in(own)
    assert ("provider_ended", "provider") in city.one.said()


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another"},
        {"exp": 1},
        {"exp": None},
        {"iat": 1},
        {"jti": None},
        {"events": None},
        {"events": {}},
        {"events": {EVENT: "x"}},
        {"nonce": "n"},
        {"sid": 5},
        {"sub": None, "sid": None},
    ],
    ids=str,
)
async def test_what_is_no_logout_of_ours_ends_nothing(
    city: ProviderCity, change: dict[str, Any]
) -> None:
    await stays_in(city, logout(city, **change), answer=400)


@pytest.mark.parametrize("change", [{"sid": "s-2"}, {"sub": "another", "sid": None}], ids=str)
async def test_another_persons_or_sessions_logout_ends_nothing(
    city: ProviderCity, change: dict[str, Any]
) -> None:
    await stays_in(city, logout(city, **change), answer=200)


async def test_a_logout_counts_once_and_only_signed(city: ProviderCity) -> None:
    async with city.one.browser() as web:
        token = logout(city, sid=None)
        assert await told(city, token) == 200
        city.one.clock.now_s += 1
        await city.travel(web)
        for again in (token, "", "x", logout(city)):
            answer = await web.post("/sign-in/provider/logout", data={"logout_token": again})
            assert answer.status_code == 400
        for sign in (unsigned, signed_with_public_key(city.idp)):
            city.idp.sign = sign
            forged = {"logout_token": logout(city, jti="j-2")}
            answer = await web.post("/sign-in/provider/logout", data=forged)
            assert answer.status_code == 400
        assert await is_in(web)


@pytest.mark.parametrize("change", [{}, {"sid": None}, {"sub": None}], ids=str)
async def test_who_signed_out_on_the_way_here_does_not_come_in(
    city: ProviderCity, change: dict[str, Any]
) -> None:
    async with city.one.browser() as web:
        begun = await web.get("/sign-in/provider")
        asked = dict(parse_qsl(urlsplit(begun.headers["location"]).query))
        brought = dict(parse_qsl(urlsplit(city.idp.authorize(asked)).query))
        assert await told(city, logout(city, **change)) == 200
        assert (await city.arrive(web, brought)).status_code == 403
        assert not await is_in(web)
        ((sessions,),) = city.one.store.rows("select count(*) from clerk_session")
        assert sessions == 0
        city.one.clock.now_s += 1
        city.idp.in_token["sid"] = "s-2"
        await city.travel(web)
        assert await is_in(web)


async def test_an_id_token_is_no_logout(city: ProviderCity) -> None:
    await stays_in(city, logout(city, events=None, nonce="n"), answer=400)
