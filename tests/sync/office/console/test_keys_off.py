"""Single letters as commands can be switched off, for one clerk, and stay off (WCAG 2.2, 2.1.4)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.sync.office.access.at_console import signed_in
from tests.sync.office.access.authenticator import Served, served
from tests.sync.office.console.browsers import OneConsole, csrf_at
from tests.sync.office.console.filed import Filed
from tests.sync.office.looking import enter


async def test_they_are_off_for_this_clerk_alone_and_stay_off(one: OneConsole) -> None:
    one.clerks.add("second", "庁内 見本二", "another-passphrase-of-ours")
    async with signed_in(one) as web:
        off = {"csrf": await csrf_at(web, "/clerks"), "keys": "off"}
        assert (await web.post("/clerks/keys", data=off)).status_code == 303
        assert 'data-keys="off"' in (await web.get("/")).text
        await web.post("/clerks/keys", data=off)
    async with signed_in(one) as web, signed_in(one, "second") as other:
        assert 'data-keys="off"' in (await web.get("/devices")).text
        assert 'data-keys="off"' not in (await other.get("/devices")).text
        on = {"csrf": await csrf_at(web, "/clerks"), "keys": "on"}
        await web.post("/clerks/keys", data=on)
        assert 'data-keys="off"' not in (await web.get("/devices")).text


@pytest.fixture
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("office")) as made:
        yield made


@pytest.mark.browser
def test_a_letter_does_nothing_and_is_not_named(browser: Browser, console: Served) -> None:
    id = Filed(console.one).put()
    page = browser.new_page()
    enter(page, console.address)
    page.goto(f"{console.address}/applications/{id}")
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="受理する（決定）")).to_be_visible()
    page.goto(f"{console.address}/clerks")
    page.get_by_role("button", name="文字キーを使わない").click()
    expect(page.get_by_role("button", name="文字キーを使う")).to_be_visible()
    page.goto(f"{console.address}/applications/{id}")
    accept = page.locator("details.sure.accepted summary")
    expect(accept).to_be_visible()
    assert accept.inner_text() == "受理する"
    for letter in "arbdmuk":
        page.keyboard.press(letter)
    expect(page.get_by_role("button", name="受理する（決定）")).to_be_hidden()
    assert page.url.endswith(id)
    accept.press("Enter")  # what is no letter goes on as everywhere
    expect(page.get_by_role("button", name="受理する（決定）")).to_be_visible()
    page.close()
