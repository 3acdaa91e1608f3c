"""Who comes in to the console, for how long, and who is kept out without locking anybody out."""

import io
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import anyio
import httpx
import pytest

from sync.office.arguments.office import DATABASE
from sync.office.audit.log import OfficeEvidence
from sync.office.commands.office import main
from sync.office.console.back_off import FREE_TRIES, LONGEST_WAIT_S, wait_after
from sync.office.console.clerks import ClerkRefused, Clerks, SignInRefused, _digest, clerk_names
from sync.office.console.passphrase_rules import PassphraseRefused, refuse_passphrase
from sync.office.console.session import SIGN_INS_AT_ONCE, SIGN_INS_WAITING
from sync.office.console.sessions import IDLE_S, LONGEST_S
from sync.office.keys.keys import make_office_keys
from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now
from sync.wire.events.event import SignedEvent
from tests.sync.office.console.browsers import (
    ENCRYPTED,
    PASSPHRASE,
    PLAIN,
    SIGNED_IN,
    OneConsole,
    csrf,
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


@pytest.fixture
def one(tmp_path: Path) -> Iterator[OneConsole]:
    made = OneConsole(tmp_path)
    yield made
    made.store.close()


async def is_in(web: httpx.AsyncClient) -> bool:
    return (await web.get("/devices")).status_code == 200


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
        kept = (await web.post("/sign-in", data=SIGNED_IN)).headers["set-cookie"]
        assert kept.startswith("__Host-demado_office=")
        assert {"Secure", "HttpOnly", "SameSite=strict", "Path=/"} <= set(kept.split("; "))
        assert "Domain" not in kept
    names = set()
    for port in (8101, 8102):
        async with one.browser(f"{PLAIN}:{port}") as web:
            kept = (await web.post("/sign-in", data=SIGNED_IN)).headers["set-cookie"]
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


@pytest.mark.parametrize(
    "passphrase",
    [
        *("", "            ", "a", "elevenchars", "x" * 201, "aaaaaaaaaaaaaaa", "123456789012"),
        *("Password-2026!", "passwordpassword", "p a s s w o r d 1 2 3 4", "2026qwertyuiop"),
        *("１２３４ｐａｓｓｗｏｒｄ", "1q2w3e4r5t6y", "市役所2026!!!!!!", "suzuki-ichiro-1"),
        *("鈴木一郎１２３４５６７８９", "あいうえおかきくけこ2026"),
    ],
)
def test_mended_05_a_passphrase_that_others_would_try_is_refused(
    one: OneConsole, passphrase: str
) -> None:
    with pytest.raises(PassphraseRefused):
        one.clerks.add("suzuki-ichiro", "鈴木 一郎", passphrase)
    assert one.store.rows("select id from clerk") == [("clerk",)]


@pytest.mark.parametrize(
    "passphrase",
    [
        *("clerk2clerk2", "clerk2-clerk2!", "CLERK2clerk2clerk2", "2026clerk2yamada"),
        *("yamada yamada 1", "山田はなこ-clerk2-2026", "pass2word2pass2word", "password1password1"),
    ],
)
def test_an_id_or_name_said_twice_or_parted_by_digits_is_no_passphrase(passphrase: str) -> None:
    with pytest.raises(PassphraseRefused):
        refuse_passphrase(passphrase, "clerk2", "yamada 山田 はなこ")


@pytest.mark.parametrize(
    "id", ["", " ", "bad id!", "Clerk", "-clerk", ".clerk", "庁内", "clerk\n", "a" * 33, "../x"]
)
def test_a_new_clerk_gets_no_id_that_is_none(one: OneConsole, id: str) -> None:
    with pytest.raises(ClerkRefused, match="小文字"):
        one.clerks.add(id, "庁内 見本二", OTHER)
    assert one.store.rows("select id from clerk") == [("clerk",)]


@pytest.mark.parametrize("id", ["a", "2", "clerk-2", "sato.k", "a_b", "a" * 32])
def test_a_new_clerk_gets_an_id_of_small_letters_and_digits(one: OneConsole, id: str) -> None:
    assert one.clerks.add(id, "庁内 見本二", OTHER)


def test_a_clerk_with_an_id_from_before_the_rule_still_gets_a_new_passphrase(
    one: OneConsole,
) -> None:
    with one.store.transaction() as db:
        db.execute("insert into clerk values (?, ?, ?, ?)", ["Bad Id!", "人", bytes(16), bytes(32)])
    assert not one.clerks.add("Bad Id!", "庁内 見本二", OTHER)
    assert one.clerks.sign_in("Bad Id!", OTHER)


@pytest.mark.parametrize(
    "passphrase", [PASSPHRASE, "みなと かもめ 三丁目の夕日", "tr0ub4dor & drei"]
)
def test_mended_05_a_passphrase_of_ones_own_is_taken(passphrase: str) -> None:
    refuse_passphrase(passphrase, "suzuki", "鈴木 一郎")


def test_mended_05_a_removed_clerks_decisions_keep_their_name(one: OneConsole) -> None:
    one.clerks.add("second", "庁内 見本二", OTHER)
    one.clerks.remove("second", by="clerk")
    with pytest.raises(SignInRefused):
        one.clerks.sign_in("second", OTHER)
    assert clerk_names(one.store) == {"clerk": "庁内 見本", "second": "庁内 見本二"}
    with pytest.raises(ClerkRefused, match="前にいた人"):
        one.clerks.add("second", "別の 人", OTHER)
    one.clerks.add("second", "庁内 見本二", OTHER)
    assert one.clerks.sign_in("second", OTHER)


def test_mended_05_the_last_administrator_stays(one: OneConsole) -> None:
    one.clerks.add("second", "庁内 見本二", OTHER)
    with pytest.raises(ClerkRefused, match="管理者がいなくなります"):
        one.clerks.remove("clerk")
    with pytest.raises(ClerkRefused, match="管理者がいなくなります"):
        one.clerks.add("clerk", "庁内 見本", OTHER, administrator=False)
    assert one.clerks.is_administrator("clerk")
    assert one.clerks.sign_in("clerk", PASSPHRASE), "nothing was changed"
    one.clerks.add("second", "庁内 見本二", OTHER, administrator=True)
    one.clerks.remove("clerk")
    with pytest.raises(ClerkRefused, match="そのIDの人"):
        one.clerks.remove("clerk")


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


async def test_mended_05_an_administrator_removes_a_clerk_on_a_page_and_nobody_else(
    one: OneConsole,
) -> None:
    one.clerks.add("second", "庁内 見本二", OTHER)
    async with one.browser() as web, one.browser() as second:
        await second.post("/sign-in", data={"clerk": "second", "passphrase": OTHER})
        given = {"csrf": await csrf(second), "clerk": "clerk"}
        assert (await second.post("/clerks", data=given)).status_code == 403
        assert "はずす</button>" not in (await second.get("/clerks")).text
        await web.post("/sign-in", data=SIGNED_IN)
        given = {"csrf": await csrf(web), "clerk": "clerk"}
        refused = await web.post("/clerks", data=given)
        assert (refused.status_code, "管理者がいなくなります" in refused.text) == (409, True)
        assert (await web.post("/clerks", data={**given, "clerk": "second"})).status_code == 200
        assert "見本二" not in (await web.get("/clerks")).text
        assert not await is_in(second)
    assert one.said()[-1] == ("clerk_removed", "clerk")


async def test_who_removes_a_clerk_and_who_was_removed_are_both_told(one: OneConsole) -> None:
    one.clerks.add("second", "庁内 見本二", OTHER)
    async with one.browser() as web, one.browser() as second:
        await web.post("/sign-in", data=SIGNED_IN)
        await second.post("/sign-in", data={"clerk": "second", "passphrase": OTHER})
        removed = await web.post("/clerks", data={"csrf": await csrf(web), "clerk": "second"})
        assert "<bdi>庁内 見本二</bdi> さんを職員からはずしました" in removed.text
        assert "はずしました" not in (await web.get("/clerks")).text
        told = await second.get("/devices")
        assert (told.status_code, "管理者があなたを職員からはずしたため" in told.text) == (
            403,
            True,
        )
        assert "職員からはずしたため" in (await second.get("/sign-in")).text


async def test_a_removed_clerk_keeps_the_text_that_was_being_written(one: OneConsole) -> None:
    one.clerks.add("second", "庁内 見本二", OTHER)
    async with one.browser() as second:
        await second.post("/sign-in", data={"clerk": "second", "passphrase": OTHER})
        given = {"csrf": await csrf(second), "message": "口座を確かめて", "status": "returned"}
        one.clerks.remove("second")
        told = await second.post(f"/applications/{'ab' * 16}", data=given)
        assert "管理者があなたを職員からはずしたため" in told.text
        assert "口座を確かめて" in told.text


async def test_the_fifth_wrong_try_announces_the_wait(one: OneConsole) -> None:
    async with one.browser() as web:
        said = [(await web.post("/sign-in", data=WRONG)).text for _ in range(FREE_TRIES)]
    assert ["2秒待って" in text for text in said] == [False] * (FREE_TRIES - 1) + [True]


async def test_mended_05_a_clerk_chooses_a_passphrase_and_signs_in_anew(one: OneConsole) -> None:
    async with one.browser() as web, one.browser() as elsewhere:
        for browser in (web, elsewhere):
            await browser.post("/sign-in", data=SIGNED_IN)
        given = {"csrf": await csrf(web), "old": PASSPHRASE, "new": OTHER, "again": OTHER}
        for change, said in (
            ({"again": PASSPHRASE}, "2回で同じではありません"),
            ({"old": "wrong"}, "いまの合言葉が違います"),
            ({"new": "password2026", "again": "password2026"}, "よく使われる"),
        ):
            refused = await web.post("/clerks/passphrase", data={**given, **change})
            assert (refused.status_code, said in refused.text) == (409, True)
        assert "変えました" in (await web.post("/clerks/passphrase", data=given)).text
        assert (await is_in(web), await is_in(elsewhere)) == (False, False)
    assert one.clerks.sign_in("clerk", OTHER)
    assert one.said()[-2:] == [("clerk_changed", "clerk"), ("signed_in", "clerk")]


def test_mended_05_the_commands_refuse_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: str, typed: str = "") -> None:
        monkeypatch.setattr(sys, "argv", ["x", *arguments, "--data", str(tmp_path)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed + "\n"))
        main()

    make_office_keys(tmp_path, utc_now())

    def add(id: str, typed: str) -> None:
        run("add-clerk", "--id", id, "--name", f"見本 {id}", typed=typed)

    for typed in ("", "a"):
        with pytest.raises(SystemExit, match="合言葉"):
            add("first", typed)
    add("first", OTHER)
    add("second", OTHER)
    add("second", OTHER)
    with pytest.raises(SystemExit, match="管理者がいなくなります"):
        run("remove-clerk", "--id", "first")
    run("remove-clerk", "--id", "second")
    said = capsys.readouterr()
    assert [line.partition(" / ")[2] for line in said.err.splitlines()] == [
        "first, an administrator, is added.",
        "second is added.",
        "second was there: name and passphrase are new, their sessions have ended.",
        "second is removed.",
    ]
    assert said.out == "", "what starts it may read JSON there"
    store = OfficeStore.open(tmp_path / DATABASE)
    contents = OfficeEvidence.open(store, tmp_path).contents()
    kinds = [SignedEvent.from_bytes(content).event.kind for content in contents]
    assert kinds == ["clerk_added", "clerk_added", "clerk_changed", "clerk_removed"]
    store.close()


def test_mended_15_a_clerks_passphrase_is_one_whichever_keyboard_types_it(one: OneConsole) -> None:
    composed, apart = "がくもんのすすめ-2026", "か\u3099くもんのすすめ-2026"
    one.clerks.add("clerk", "庁内 見本", apart)
    for typed in (apart, composed, "がくもんのすすめ－２０２６"):
        assert one.clerks.sign_in("clerk", typed)


def test_mended_15_a_passphrase_of_before_opens_as_it_was_typed(one: OneConsole) -> None:
    typed = "ｄｅｍａｄｏ－ｏｆｆｉｃｅ－１９９９"
    with one.store.transaction() as db:  # as it was derived before
        db.execute("update clerk set salt = ?, digest = ?", [bytes(16), _digest(typed, bytes(16))])
    assert one.clerks.sign_in("clerk", typed)
    with pytest.raises(SignInRefused):
        one.clerks.sign_in("clerk", "demado-office-1998")
