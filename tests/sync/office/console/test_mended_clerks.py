"""Who is a clerk: ids, passphrases, the last administrator, and how a clerk is removed."""

import io
import sys
from pathlib import Path

import pytest

from sync.office.access.passphrase_rules import PassphraseRefused, refuse_passphrase
from sync.office.arguments.office import DATABASE
from sync.office.audit.log import OfficeEvidence
from sync.office.commands.office import main
from sync.office.console.clerks import ClerkRefused, SignInRefused, _digest, clerk_names
from sync.office.keys.keys import make_office_keys
from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now
from sync.wire.events.event import SignedEvent
from tests.sync.office.console.browsers import (
    PASSPHRASE,
    SIGNED_IN,
    OneConsole,
    csrf,
    is_in,
)

OTHER = "another-passphrase-of-ours"


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
