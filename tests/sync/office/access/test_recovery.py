"""A clerk with nothing left comes back by two administrators' word, and by nobody's alone."""

import asyncio
import sys
from ipaddress import ip_network

import pytest

from sync.office.access.back_off import FREE_TRIES
from sync.office.access.orders import AccessOrders, AccessRefused
from sync.office.access.passkeys import Site
from sync.office.access.recovery import ASKED_GOOD_S, CODE_GOOD_S, Recoveries
from sync.office.access.roles import HANDLER
from sync.office.commands.office import main
from sync.office.keys.key_file import OFFICE_FILE
from tests.sync.office.access.at_console import (
    OTHER,
    enter_with,
    options_in,
    posted,
    register,
    signed_in,
)
from tests.sync.office.access.soft_key import SoftKey
from tests.sync.office.access.two_administrators import (
    NEW,
    Administrators,
    begin_anew,
    request_in,
    three_of,
)
from tests.sync.office.console.browsers import OneConsole, is_in


@pytest.fixture
async def city(one: OneConsole) -> Administrators:
    return await three_of(one)


def open_requests(city: Administrators) -> list[str]:
    return list(Recoveries(city.one.store, None, city.one.clock).open())


async def test_two_agree_and_the_clerk_begins_anew(city: Administrators) -> None:
    one = city.one
    async with signed_in(one, "lost") as old_web:
        old = await register(old_web)
        code = await city.both()
        assert await is_in(old_web), "nothing ends before the code is used"
        async with one.browser() as web:
            led = await begin_anew(web, code)
            assert (led.status_code, led.headers["location"]) == (303, "/passkeys")
            assert not await is_in(old_web), "the sessions of before are over"
            new = await register(web)
    async with one.browser() as web:
        assert (await enter_with(web, old)).status_code == 403
        assert (await enter_with(web, new)).status_code == 303
        given = {"clerk": "lost", "passphrase": OTHER}
        assert (await web.post("/sign-in", data=given)).status_code == 403
    said = one.said()
    for kind, who in (
        ("recovery_asked", "first"), ("recovery_approved", "second"), ("recovered", "lost"),
    ):  # fmt: skip
        assert (kind, who) in said
    assert open_requests(city) == []


async def test_a_demanding_city_wants_two_new_keys(city: Administrators) -> None:
    city.one.clerks.passkeys.demand(demanded=True)
    for who in ("first", "second"):
        async with city.at_desk(who) as web:
            await register(web)
    async with signed_in(city.one, "lost") as web:
        await register(web)
        await register(web)
    code = await city.both()
    async with city.one.browser() as web:
        await begin_anew(web, code)
        await register(web)
        assert (await web.get("/")).headers["location"] == "/passkeys", "the old ones count no more"
        await register(web)
        assert (await web.get("/")).status_code == 200


async def test_an_administrator_who_lost_theirs_comes_back_by_two_others(
    city: Administrators,
) -> None:
    code = await city.both("third")
    async with city.one.browser() as web:
        assert (await begin_anew(web, code, clerk="third")).status_code == 303
        assert (await web.get("/roles")).status_code == 200, "the roles stay"


async def test_one_alone_is_not_two(city: Administrators) -> None:
    async with city.at_desk("first") as web:
        await city.agree(web, "first")
        shown = (await web.get("/clerks/lost/help")).text
        assert "2人目は、別の管理者です" in shown
        assert "data-options" not in shown
        id = request_in(shown)
        credential = city.keys["first"].signed(await _word(city, "first", id))
        own = {"request": id, "credential": credential}
        again = await posted(web, "/clerks/lost/help/recovery", **own)
        assert (again.status_code, "2人目は、始めた人とは別" in again.text) == (409, True)
    assert Recoveries(city.one.store, None, city.one.clock).open()["lost"].approved_by == ""


async def _word(city: Administrators, who: str, id: str) -> str:
    """Return a challenge as the page would make it for who may sign."""
    site = Site("localhost", "http://localhost")
    return city.one.clerks.passkeys.request(f"recover lost {id} {who}", site)


