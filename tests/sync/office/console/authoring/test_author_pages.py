"""A clerk brings a draft, reads what its check says, and another clerk publishes it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx
import pytest

from tests.sync.office.authoring.city import (
    MADE_BY,
    SECOND,
    files_of,
    mended_book,
    parts,
)
from tests.sync.office.console.authoring.conftest import AUTHOR, HANDLER
from tests.sync.office.console.browsers import PASSPHRASE, OneConsole, csrf_at
from tests.sync.pack_city import PackCity


@dataclass
class Author:
    """A signed-in browser that sends forms and files."""

    web: httpx.AsyncClient
    csrf: str

    async def send(self, path: str, **said: Any) -> httpx.Response:
        return await self.web.post(path, data={"csrf": self.csrf, **said}, follow_redirects=True)

    async def upload(self, files: dict[str, bytes], path: str = "/procedures") -> httpx.Response:
        sent = {name: (f"{name}.bin", raw) for name, raw in files.items()}
        data = {"csrf": self.csrf}
        return await self.web.post(path, data=data, files=sent, follow_redirects=True)


@asynccontextmanager
async def author(one: OneConsole, id: str = MADE_BY) -> AsyncIterator[Author]:
    async with one.browser() as web:
        signed = await web.post("/sign-in", data={"clerk": id, "passphrase": PASSPHRASE})
        assert signed.status_code == 303
        yield Author(web, await csrf_at(web, "/clerks"))


def plain(answer: httpx.Response) -> str:
    """Return what a page says, without its tags."""
    return unescape(re.sub(r"<[^>]*>", "", answer.text))


async def test_from_a_workbook_to_a_signed_pack_and_back(one: OneConsole, city: PackCity) -> None:
    async with author(one, AUTHOR) as first, author(one, SECOND) as second:
        listed = plain(await first.web.get("/procedures"))
        assert "敬老バス" in listed
        assert "有効" in listed
        book = await first.web.get("/procedures/bus/workbook")
        assert 'filename="bus.xlsx"' in book.headers["content-disposition"]
        mended = mended_book(book.content, version=2, form_title__ja="バスの券<b>")
        shown = await first.upload({"definition": mended})
        draft = shown.url.path
        assert draft.startswith("/drafts/")
        assert "l_title：敬老バス → バスの券<b>" in plain(shown)
        assert "<b>" not in shown.text
        assert "bus: 事例 1 立場 1/1 分かれ目 0/0" in plain(shown)
        asked = await first.send(f"{draft}/ask")
        assert "ほかの人の承認を待っています" in plain(asked)
        assert (await first.send(f"{draft}/approve")).status_code == 403, "no such right"
        assert "承認して出す" in (await second.web.get(draft)).text
        done = await second.send(f"{draft}/approve")
        assert "署名して出しました（パック 2）" in plain(done)
        assert "バスの券".encode() in files_of(city.repository)["words/ja/bus.toml"]
        late = await second.send(f"{draft}/approve")
        assert (late.status_code, "先へ進みました" in plain(late)) == (409, True)
        again = await second.send("/procedures/bus/again", pack="1")
        assert "前の版をもう一度出す案" in plain(again)
        assert "版 1 をもう一度出す" in plain(await second.web.get("/procedures/bus"))
    kinds = [kind for kind, _ in one.said() if "draft" in kind or "procedure" in kind]
    assert kinds == [
        "draft_made", "draft_asked", "draft_approved", "procedure_published", "draft_made",
    ]  # fmt: skip
    who = dict(one.said())
    assert (who["draft_asked"], who["draft_approved"]) == (AUTHOR, SECOND)


async def test_the_same_person_is_refused_by_the_server_whatever_the_page_shows(
    one: OneConsole, city: PackCity
) -> None:
    async with author(one) as first, author(one, SECOND) as second:
        draft = (await first.upload(parts())).url.path
        await first.send(f"{draft}/ask")
        assert "承認して出す" not in (await first.web.get(draft)).text
        refused = await first.send(f"{draft}/approve")
        assert (refused.status_code, "自分の案は承認できません" in plain(refused)) == (409, True)
        back = await second.send(f"{draft}/return", reason="題を確かめてください。")
        assert "返したわけ：題を確かめてください。" in plain(back)
        assert (await second.send(f"{draft}/publish")).status_code == 409
    targets = city.repository.targets()
    assert targets is not None
    assert targets.version == 1
    assert ("approval_refused", MADE_BY) in one.said()


async def test_a_draft_that_is_mended_after_it_was_asked_is_asked_anew(one: OneConsole) -> None:
    async with author(one) as first, author(one, SECOND) as second:
        draft = (await first.upload(parts())).url.path
        await first.send(f"{draft}/ask")
        mended = (await first.upload(parts(title="直した題"), draft)).url.path
        assert mended != draft
        assert "承認を頼む" in (await first.web.get(mended)).text
        late = await second.send(f"{draft}/approve")
        assert (late.status_code, "先へ進みました" in plain(late)) == (409, True)
        assert "直した案があります" in plain(await first.web.get(draft)), "it is still there"
        definition = await first.web.get(f"{draft}/parts/draft.toml")
        assert definition.content == parts()["definition"]
        assert (await first.web.get(f"{draft}/parts/other")).status_code == 409
        gone = await first.send(f"{mended}/withdraw")
        assert "取りやめました" in plain(gone)
        assert (await first.upload(parts(), mended)).status_code == 409


async def test_each_mistake_stands_on_the_page_with_its_place(one: OneConsole) -> None:
    wrong = parts(more='\n[[questions]]\nid = "why"\nkind = "txt"\n')
    line = wrong["definition"].decode().splitlines().index('kind = "txt"') + 1
    async with author(one) as first:
        shown = await first.upload(wrong)
        said = plain(shown)
        assert f"定義 {line} 行目" in said
        assert "questions.1.kind" in said
        assert "「text」ではありませんか" in said
        assert "まだ承認を頼めません" in said
        asked = await first.send(f"{shown.url.path}/ask")
        assert (asked.status_code, "直すところが" in plain(asked)) == (409, True)


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        (b"", "ファイルを選んでください"),
        (b"%PDF-1.7", "でも TOML でもありません"),
        ("id = “bus”".encode(), "1 行目：全角の記号"),
        (b"#" * (50 * 1024 * 1024), "ファイルが大きすぎます"),
    ],
    ids=["nothing", "pdf", "odd", "50 MB"],
)
async def test_what_is_no_draft_is_told_and_nothing_is_kept(
    one: OneConsole, definition: bytes, said: str
) -> None:
    async with author(one) as first:
        refused = await first.upload({"definition": definition})
        assert (refused.status_code, said in plain(refused)) == (409, True)
        assert "何も残していません" in plain(refused)
    assert one.store.rows("select count(*) from procedure_draft") == [(0,)]


async def test_a_form_without_its_secret_or_with_another_shape_changes_nothing(
    one: OneConsole,
) -> None:
    async with author(one) as first:
        forged = Author(first.web, "another")
        for files in (parts(), {"definition": b"#" * (5 * 1024 * 1024)}):
            answer = await forged.web.post(
                "/procedures",
                data={"csrf": "another"},
                files={name: (name, raw) for name, raw in files.items()},
            )
            assert answer.headers.get("location") == "/sign-in"
        plain_form = await first.send("/procedures")
        assert (plain_form.status_code, "届いていません" in plain(plain_form)) == (409, True)
        kind = {"content-type": "multipart/form-data; boundary=x", "origin": "http://localhost"}
        broken = await first.web.post("/procedures", content=b"--x\r\nnonsense", headers=kind)
        assert broken.headers.get("location") == "/sign-in"
        async with one.browser() as stranger:
            answer = await stranger.post("/procedures", files={"definition": ("a", b"x")})
            assert answer.headers.get("location") == "/sign-in"
    assert one.store.rows("select count(*) from procedure_draft") == [(0,)]


async def test_wrong_roles_see_nothing_and_do_nothing(one: OneConsole) -> None:
    async with author(one, HANDLER) as other, author(one) as first:
        draft = (await first.upload(parts())).url.path
        for path in ("/procedures", "/procedures/bus", draft):
            assert (await other.web.get(path)).status_code == 403
        for path in ("/procedures", draft):
            assert (await other.upload(parts(), path)).status_code == 403
        for step in ("ask", "approve", "return", "publish", "withdraw"):
            assert (await other.send(f"{draft}/{step}")).status_code == 403
        assert "手続き</a>" not in (await other.web.get("/clerks")).text


async def test_an_approval_wants_a_fresh_proof(one: OneConsole) -> None:
    async with author(one) as first, author(one, SECOND) as second:
        draft = (await first.upload(parts())).url.path
        await first.send(f"{draft}/ask")
        one.clock.now_s += 11 * 60
        answer = await second.web.post(f"{draft}/approve", data={"csrf": second.csrf})
        assert answer.headers["location"].startswith("/prove")
        assert "承認を待っています" in plain(await first.web.get(draft))


async def test_without_the_keys_the_page_says_who_has_to_do_what(
    one: OneConsole, city: PackCity
) -> None:
    async with author(one) as first, author(one, SECOND) as second:
        draft = (await first.upload(parts())).url.path
        await first.send(f"{draft}/ask")
        safe = city.keys.rename(city.folder / "safe")
        waits = plain(await second.send(f"{draft}/approve"))
        assert "署名の鍵がここにない" in waits
        safe.rename(city.keys)
        assert "署名して出しました" in plain(await second.send(f"{draft}/publish"))


async def test_an_unknown_draft_or_procedure_is_told(one: OneConsole) -> None:
    async with author(one) as first:
        for path in ("/drafts/" + "ab" * 8, "/procedures/cat", "/procedures/cat/workbook"):
            assert (await first.web.get(path)).status_code == 404
        unknown = await first.send("/drafts/" + "ab" * 8 + "/approve")
        assert unknown.status_code == 404
        odd = await first.send("/procedures/bus/again", pack="١")
        assert (odd.status_code, "その版はもうありません" in plain(odd)) == (409, True)


async def test_an_office_that_publishes_nothing_says_so(tmp_path_factory: Any) -> None:
    bare = OneConsole(tmp_path_factory.mktemp("bare"))
    async with author(bare, "clerk") as first:
        said = plain(await first.web.get("/procedures"))
        assert "手続きを出せません" in said
        refused = await first.upload(parts())
        assert (refused.status_code, "手続きを出せません" in plain(refused)) == (409, True)
        assert (await first.web.get("/drafts/" + "ab" * 8)).status_code == 404
    bare.store.close()
