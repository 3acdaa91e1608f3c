"""Clerks who sign in by the provider: who they are, what they may, and what a liar gets."""

import re
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from prometheus_client import CollectorRegistry

from sync.office.access.orders import AccessOrders
from sync.office.console.sessions import FRESH_S
from sync.office.oidc.kept_settings import KeptSettings
from sync.office.oidc.people import CODE_GOOD_S
from tests.sync.office.console.browsers import PASSPHRASE, SIGNED_IN, csrf_at, is_in
from tests.sync.office.oidc.provider import SUBJECT
from tests.sync.office.oidc.provider_city import ProviderCity

GROUPS = [
    {"name": "staff", "roles": ["handler"], "departments": ["福祉課"]},
    {"name": "chiefs", "roles": ["administrator"]},
]


async def test_a_clerk_signs_in_by_the_claim_and_later_by_the_subject(city: ProviderCity) -> None:
    async with city.one.browser() as web:
        assert "市の認証でサインインする" in (await web.get("/sign-in")).text
        done = await city.travel(web)
        assert (done.status_code, done.headers["location"]) == (303, "/")
        assert "森 見本" in (await web.get("/")).text
    city.idp.person["employee_id"] = "clerk"  # what the provider calls them now links nobody else
    async with city.one.browser() as web:
        await city.travel(web)
        assert "森 見本" in (await web.get("/")).text
    assert city.kinds().count("provider_linked") == 1
    assert ("signed_in_with", "mori") in city.one.said()


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


async def test_who_is_unknown_gets_a_code_for_an_administrator(city: ProviderCity) -> None:
    city.say()
    city.idp.person = {"sub": SUBJECT, "email": "clerk@city.example", "name": "庁内 見本"}
    async with city.one.browser() as web, city.one.browser() as boss:
        done = await city.travel(web)
        found = re.search(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){3}", done.text)
        assert done.status_code == 403
        assert found
        await boss.post("/sign-in", data=SIGNED_IN)
        path, secret = "/clerks/mori/provider", await csrf_at(boss, "/clerks")
        wrong = await boss.post(path, data={"csrf": secret, "code": "AAAA-AAAA"})
        assert (wrong.status_code, "ありません" in wrong.text) == (409, True)
        typed = found[0].replace("-", " ").lower()
        right = await boss.post(path, data={"csrf": secret, "code": typed})
        assert "サインインできます" in right.text
        assert (await boss.post(path, data={"csrf": secret, "code": typed})).status_code == 409
        await city.travel(web)
        assert "森 見本" in (await web.get("/")).text
        await boss.post(f"{path}/unlink", data={"csrf": secret})
        assert not await is_in(web)
        assert (await city.travel(web)).status_code == 403
    assert SUBJECT not in str(city.one.said())


async def test_a_code_of_yesterday_links_nobody(city: ProviderCity) -> None:
    city.say()
    async with city.one.browser() as web, city.one.browser() as boss:
        found = re.search(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){3}", (await city.travel(web)).text)
        assert found
        city.one.clock.now_s += CODE_GOOD_S
        await boss.post("/sign-in", data=SIGNED_IN)
        given = {"csrf": await csrf_at(boss, "/clerks"), "code": found[0]}
        assert (await boss.post("/clerks/mori/provider", data=given)).status_code == 409


async def test_one_person_is_one_clerk_and_a_clerk_one_person(city: ProviderCity) -> None:
    async with city.one.browser() as web:
        await city.travel(web)
        city.idp.person.update(sub="another", employee_id="mori")
        assert (await city.travel(web)).status_code == 403
        city.idp.person.update(sub="third", employee_id="nobody-here")
        assert (await city.travel(web)).status_code == 403
        city.idp.person.update(sub="fourth", employee_id=["clerk"])
        assert (await city.travel(web)).status_code == 403
    assert [one for (one,) in city.one.store.rows("select clerk from clerk_subject")] == ["mori"]


async def test_who_was_removed_stays_out(city: ProviderCity) -> None:
    async with city.one.browser() as web:
        await city.travel(web)
        city.one.clerks.remove("mori")
        assert not await is_in(web)
        assert (await city.travel(web)).status_code == 403
    assert city.one.store.rows("select * from clerk_subject") == []


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


@pytest.mark.parametrize("hostile", ["https://evil.example", "//evil.example", "/\\evil"])
async def test_a_proof_leads_to_no_other_site(city: ProviderCity, hostile: str) -> None:
    async with city.one.browser() as web:
        await city.travel(web)
        done = await city.travel(web, f"/prove/provider?to={hostile}")
        assert done.headers["location"] == "/"


async def test_what_the_browser_brings_back_is_text_and_nothing_else(city: ProviderCity) -> None:
    async with city.one.browser() as web:
        hostile = {"state": 's."><script>', "code": '"><a href=//evil>', "x": "y", "iss": "é\r\nX"}
        page = await web.get("/sign-in/provider/back", params=hostile)
        assert "<script>" not in page.text.split("</head>")[1]
        assert "<a href=//evil>" not in page.text
        assert (await city.arrive(web, hostile)).status_code == 403
        assert (await web.get("/sign-in/provider/done")).status_code == 403
