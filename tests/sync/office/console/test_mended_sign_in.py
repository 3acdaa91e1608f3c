"""Who comes in to the console, for how long, and who is kept out without locking anybody out."""

from functools import partial
from pathlib import Path

import anyio
import httpx
import pytest

from sync.office.access.back_off import FREE_TRIES, LONGEST_WAIT_S, wait_after
from sync.office.console.clerks import Clerks, SignInRefused
from sync.office.console.session import SIGN_INS_AT_ONCE, SIGN_INS_WAITING
from sync.office.console.sessions import IDLE_S, LONGEST_S
from tests.sync.office.console.browsers import (
    ENCRYPTED,
    PASSPHRASE,
    PLAIN,
    SIGNED_IN,
    OneConsole,
    csrf,
    is_in,
)

WRONG = {"clerk": "clerk", "passphrase": "not the passphrase"}
OTHER = "another-passphrase-of-ours"
FOREIGN: list[dict[str, str]] = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:9999"},
    {"Origin": PLAIN, "Sec-Fetch-Site": "cross-site"},
    {"Origin": PLAIN, "Sec-Fetch-Site": "same-site"},
]


async def test_mended_05_a_post_of_a_foreign_page_is_refused_and_counts_for_nothing(
    one: OneConsole,
) -> None:
    async with one.browser() as web:
        for headers in FOREIGN * 3:
            answer = await web.post("/sign-in", data=WRONG, headers=headers)
            assert answer.status_code == 403
            assert "受けつけませんでした" in answer.text
        del web.headers["Origin"]
        assert (await web.post("/sign-in", data=WRONG)).status_code == 403
        web.headers["Origin"] = PLAIN
        given = {**SIGNED_IN, "x": "y"}
        answer = await web.post("/sign-in", data=given, headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.status_code == 303
        out = {"csrf": await csrf(web)}
        assert (await web.post("/sign-out", data=out, headers=FOREIGN[0])).status_code == 403
        assert await is_in(web)
        assert answer.headers["location"] == "/"
        page = await web.get("/devices")
        assert page.headers["referrer-policy"] == "same-origin", "else its own posts say null"
    assert "sign_in_refused" not in [kind for kind, _ in one.said()]


async def test_mended_05_the_cookie_is_bound_to_host_and_tls_or_named_by_its_port(
    one: OneConsole,
) -> None:
    async with one.browser(ENCRYPTED) as web:
        kept, known = (await web.post("/sign-in", data=SIGNED_IN)).headers.get_list("set-cookie")
        assert kept.startswith("__Host-demado_office=")
        assert known.startswith("__Host-demado_browser=")
        assert {"Secure", "HttpOnly", "SameSite=strict", "Path=/"} <= set(kept.split("; "))
        assert "Domain" not in kept
    names = set()
    for port in (8101, 8102):
        async with one.browser(f"{PLAIN}:{port}") as web:
            kept = (await web.post("/sign-in", data=SIGNED_IN)).headers.get_list("set-cookie")[0]
            assert "Secure" not in kept
            names.add(kept.partition("=")[0])
    assert names == {"demado_office_8101", "demado_office_8102"}


async def test_mended_05_a_console_with_a_name_of_its_own_answers_to_no_other(
    tmp_path: Path,
) -> None:
    one = OneConsole(tmp_path, names=["shinsa.example"])
    for host, status in (("shinsa.example", 200), ("127.0.0.1", 400), ("localhost", 400)):
        async with one.browser(f"https://{host}") as web:
            assert (await web.get("/sign-in")).status_code == status
    one.store.close()


async def test_mended_05_a_new_sign_in_ends_the_session_before_it(one: OneConsole) -> None:
    async with one.browser() as web, one.browser() as thief:
        await web.post("/sign-in", data=SIGNED_IN)
        thief.cookies.update(web.cookies)
        assert await is_in(thief)
        before = dict(web.cookies)
        await web.post("/sign-in", data=SIGNED_IN)
        assert dict(web.cookies) != before
        assert (await is_in(web), await is_in(thief)) == (True, False)


async def test_mended_05_a_session_ends_when_left_alone_and_when_it_is_old(
    one: OneConsole,
) -> None:
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        one.clock.now_s += IDLE_S - 1
        assert await is_in(web)
        one.clock.now_s += IDLE_S
        assert not await is_in(web)
        assert "サインインが終わりました" in (await web.get("/sign-in")).text
        await web.post("/sign-in", data=SIGNED_IN)
        for _ in range(LONGEST_S // (IDLE_S - 1)):
            one.clock.now_s += IDLE_S - 1
            assert await is_in(web)
        one.clock.now_s += IDLE_S - 1
        assert not await is_in(web), "used all the time, and over all the same"
    assert 15 * 60 <= IDLE_S <= 30 * 60


async def test_mended_05_what_was_written_is_kept_when_the_session_ended_meanwhile(
    one: OneConsole,
) -> None:
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        given = {"csrf": await csrf(web), "message": "口座を<確かめて>", "status": "returned"}
        one.clock.now_s += IDLE_S
        answer = await web.post(f"/applications/{'ab' * 16}", data=given)
        assert answer.status_code == 403
        assert "口座を&lt;確かめて&gt;" in answer.text
        assert "記録されていません" in answer.text


@pytest.mark.parametrize("what", ["a new passphrase", "a removal"])
async def test_mended_05_another_process_ends_a_clerks_sessions(one: OneConsole, what: str) -> None:
    elsewhere = Clerks(one.store)
    elsewhere.add("second", "庁内 見本二", OTHER, administrator=True)
    async with one.browser() as web, one.browser() as second:
        await web.post("/sign-in", data=SIGNED_IN)
        await second.post("/sign-in", data={"clerk": "second", "passphrase": OTHER})
        if what == "a removal":
            elsewhere.remove("clerk")
        else:
            elsewhere.add("clerk", "庁内 見本", OTHER)
        assert not await is_in(web)
        assert await is_in(second)
        assert (await web.post("/sign-in", data=SIGNED_IN)).status_code == 403


def test_mended_05_wrong_tries_wait_longer_each_time_and_lock_nobody_out(one: OneConsole) -> None:
    def guess(passphrase: str) -> int:
        with pytest.raises(SignInRefused) as refused:
            one.clerks.sign_in("clerk", passphrase)
        return refused.value.wait_s

    waits = [guess("wrong") for _ in range(FREE_TRIES)]
    assert waits == [0] * (FREE_TRIES - 1) + [2]
    assert guess(PASSPHRASE) > 0, "too soon, and so it costs no derivation"
    for _ in range(20):
        one.clock.now_s += LONGEST_WAIT_S
        assert guess("wrong") <= LONGEST_WAIT_S
    one.clock.now_s += LONGEST_WAIT_S
    assert one.clerks.sign_in("clerk", PASSPHRASE)
    assert guess("wrong") == 0, "a right one begins anew"
    assert [wait_after(n) for n in (0, 4, 5, 6, 9, 10, 1000)] == [0, 0, 2, 4, 32, 60, 60]


def test_mended_05_ids_that_nobody_has_fill_neither_memory_nor_log(one: OneConsole) -> None:
    for number in range(50):
        with pytest.raises(SignInRefused):
            one.clerks.sign_in(f"nobody-{number}", "a passphrase in the wrong field")
    rows = [who for kind, who in one.said() if kind == "sign_in_refused"]
    assert rows == [None] * FREE_TRIES
    assert one.clerks.sign_in("clerk", PASSPHRASE), "a clerk waits for none of them"


async def test_mended_05_no_queue_of_sign_ins_grows_without_end(one: OneConsole) -> None:
    most = SIGN_INS_AT_ONCE + SIGN_INS_WAITING
    codes: list[int] = []

    async def sign_in(web: httpx.AsyncClient) -> None:
        codes.append((await web.post("/sign-in", data=WRONG)).status_code)

    async with one.browser() as web, anyio.create_task_group() as tasks:
        for _ in range(most + 3):
            tasks.start_soon(partial(sign_in, web))
    assert sorted(codes) == [403] * most + [503] * 3


async def test_mended_05_who_came_and_went_stands_in_the_log(one: OneConsole) -> None:
    one.clerks.add("second", "庁内 見本二", OTHER, by="clerk")
    async with one.browser() as web:
        await web.post("/sign-in", data=WRONG)
        await web.post("/sign-in", data={**WRONG, "clerk": "not a clerk"})
        await web.post("/sign-in", data=SIGNED_IN)
        await web.post("/devices/code", data={"csrf": await csrf(web)})
        await web.post("/sign-out", data={"csrf": await csrf(web)})
    one.clerks.add("second", "庁内 見本二", PASSPHRASE, by="clerk")
    one.clerks.remove("second", by="clerk")
    assert one.said() == [
        ("clerk_added", "cli"),
        ("clerk_added", "clerk"),
        ("sign_in_refused", "clerk"),
        ("sign_in_refused", None),
        ("signed_in", "clerk"),
        ("code_made", "clerk"),
        ("signed_out", "clerk"),
        ("clerk_changed", "clerk"),
        ("clerk_removed", "clerk"),
    ]
    assert not any(b"not a clerk" in content for content in one.evidence.contents())


async def test_mended_05_only_an_administrator_makes_enrolment_codes(one: OneConsole) -> None:
    one.clerks.add("second", "庁内 見本二", OTHER)
    async with one.browser() as web:
        await web.post("/sign-in", data={"clerk": "second", "passphrase": OTHER})
        assert "新しい端末を登録する" not in (await web.get("/devices")).text
        refused = await web.post("/devices/code", data={"csrf": await csrf(web)})
        assert refused.status_code == 403
    assert "code_made" not in [kind for kind, _ in one.said()]


async def test_the_fifth_wrong_try_announces_the_wait(one: OneConsole) -> None:
    async with one.browser() as web:
        said = [(await web.post("/sign-in", data=WRONG)).text for _ in range(FREE_TRIES)]
    assert ["2秒待って" in text for text in said] == [False] * (FREE_TRIES - 1) + [True]
