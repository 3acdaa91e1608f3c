"""Who comes from the provider is a clerk by a link, and nobody without."""

import re

from sync.office.oidc.people import CODE_GOOD_S
from tests.sync.office.console.browsers import SIGNED_IN, csrf_at, is_in
from tests.sync.office.oidc.provider import SUBJECT
from tests.sync.office.oidc.provider_city import ProviderCity


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
