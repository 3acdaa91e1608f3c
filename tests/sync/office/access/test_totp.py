"""A clerk whose passkeys are lost signs in with codes, by leave, for days, each code once."""

from ipaddress import ip_network

import pytest

from sync.office.access.back_off import FREE_TRIES
from sync.office.access.totp import HANDED_GOOD_S, STEP_S, NoColumnKey, TotpLeaves
from sync.office.console.sessions import FRESH_S
from tests.sync.office.access.an_app import allow, confirm, enter, ready, set_up
from tests.sync.office.access.at_console import (
    OTHER,
    posted,
    register,
    seal_columns,
    signed_in,
    worker,
)
from tests.sync.office.console.browsers import OneConsole, csrf_at, is_in

DAY_S = 86_400
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.fixture
def office(one: OneConsole) -> OneConsole:
    """A console whose columns are sealed, with a second clerk who lost their passkey."""
    seal_columns(one)
    one.clerks.add("second", "庁内 見本二", OTHER)
    return one


async def test_a_lost_passkey_is_bridged_for_days_and_in_the_log(office: OneConsole) -> None:
    async with signed_in(office, "second") as web:
        await register(web)
    async with office.browser() as web:
        led = await web.post("/sign-in", data={"clerk": "second", "passphrase": OTHER})
        assert led.headers["location"] == "/sign-in/passkey", "the passphrase alone is not enough"
    app = await ready(office)
    async with office.browser() as web:
        led = await web.post("/sign-in", data={"clerk": "second", "passphrase": OTHER})
        assert led.headers["location"] == "/sign-in/code"
        assert (await enter(web, app.code())).headers["location"] == "/"
        assert await is_in(web)
        assert "まではコードでサインインできます" in (await web.get("/passkeys")).text
        await register(web)
    said = office.said()
    for kind, who in (
        ("codes_allowed", "clerk"), ("codes_ready", "second"), ("signed_in_with", "second"),
    ):  # fmt: skip
        assert (kind, who) in said


async def test_a_code_counts_once_in_every_worker(office: OneConsole) -> None:
    other = worker(office)
    seal_columns(office, other)
    app = await ready(office)
    async with office.browser() as web, other.browser() as elsewhere:
        code = app.code()
        assert (await enter(web, code)).status_code == 303
        assert (await enter(elsewhere, code)).status_code == 403
        assert (await enter(web, code)).status_code == 403
        assert (await enter(elsewhere, app.code(-1))).status_code == 403, "older than a used one"
    other.store.close()


async def test_one_step_of_drift_counts_and_no_more(office: OneConsole) -> None:
    app = await ready(office)
    office.clock.now_s += 10 * STEP_S
    async with office.browser() as web:
        for steps in (-2, 2):
            assert (await enter(web, app.code(steps))).status_code == 403
        assert (await enter(web, app.code(-1))).status_code == 303
        assert (await enter(web, app.code(1))).status_code == 303


async def test_a_code_counts_in_wide_digits_and_with_a_gap(office: OneConsole) -> None:
    app = await ready(office)
    wide = app.code().translate(WIDE)
    async with office.browser() as web:
        assert (await enter(web, f" {wide[:3]}　{wide[3:]}")).status_code == 303
        own = {"csrf": await csrf_at(web, "/prove"), "passphrase": OTHER, "to": "/passkeys"}
        again = app.code(1).translate(WIDE)
        assert (await web.post("/prove", data={**own, "code": again})).status_code == 303


@pytest.mark.parametrize("code", ["", "0", "00000", "abcdef", "１２３４５６", "1" * 200])
async def test_what_is_no_code_lets_nobody_in(office: OneConsole, code: str) -> None:
    await ready(office)
    async with office.browser() as web:
        assert (await enter(web, code)).status_code == 403
        assert not await is_in(web)


async def test_wrong_codes_wait_as_wrong_passphrases_do(office: OneConsole) -> None:
    app = await ready(office)
    async with office.browser() as web:
        for _ in range(FREE_TRIES):
            assert (await enter(web, "000000")).status_code == 403
        waits = await enter(web, app.code())
        assert (waits.status_code, "秒待ってから" in waits.text) == (403, True)
        office.clock.now_s += 2 * STEP_S
        assert (await enter(web, app.code())).status_code == 303
    assert ("sign_in_refused", "second") in office.said()


