"""A passkey of which a copy was in use counts for nothing: neither for work, nor as another."""

from sync.office.access.passkeys import ENOUGH
from tests.sync.office.access.at_console import enter_with, register, signed_in
from tests.sync.office.console.browsers import OneConsole, csrf_at


async def test_two_keys_of_which_one_was_copied_are_not_enough(one: OneConsole) -> None:
    keys = one.clerks.passkeys
    keys.demand(demanded=True)
    async with signed_in(one) as web:
        first, second = await register(web), await register(web)
        assert (await web.get("/")).status_code == 200
    async with one.browser() as thief:
        first.count += 1
        assert (await enter_with(thief, first)).status_code == 303
        first.count = 0
        assert (await enter_with(thief, first)).status_code == 403
    assert len(keys.of("clerk")) == ENOUGH
    assert [one.id for one in keys.usable("clerk")] != []
    assert not keys.are_enough("clerk")
    async with one.browser() as web:
        assert (await enter_with(web, second)).status_code == 303
        led = await web.get("/")
        assert (led.status_code, led.headers["location"]) == (303, "/passkeys")
        assert "いま使えるものは1本です" in (await web.get("/passkeys")).text
        await register(web)
        assert (await web.get("/")).status_code == 200


async def test_the_last_key_that_opens_something_stays(one: OneConsole) -> None:
    keys = one.clerks.passkeys
    async with signed_in(one) as web:
        copied, good = await register(web), await register(web)
        with one.store.transaction() as db:
            db.execute(
                "update passkey set sign_count = 99"
                " where added_at = (select min(added_at) from passkey)"
            )
        async with one.browser() as thief:
            assert (await enter_with(thief, copied)).status_code == 403
        secret = await csrf_at(web, "/passkeys")
        (left,) = keys.usable("clerk")
        refused = await web.post("/passkeys/remove", data={"csrf": secret, "passkey": left.id})
        assert (refused.status_code, "最後のパスキー" in refused.text) == (409, True)
        (shut,) = [one for one in keys.of("clerk") if one.cloned_at]
        gone = await web.post("/passkeys/remove", data={"csrf": secret, "passkey": shut.id})
        assert gone.status_code == 303
    assert keys.of("clerk") == [left]
    async with one.browser() as web:
        assert (await enter_with(web, good)).status_code == 303
