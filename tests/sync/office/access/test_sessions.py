"""Sessions are in the database: several workers share them, and it signs nobody in."""

from dataclasses import replace

from sync.office.access.roles import HANDLER
from tests.sync.office.console.browsers import SIGNED_IN, OneConsole, csrf, is_in

OTHER = "another-passphrase-of-ours"
SECOND = {"clerk": "second", "passphrase": OTHER}


def worker(one: OneConsole) -> OneConsole:
    """Return one more worker on the same database; a restarted one is no other."""
    return replace(one, database=one.database, folder=one.folder)


async def test_another_worker_and_a_restart_know_who_is_signed_in(one: OneConsole) -> None:
    other = worker(one)
    async with one.browser() as web, other.browser() as elsewhere:
        await web.post("/sign-in", data=SIGNED_IN)
        elsewhere.cookies.update(web.cookies)
        assert await is_in(elsewhere)
        given = {"csrf": await csrf(elsewhere), "q": "見本"}
        assert (await elsewhere.post("/", data=given)).status_code == 303
        assert 'value="見本"' in (await web.get("/")).text
        await web.post("/sign-out", data={"csrf": await csrf(web)})
        assert not await is_in(elsewhere)
    other.store.close()


async def test_the_database_holds_neither_a_cookie_nor_the_secret_of_a_form(
    one: OneConsole,
) -> None:
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        secrets = [*web.cookies.values(), await csrf(web)]
    tables = ("clerk_session", "known_browser", "sign_in_try")
    rows = [row for table in tables for row in one.store.rows(f"select * from {table}")]  # noqa: S608 - ours
    held = repr(rows)
    assert len(secrets) == 3
    assert rows
    assert [secret for secret in secrets if secret in held] == []


async def test_other_roles_end_a_clerks_sessions_at_once(one: OneConsole) -> None:
    one.clerks.add("second", "庁内 見本二", OTHER)
    other = worker(one)
    async with one.browser() as web:
        await web.post("/sign-in", data=SECOND)
        assert await is_in(web)
        with other.store.transaction() as db:
            other.clerks.roles.give(db, "second", [HANDLER])
        assert not await is_in(web)
    other.store.close()


async def test_a_clock_that_was_set_back_keeps_no_session_open(one: OneConsole) -> None:
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        one.clock.now_s -= 24 * 60 * 60
        assert not await is_in(web)
