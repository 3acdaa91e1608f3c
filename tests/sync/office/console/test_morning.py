"""A clerk's morning in Chromium: by keyboard alone, at any width, and checked by axe."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.tablet import SEE_WITHIN_MS
from tests.sync.office.access.authenticator import Served, served
from tests.sync.office.console.browsers import SIGNED_IN
from tests.sync.office.console.filed import Filed

pytestmark = pytest.mark.browser

MANY = 60
WIDE, NARROW, ENLARGED = (1280, 800), (320, 640), (320, 200)  # the last is 1280 × 800 at 400 %
LONG = "長い名前" * 16
RICH = {
    "person": {"name": LONG},
    "asked_twice": [{"rule": "r", "sentence": "口座は本人のものではありません。" * 4, "at": None}],
    "marks": ["practice"],
    "unprintable": ["𠮷"],
    "answers": [
        {
            "question": f"q{n}",
            "label": "とても長い項目の名前" * 4,
            "display": "x" * 120,
            "source": "resident",
            "was": {"display": "前の答え", "source": "card"},
        }
        for n in range(12)
    ],
}


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("office")) as made:
        yield made


@pytest.fixture(scope="module")
def filed(console: Served) -> Filed:
    return Filed(console.one)


@pytest.fixture(scope="module")
def rich(filed: Filed) -> str:
    """The worst application there is: long names, many marks, many answers."""
    return filed.put(**RICH)


@pytest.fixture
def page(browser: Browser, console: Served) -> Iterator[Page]:
    """A window of a signed-in clerk."""
    context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]})
    page = context.new_page()
    page.goto(f"{console.address}/sign-in")
    page.keyboard.type(SIGNED_IN["clerk"])
    page.keyboard.press("Tab")
    page.keyboard.type(SIGNED_IN["passphrase"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="届いた申請")).to_be_visible()
    yield page
    context.close()


PAGES = (
    "/",
    "/applications/{rich}",
    "/clerks",
    "/audit",
    "/audit/reading",
    "/devices",
    "/roles",
    "/exports",
    "/payments",
    "/tokens",
    "/webhooks",
    "/procedures",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_and_needs_no_sideways_scrolling(
    page: Page, console: Served, rich: str, path: str
) -> None:
    page.goto(f"{console.address}{path.format(rich=rich)}")
    for width, height in (WIDE, NARROW, ENLARGED):
        page.set_viewport_size({"width": width, "height": height})
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, f"{path} is {wider} px wider than {width}"
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


def test_what_is_decided_by_stays_in_view_and_does_not_print(
    page: Page, console: Served, rich: str
) -> None:
    page.goto(f"{console.address}/applications/{rich}")
    deciding, brief = page.locator(".deciding"), page.locator(".brief")
    assert page.evaluate("document.documentElement.scrollHeight > 2 * innerHeight")
    for place in (0, 1000, 100_000):
        page.evaluate("place => scrollTo(0, place)", place)
        expect(deciding.get_by_text("受理する（a）")).to_be_in_viewport(ratio=1)
        expect(deciding.get_by_text("却下する（r）")).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, 0)")
    expect(brief).to_be_in_viewport(ratio=0.8)
    page.emulate_media(media="print")
    expect(deciding).to_be_hidden()
    expect(brief).to_be_visible()


def test_an_error_takes_the_clerk_to_its_field(page: Page, console: Served, rich: str) -> None:
    page.goto(f"{console.address}/applications/{rich}")
    page.keyboard.press("r")
    page.keyboard.press("Enter")
    expect(page.locator("#message-error")).to_be_visible()
    expect(page.locator("#message")).to_be_focused()


def test_sixty_are_decided_by_keyboard_alone(page: Page, console: Served, filed: Filed) -> None:
    filed.many.fill(MANY, MANY, MANY)
    pressed = 0

    def press(*keys: str) -> None:
        nonlocal pressed
        pressed += len(keys)
        for key in keys:
            page.keyboard.press(key)

    page.goto(console.address)
    before = console.one.store.rows("select count(*) from application where status = 'received'")
    press("s")
    for place in range(MANY):
        expect(page.locator("h1 .pill.received")).to_be_visible(timeout=SEE_WITHIN_MS)
        page.wait_for_load_state()  # the keys are heard once its script is there
        address = page.url
        if place % 20 == 19:  # one of twenty goes back, with one question asked again
            press("b", " ", "Enter", "Enter")
        else:
            press("a", "Enter")
        expect(page).not_to_have_url(address, timeout=SEE_WITHIN_MS)
    ((left,),) = console.one.store.rows(
        "select count(*) from application where status = 'received'"
    )
    assert left == before[0][0] - MANY
    assert pressed <= 1 + 3 * MANY
    assert console.one.evidence.verify() == []
