"""What cannot be undone is asked once more by the page itself, in Chromium, and in any colours."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from sync.office.line.client import KnownDevice
from sync.office.tablets.tablets import Tablets
from sync.wire.city import utc_now
from sync.wire.hpke.suites import CLASSIC, make_key
from tests.sync.office.access.authenticator import Served, served
from tests.sync.office.console.filed import Filed
from tests.sync.office.looking import enter

pytestmark = pytest.mark.browser

DEVICE = "ab" * 8


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("office")) as made:
        Filed(made.one).put()
        sign, seal = make_key(CLASSIC).public, make_key(CLASSIC).public
        known = KnownDevice(DEVICE, "見本1号", sign, seal, 90, "2026-11-20T01:00:00+00:00", None)
        Tablets(made.one.store).record([known])
        assert Tablets(made.one.store).approve(DEVICE, "clerk", utc_now())
        yield made


@pytest.fixture
def page(browser: Browser, console: Served) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.on("dialog", lambda _: pytest.fail("the browser asks, not the page"))
    enter(page, console.address)
    yield page
    page.close()


def wiped(console: Served) -> int:
    ((count,),) = console.one.store.rows("select count(*) from device where lease_order = 'wipe'")
    return int(count)


def test_a_tablet_is_wiped_by_a_second_press_and_not_by_the_first(
    page: Page, console: Served
) -> None:
    page.goto(f"{console.address}/devices")
    row = page.get_by_role("row").filter(has_text=DEVICE)
    wipe = row.get_by_role("button", name="失効して消去", exact=True)
    wipe.click()
    look = page.locator(".second-look")
    expect(look).to_contain_text("元に戻せません")
    expect(page.get_by_role("button", name="失効して消去（決定）")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.get_by_role("button", name="やめる").click()
    expect(look).to_have_count(0)
    expect(wipe).to_be_focused()
    assert wiped(console) == 0
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("table")).to_contain_text("消去を指示")
    assert wiped(console) == 1


def test_what_is_chosen_shows_without_colours(page: Page, console: Served) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(console.address)
    width = "one => getComputedStyle(one).borderTopWidth"
    chosen, other = (
        page.locator(f".states [aria-pressed={pressed}]").first.evaluate(width)
        for pressed in ("true", "false")
    )
    assert chosen != other
