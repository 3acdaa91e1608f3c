"""Proofs at the provider, and the second factor that it asks for or the office does."""

import asyncio
import re
import threading
from urllib.parse import parse_qsl, urlsplit

import anyio
import anyio.to_thread
import pytest
from starlette.responses import Response

from sync.office.console.sessions import FRESH_S
from tests.sync.office.console.browsers import PASSPHRASE, SIGNED_IN, csrf_at, is_in
from tests.sync.office.oidc.provider import SUBJECT
from tests.sync.office.oidc.provider_city import ProviderCity


async def test_a_proof_is_a_new_sign_in_at_the_provider(city: ProviderCity) -> None:
    async with city.one.browser() as web:
        await city.travel(web)
        city.one.clock.now_s += FRESH_S + 1
        secret = {"csrf": await csrf_at(web, "/clerks")}
        asked = await web.post("/passkeys", data=secret, headers={"Referer": "http://x/passkeys"})
        assert asked.headers["location"] == "/prove?to=/passkeys"
        assert "/prove/provider?to=/passkeys" in (await web.get("/prove?to=/passkeys")).text
        city.idp.in_token["auth_time"] = int(city.one.clock.now_s) - 300
        old = await city.travel(web, "/prove/provider?to=/passkeys")
        assert (old.status_code, "いまのサインイン" in old.text) == (403, True)
        del city.idp.in_token["auth_time"]
        city.idp.person["sub"] = "another"
        other = await city.travel(web, "/prove/provider?to=/passkeys")
        assert other.status_code == 403
        city.idp.person["sub"] = SUBJECT
        done = await city.travel(web, "/prove/provider?to=/passkeys")
        assert (done.status_code, done.headers["location"]) == (303, "/passkeys")
        assert (await web.post("/passkeys", data=secret)).status_code == 409  # no key was shown
    assert city.kinds().count("proved_again") == 1


async def test_who_waits_for_a_proof_holds_up_no_other_page(city: ProviderCity) -> None:
    comes, is_asked = threading.Event(), threading.Event()

    def slow() -> Response:
        is_asked.set()
        comes.wait()
        return Response("no", 500)

    limiter = anyio.to_thread.current_default_thread_limiter()
    before, limiter.total_tokens = limiter.total_tokens, 1
    async with city.one.browser() as web, city.one.browser() as other:
        try:
            await city.travel(web)
            await other.post("/sign-in", data=SIGNED_IN)
            city.idp.answers["/token"] = slow
            proof = asyncio.create_task(city.travel(web, "/prove/provider?to=/passkeys"))
            aside = anyio.CapacityLimiter(1)
            await anyio.to_thread.run_sync(is_asked.wait, limiter=aside)
            assert await is_in(other)
            assert not proof.done(), "the page did not wait for it"
        finally:
            limiter.total_tokens = before
            comes.set()
        assert (await proof).status_code == 503


async def test_a_proof_of_one_session_is_none_of_another(city: ProviderCity) -> None:
    async with city.one.browser() as web, city.one.browser() as other:
        await city.travel(web)
        await city.travel(other)
        begun = await web.get("/prove/provider?to=/passkeys")
        asked = dict(parse_qsl(urlsplit(begun.headers["location"]).query))
        brought = dict(parse_qsl(urlsplit(city.idp.authorize(asked)).query))
        assert (await city.arrive(other, brought)).status_code == 403
        async with city.one.browser() as nobody:
            led = await city.arrive(nobody, brought)
            assert led.headers["location"] == "/sign-in"


async def test_a_clerk_of_passphrase_and_key_proves_nothing_at_the_provider(
    city: ProviderCity,
) -> None:
    async with city.one.browser() as web:
        await web.post("/sign-in", data={"clerk": "mori", "passphrase": PASSPHRASE})
        assert "/prove/provider" not in (await web.get("/prove")).text
        assert (await city.travel(web, "/prove/provider")).status_code == 403
    assert "proved_again" not in city.kinds()


def give_passkey(city: ProviderCity, clerk: str) -> None:
    with city.one.store.transaction() as db:
        db.execute(
            "insert into passkey (id, clerk, label, public_key, sign_count, added_at)"
            " values ('k', ?, 'k', ?, 0, '')",
            [clerk, b"k"],
        )


async def test_without_a_second_factor_there_the_own_passkey_is_asked(city: ProviderCity) -> None:
    give_passkey(city, "mori")
    async with city.one.browser() as web:
        assert (await city.travel(web)).status_code == 303
        for path in ("/", "/devices", "/clerks", "/passkeys", "/prove/provider"):
            assert (await web.get(path)).headers["location"].startswith("/prove?to="), path
        page = (await web.get("/prove?to=/")).text
        secret = re.search(r'name="csrf" value="([^"]+)"', page)
        assert secret
        assert "/prove/provider" not in page
        given = {"csrf": secret[1], "passphrase": PASSPHRASE, "to": "/"}
        assert (await web.post("/prove", data=given)).status_code == 403
        held = [city.one.clerks.session(one) for one in web.cookies.values()]
        city.one.clerks.note_proof(next(one for one in held if one))  # as a right passkey does
        assert (await web.get("/")).status_code == 200


async def test_a_second_factor_there_is_enough_where_the_city_says_so(city: ProviderCity) -> None:
    city.say(link_claim="employee_id", amr=["mfa"])
    give_passkey(city, "mori")
    city.one.clerks.passkeys.demand(demanded=True)
    async with city.one.browser() as web:
        refused = await city.travel(web)
        assert (refused.status_code, "2つめの確認" in refused.text) == (403, True)
        city.idp.in_token["amr"] = ["pwd", "mfa"]
        assert (await city.travel(web)).status_code == 303
        assert (await web.get("/")).status_code == 200
        assert (await city.travel(web, "/prove/provider?to=/clerks")).status_code == 303


async def test_a_demand_of_passkeys_holds_for_who_showed_no_second_factor(
    city: ProviderCity,
) -> None:
    city.one.clerks.passkeys.demand(demanded=True)
    async with city.one.browser() as web:
        await city.travel(web)
        assert (await web.get("/")).headers["location"] == "/passkeys"


@pytest.mark.parametrize("hostile", ["https://evil.example", "//evil.example", "/\\evil"])
async def test_a_proof_leads_to_no_other_site(city: ProviderCity, hostile: str) -> None:
    async with city.one.browser() as web:
        await city.travel(web)
        done = await city.travel(web, f"/prove/provider?to={hostile}")
        assert done.headers["location"] == "/"