async def test_the_clerk_is_none_of_the_two(city: Administrators) -> None:
    async with city.at_desk("third") as web:
        shown = (await web.get("/clerks/third/help")).text
        assert "自分では回復できません" in shown
        assert "data-options" not in shown
    with pytest.raises(AccessRefused, match="自分では"):
        Recoveries(city.one.store, None).ask("third", "third")
    async with city.at_desk("first") as web:
        await city.agree(web, "first", "third")
    (found,) = Recoveries(city.one.store, None, city.one.clock).open().values()
    with pytest.raises(AccessRefused, match="自分では"):
        Recoveries(city.one.store, None, city.one.clock).approve("third", found.id, "third")


async def test_a_word_counts_with_ones_own_key_and_for_one_request(city: Administrators) -> None:
    async with city.at_desk("first") as web:
        foreign = await city.agree(web, "first", key=city.keys["second"])
        assert (foreign.status_code, "確かめられませんでした" in foreign.text) == (409, True)
        missing = await posted(web, "/clerks/lost/help/recovery", request="")
        assert missing.status_code == 409
        shown = (await web.get("/clerks/third/help")).text
        other = {"request": "", "credential": city.keys["first"].signed(options_in(shown))}
        moved = await posted(web, "/clerks/lost/help/recovery", **other)
        assert moved.status_code == 409, "it was said of another clerk"
    assert open_requests(city) == []


async def test_who_signed_in_without_a_key_of_their_own_gives_no_word(city: Administrators) -> None:
    async with signed_in(city.one) as web:  # an administrator with a passphrase alone
        shown = (await web.get("/clerks/lost/help")).text
        assert "自分のパスキーがいります" in shown
        strange = SoftKey(handle="AAAA")
        sent = await posted(
            web, "/clerks/lost/help/recovery",
            credential=strange.signed(await _word(city, "clerk", "begin")),
        )  # fmt: skip
        assert sent.status_code == 409
    with pytest.raises(AccessRefused, match="管理者だけ"):
        Recoveries(city.one.store, None).ask("third", "lost")


async def test_of_two_at_once_one_gets_the_code(city: Administrators) -> None:
    async with city.at_desk("first") as web:
        await city.agree(web, "first")
    async with city.at_desk("second") as one, city.at_desk("third") as other:
        answers = await asyncio.gather(city.agree(one, "second"), city.agree(other, "third"))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert [kind for kind, _ in city.one.said()].count("recovery_approved") == 1


async def test_two_who_begin_at_once_begin_one(city: Administrators) -> None:
    async with city.at_desk("first") as one, city.at_desk("second") as other:
        answers = await asyncio.gather(city.agree(one, "first"), city.agree(other, "second"))
    assert len(open_requests(city)) == 1
    assert [kind for kind, _ in city.one.said()].count("recovery_asked") == 1
    assert {answer.status_code for answer in answers} <= {303, 409}


async def test_a_withdrawn_request_opens_nothing(city: Administrators) -> None:
    async with city.at_desk("second") as stale:
        async with city.at_desk("first") as web:
            await city.agree(web, "first")
            shown = (await stale.get("/clerks/lost/help")).text
            id = request_in((await web.get("/clerks/lost/help")).text)
            await posted(web, "/clerks/lost/help/recovery/withdraw", request=id)
        late = {"request": id, "credential": city.keys["second"].signed(options_in(shown))}
        refused = await posted(stale, "/clerks/lost/help/recovery", **late)
        assert (refused.status_code, "取りやめたか" in refused.text) == (409, True)
    code = await city.both()
    id = Recoveries(city.one.store, None, city.one.clock).open()["lost"].id
    async with city.at_desk("third") as web:
        await posted(web, "/clerks/lost/help/recovery/withdraw", request="0" * 16)
        assert open_requests(city) == ["lost"], "an older page withdraws nothing newer"
        await posted(web, "/clerks/lost/help/recovery/withdraw", request=id)
    async with city.one.browser() as web:
        assert (await begin_anew(web, code)).status_code == 403
    assert ("recovery_withdrawn", "third") in city.one.said()


async def test_the_first_word_counts_a_day_and_the_code_a_quarter_of_an_hour(
    city: Administrators,
) -> None:
    async with city.at_desk("first") as web:
        await city.agree(web, "first")
    city.one.clock.now_s += ASKED_GOOD_S + 1
    assert open_requests(city) == []
    code = await city.both()
    city.one.clock.now_s += CODE_GOOD_S + 1
    async with city.one.browser() as web:
        late = await begin_anew(web, code)
        assert (late.status_code, "15分が過ぎて" in late.text) == (403, True)
    code = await city.both()
    async with city.one.browser() as web:
        assert (await begin_anew(web, code.lower().replace("-", ""))).status_code == 303