async def test_a_wrong_passphrase_uses_no_code_up(office: OneConsole) -> None:
    app = await ready(office)
    async with office.browser() as web:
        assert (await enter(web, app.code(), "wrong-passphrase-here")).status_code == 403
        assert (await enter(web, app.code())).status_code == 303


async def test_the_leave_ends_by_itself_and_opens_nothing(office: OneConsole) -> None:
    app = await ready(office)
    async with office.browser() as web:
        office.clock.now_s += 7 * DAY_S - 60 * STEP_S
        assert (await enter(web, app.code())).status_code == 303
        assert await is_in(web)
        office.clock.now_s += 60 * STEP_S
        assert not await is_in(web), "what a code began ends with the leave"
        assert (await enter(web, app.code())).status_code == 403
    assert office.clerks.leaves.of("second") is None


async def test_an_administrator_ends_it_at_once(office: OneConsole) -> None:
    app = await ready(office)
    async with office.browser() as web, signed_in(office) as administrator:
        assert (await enter(web, app.code())).status_code == 303
        assert "終わっています" in (await administrator.get("/clerks/second/help")).text
        await posted(administrator, "/clerks/second/help/leave/end")
        assert not await is_in(web)
        office.clock.now_s += STEP_S
        assert (await enter(web, app.code())).status_code == 403
        assert "コードを許可中" not in (await administrator.get("/clerks")).text
    assert ("codes_ended", "clerk") in office.said()


async def test_nothing_counts_before_it_is_confirmed(office: OneConsole) -> None:
    handed = await allow(office)
    async with office.browser() as web:
        app = await set_up(web, office, handed)
        assert (await enter(web, app.code())).status_code == 403
        assert (await confirm(web, handed, "000000")).status_code == 403
        assert (await confirm(web, "AAAA-AAAA-AAAA-AAAA", app.code())).status_code == 403
        assert (await confirm(web, handed.lower().replace("-", " "), app.code())).status_code == 303
        assert await is_in(web)
        office.clock.now_s += STEP_S
        assert (await confirm(web, handed, app.code())).status_code == 403, "confirmed once"


async def test_the_handed_code_is_worth_nothing_alone_or_late(office: OneConsole) -> None:
    handed = await allow(office)
    async with office.browser() as web:
        given = {"clerk": "second", "passphrase": "wrong-passphrase-here", "handed": handed}
        assert "打ちます" not in (await web.post("/sign-in/code/set-up", data=given)).text
        other = {"clerk": "clerk", "passphrase": "demado-office-2026", "handed": handed}
        assert (await web.post("/sign-in/code/set-up", data=other)).status_code == 403
        office.clock.now_s += HANDED_GOOD_S + 1
        late = {"clerk": "second", "passphrase": OTHER, "handed": handed}
        assert (await web.post("/sign-in/code/set-up", data=late)).status_code == 403


async def test_at_home_without_leave_the_app_is_not_set_up(office: OneConsole) -> None:
    handed = await allow(office)
    office.clerks.places.name([ip_network("10.1.0.0/16")])
    async with office.browser(came_from="203.0.113.7") as web:
        given = {"clerk": "second", "passphrase": OTHER, "handed": handed}
        told = await web.post("/sign-in/code/set-up", data=given)
        assert (told.status_code, "コードは、時間が過ぎるまで使えます" in told.text) == (403, True)
        assert "data:image/svg" not in told.text
    async with office.browser(came_from="10.1.2.3") as web:
        app = await set_up(web, office, handed)
        assert (await confirm(web, handed, app.code())).status_code == 303


async def test_who_goes_home_between_the_qr_and_the_first_code_uses_nothing_up(
    office: OneConsole,
) -> None:
    handed = await allow(office)
    office.clerks.places.name([ip_network("10.1.0.0/16")])
    async with office.browser(came_from="10.1.2.3") as desk:
        app = await set_up(desk, office, handed)
        async with office.browser(came_from="203.0.113.7") as home:
            told = await confirm(home, handed, app.code())
            assert (told.status_code, "時間が過ぎるまで使えます" in told.text) == (403, True)
            stranger = await confirm(home, "AAAA-AAAA-AAAA-AAAA", app.code())
            assert "在宅の許可" not in stranger.text, "only who has the handed code is told of it"
        assert ("codes_ready", "second") not in office.said()
        assert (await confirm(desk, handed, app.code())).status_code == 303


