"""What a clerk sees of the console in Chromium: signs in, and judges a page at every width."""

from typing import Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.sync.office.console.browsers import PASSPHRASE, SIGNED_IN

# The third is 1280 × 800 at 200 %, the fourth a telephone.
SIZES: Final = ((1280, 800), (960, 700), (640, 400), (390, 844), (320, 640))
# Texts that stand in a column narrower than three of their letters, or outside the window.
BROKEN: Final = """() => [...document.querySelectorAll("th,td,a,button,label,p,h1,h2,dt,dd")]
  .filter(one => !one.classList.contains("skip") && one.textContent.trim().length > 2)
  .filter(one => {
    const box = one.getBoundingClientRect(), size = parseFloat(getComputedStyle(one).fontSize)
    const isOut = box.width && (box.left < -1 || box.right > innerWidth + 1)
    return isOut || (box.width && box.width < 2.9 * size && box.height > 5 * size)
  }).map(one => one.tagName + ": " + one.textContent.trim().slice(0, 20))"""


def enter(
    page: Page, address: str, clerk: str = SIGNED_IN["clerk"], passphrase: str = PASSPHRASE
) -> None:
    """Sign in with a passphrase, as far as the list."""
    give_passphrase(page, address, clerk, passphrase)
    expect(page.get_by_role("heading", name="届いた申請")).to_be_visible()


def give_passphrase(page: Page, address: str, clerk: str, passphrase: str) -> None:
    """Type a clerk's passphrase; what comes then is the caller's to see."""
    page.goto(f"{address}/sign-in")
    page.get_by_label("ID").fill(clerk)
    page.get_by_label("合言葉").fill(passphrase)
    page.get_by_role("button", name="サインイン", exact=True).click()


def is_good(page: Page) -> None:
    """Fail where something is cut or stands in single letters, or axe finds something."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, f"{page.url} is {wider} px wider than {width}"
        assert page.evaluate(BROKEN) == [], f"{page.url} at {width} px"
    page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