async def test_the_code_counts_once_and_wrong_ones_wait(city: Administrators) -> None:
    code = await city.both()
    async with city.one.browser() as web:
        assert (await begin_anew(web, code, clerk="third")).status_code == 403, "another clerk's"
        assert (await begin_anew(web, code)).status_code == 303
        assert (await begin_anew(web, code)).status_code == 403
    async with city.one.browser() as guesser:
        for _ in range(FREE_TRIES):
            answer = await begin_anew(guesser, "AAAA-AAAA-AAAA-AAAA", clerk="third")
        assert "秒待ってから" in answer.text
        nobody = await begin_anew(guesser, "AAAA-AAAA-AAAA-AAAA", clerk="nobody-at-all")
        assert nobody.status_code == 403


async def test_a_bad_passphrase_leaves_the_code_good(city: Administrators) -> None:
    code = await city.both()
    async with city.one.browser() as web:
        assert (await begin_anew(web, code, "password-2026!")).status_code == 409
        given = {"clerk": "lost", "code": code, "new": NEW, "again": NEW + "x"}
        assert (await web.post("/sign-in/recovery", data=given)).status_code == 409
        assert (await begin_anew(web, code)).status_code == 303


async def test_at_home_without_leave_the_code_is_not_used_up(city: Administrators) -> None:
    one, code = city.one, await city.both()
    one.clerks.places.name([ip_network("10.1.0.0/16")])
    before = one.store.rows("select salt, digest from clerk where id = 'lost'")
    async with one.browser(came_from="203.0.113.7") as web:
        told = await begin_anew(web, code)
        assert (told.status_code, "コードは、時間が過ぎるまで使えます" in told.text) == (403, True)
        assert "在宅の許可" in told.text
        wrong = await begin_anew(web, "AAAA-AAAA-AAAA-AAAA")
        assert "在宅の許可" not in wrong.text, "who has no code learns nothing of the leave"
    assert one.store.rows("select salt, digest from clerk where id = 'lost'") == before
    assert one.said()[-2:] == [("works_from", "lost"), ("sign_in_refused", "lost")]
    async with one.browser(came_from="10.1.2.3") as web:
        assert (await begin_anew(web, code)).status_code == 303
    assert one.said()[-1] == ("works_from", "lost")


async def test_at_home_with_leave_the_code_counts(city: Administrators) -> None:
    one, code = city.one, await city.both()
    one.clerks.places.name([ip_network("10.1.0.0/16")])
    AccessOrders(one.store, one.evidence).let_home("lost", allowed=True, by="first")
    async with one.browser(came_from="203.0.113.7") as web:
        assert (await begin_anew(web, code)).status_code == 303


async def test_the_word_of_who_is_no_administrator_any_more_counts_no_more(
    city: Administrators,
) -> None:
    async with city.at_desk("first") as web:
        await city.agree(web, "first")
    with city.one.store.transaction() as db:
        city.one.clerks.roles.give(db, "first", [HANDLER])
    async with city.at_desk("second") as web:
        refused = await city.agree(web, "second")
        assert (refused.status_code, "もう管理者ではありません" in refused.text) == (409, True)


async def test_the_command_lets_a_city_with_one_administrator_in_again(
    city: Administrators, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = city.one
    where = ["--database", one.database] if one.database else []
    (one.folder / OFFICE_FILE).touch()  # by which the command knows an office's folder
    command = ["office", "recover-clerk", "--data", str(one.folder), *where, "--id"]
    monkeypatch.setattr(sys, "argv", [*command, "clerk"])
    main()
    code = capsys.readouterr().out.split('"')[3]
    assert Recoveries(one.store, None).knows("clerk", code)
    assert ("recovery_approved", "cli") in one.said()
    monkeypatch.setattr(sys, "argv", [*command, "nobody"])
    with pytest.raises(SystemExit, match="そのIDの人はいません"):
        main()


async def test_the_code_is_kept_as_a_digest_and_goes_with_the_clerk(city: Administrators) -> None:
    code = await city.both()
    kept = str(city.one.store.rows("select * from recovery"))
    assert code not in kept
    assert code.replace("-", "") not in kept
    city.one.clerks.remove("lost")
    assert city.one.store.rows("select * from recovery") == []