async def test_a_leave_that_is_given_anew_meanwhile_is_not_ready_by_the_old_code(
    office: OneConsole, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = await allow(office)
    leaves, use, again = office.clerks.leaves, TotpLeaves._use, list[str]()

    def anew_behind(self: TotpLeaves, clerk: str, code: str, when: str) -> bool:
        is_used = use(self, clerk, code, when)
        with office.store.transaction() as db:
            again.append(leaves.give(db, clerk, "clerk", 1))
        return is_used

    async with office.browser() as web:
        app = await set_up(web, office, handed)
        with monkeypatch.context() as at_once:
            at_once.setattr(TotpLeaves, "_use", anew_behind)
            await confirm(web, handed, app.code())
        assert not leaves.is_ready("second")
        assert not await is_in(web)
        app = await set_up(web, office, again[0])
        assert (await confirm(web, again[0], app.code())).status_code == 303


async def test_a_second_set_up_makes_the_first_secret_worthless(office: OneConsole) -> None:
    handed = await allow(office)
    async with office.browser() as web:
        first, second = await set_up(web, office, handed), await set_up(web, office, handed)
        assert (await confirm(web, handed, first.code())).status_code == 403
        assert (await confirm(web, handed, second.code())).status_code == 303


async def test_nobody_lets_themselves_and_no_longer_than_a_week(office: OneConsole) -> None:
    async with signed_in(office) as web:
        own = await posted(web, "/clerks/clerk/help/leave", days="7")
        assert (own.status_code, "自分には許可できません" in own.text) == (409, True)
        for days in ("0", "8", "-1", "x", "", "9" * 400):
            refused = await posted(web, "/clerks/second/help/leave", days=days)
            assert refused.status_code == 409
        assert (await posted(web, "/clerks/nobody/help/leave", days="7")).status_code == 303
    assert office.clerks.leaves.all() == {}
    async with signed_in(office, "second") as handler:
        refused = await posted(handler, "/clerks/clerk/help/leave", days="7")
        assert (refused.status_code, "権限がありません" in refused.text) == (403, True)


async def test_a_demanding_city_lets_codes_work_until_the_leave_ends(office: OneConsole) -> None:
    office.clerks.passkeys.demand(demanded=True)
    async with signed_in(office, "second") as web:
        assert (await web.get("/")).headers["location"] == "/passkeys"
    office.clerks.passkeys.demand(demanded=False)
    app = await ready(office)
    office.clerks.passkeys.demand(demanded=True)
    async with office.browser() as web:
        await enter(web, app.code())
        assert (await web.get("/")).status_code == 200


async def test_a_proof_wants_passphrase_and_a_new_code(office: OneConsole) -> None:
    app = await ready(office)
    async with office.browser() as web:
        await enter(web, app.code())
        office.clock.now_s += FRESH_S + 1
        asked = await web.get("/prove?to=/passkeys")
        assert "6けたのコード" in asked.text
        own = {"csrf": await csrf_at(web, "/prove"), "passphrase": OTHER, "to": "/passkeys"}
        assert (await web.post("/prove", data=own)).status_code == 403
        proved = await web.post("/prove", data={**own, "code": app.code()})
        assert proved.headers["location"] == "/passkeys"
        again = await web.post("/prove", data={**own, "code": app.code()})
        assert again.status_code == 403


async def test_the_secret_lies_sealed(office: OneConsole) -> None:
    app = await ready(office)
    ((secret, handed),) = office.store.rows("select secret, handed from totp_leave")
    assert secret.startswith("v1.")
    assert app.secret not in str(office.store.rows("select * from totp_leave"))
    assert len(handed) == 64


async def test_an_office_without_a_key_of_its_columns_keeps_no_secret(one: OneConsole) -> None:
    one.clerks.add("second", "庁内 見本二", OTHER)
    await allow(one)
    with pytest.raises(NoColumnKey):
        one.clerks.leaves.new_secret("second")
    assert one.store.rows("select secret from totp_leave") == [(None,)]


async def test_who_leaves_takes_their_leave_along(office: OneConsole) -> None:
    await ready(office)
    office.clerks.remove("second")
    assert office.store.rows("select * from totp_leave") == []
