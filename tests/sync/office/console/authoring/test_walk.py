"""Two clerks change a procedure in Chromium: at any width, and checked by axe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.sync.office.access.authenticator import Served, served
from tests.sync.office.authoring.city import (
    MADE_BY,
    SECOND,
    files_of,
    parts,
    published_city,
    publisher,
)
from tests.sync.office.console.browsers import PASSPHRASE
from tests.sync.office.looking import enter, is_good
from tests.sync.pack_city import PackCity

pytestmark = pytest.mark.browser

LONG = "とても長い手続きの名前" * 3
# A process with limits reads the file; on a busy machine it is slow to start.
READ_WITHIN_MS = 60_000


@pytest.fixture
def city(tmp_path: Path) -> PackCity:
    return published_city(tmp_path)


@pytest.fixture
def console(tmp_path: Path, city: PackCity) -> Iterator[Served]:
    with served(tmp_path, publisher(city)) as made:
        for id, name in ((MADE_BY, "見本 あおい"), (SECOND, "見本 れん")):
            made.one.clerks.add(id, name, PASSPHRASE, administrator=True)
        yield made


def signed_in(browser: Browser, console: Served, clerk: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    enter(page, console.address, clerk)
    page.get_by_role("link", name="手続き", exact=True).click()
    expect(page.get_by_role("heading", name="手続き", exact=True)).to_be_visible()
    return page


def bring(page: Page, files: dict[str, bytes]) -> None:
    """Choose the files of a draft and send them."""
    page.get_by_text("TOML のとき").click()
    for name, raw in files.items():
        chosen = FilePayload(name=f"{name}.toml", mimeType="text/plain", buffer=raw)
        page.locator(f"input[name={name}]").set_input_files(chosen)
    page.get_by_role("button", name="入れて調べる").click()
    expect(page.get_by_role("heading", name="案：")).to_be_visible(timeout=READ_WITHIN_MS)


def test_one_brings_a_draft_with_a_mistake_mends_it_and_another_publishes(
    browser: Browser, console: Served, city: PackCity
) -> None:
    page = signed_in(browser, console, MADE_BY)
    is_good(page)
    bring(page, parts(title=LONG, more='\n[[questions]]\nid = "why"\nkind = "txt"\n'))
    expect(page.get_by_text("まだ承認を頼めません")).to_be_visible()
    expect(page.get_by_role("cell", name="questions.1.kind")).to_be_visible()
    is_good(page)
    page.get_by_text("直したファイルを入れなおす").click()
    bring(page, parts(title=LONG))
    page.get_by_text("画面の順番").click()
    is_good(page)
    page.get_by_role("button", name="承認を頼む").click()
    expect(page.get_by_text("ほかの人の承認を待っています")).to_be_visible()
    second = signed_in(browser, console, SECOND)
    second.get_by_role("link", name=LONG).first.click()
    is_good(second)
    second.get_by_role("button", name="承認して出す").click()
    second.get_by_role("button", name="承認して出す（決定）").click()
    expect(second.get_by_text("署名して出しました（パック 2）")).to_be_visible(
        timeout=READ_WITHIN_MS
    )
    is_good(second)
    second.get_by_role("link", name=f"出ている「{LONG}」").click()
    expect(second.get_by_role("button", name="版 1 をもう一度出す案にする")).to_be_visible()
    is_good(second)
    second.goto(f"{console.address}/audit?kind=procedure_published")
    expect(second.get_by_role("cell", name="手続きを出した")).to_be_visible()
    assert LONG.encode() in files_of(city.repository)["words/ja/bus.toml"]
    for one in (page, second):
        one.context.close()
