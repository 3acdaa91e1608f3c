"""The pages of the ways in, of who helps, and of a home: at any width, and checked by axe."""

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from sync.office.access.orders import AccessOrders
from tests.sync.office.access.an_app import AnApp
from tests.sync.office.access.at_console import OTHER, seal_columns
from tests.sync.office.access.authenticator import AtDesk, Served, served
from tests.sync.office.looking import enter, is_good

pytestmark = pytest.mark.browser

LONG = "長い名前の職員" * 6


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path) as made:
        seal_columns(made.one)
        made.one.clerks.add("lost", LONG, OTHER)
        orders = AccessOrders(made.one.store, made.one.evidence)
        for name in ("福祉課", "とても長い名前の部署" * 4):
            orders.add_department(name, "clerk")
        yield made


@pytest.fixture
def desk(browser: Browser, console: Served) -> Iterator[AtDesk]:
    """An administrator with a passkey."""
    context = browser.new_context()
    made = AtDesk(context.new_page(), console)
    made.plug_in()
    made.sign_in_with_passphrase()
    expect(made.page.get_by_role("heading", name="届いた申請")).to_be_visible()
    made.register("鍵")
    expect(made.page.get_by_role("cell", name="鍵", exact=True)).to_be_visible()
    yield made
    context.close()


def test_a_lost_passkey_is_bridged_from_page_to_page(desk: AtDesk, browser: Browser) -> None:
    page = desk.page
    for path in ("/clerks", "/roles", "/clerks/lost/roles", "/clerks/lost/help", "/passkeys"):
        desk.go(path)
        is_good(page)
    desk.go("/clerks/lost/help")
    page.get_by_role("button", name="コードを許可する").click()
    handed = page.locator("[data-handed]").inner_text()
    is_good(page)
    theirs = browser.new_page()
    theirs.goto(f"{desk.console.address}/sign-in")
    is_good(theirs)
    theirs.get_by_text("パスキーや合言葉をなくしたとき").click()
    theirs.get_by_role("link", name="コードでサインイン").click()
    is_good(theirs)
    theirs.get_by_role("link", name="はじめての人は").click()
    is_good(theirs)
    theirs.get_by_label("ID").fill("lost")
    theirs.get_by_label("合言葉").fill(OTHER)
    theirs.get_by_label("管理者から受けとったコード").fill(handed)
    theirs.get_by_role("button", name="つぎへ").click()
    expect(theirs.get_by_role("img", name="アプリにつなぐQR")).to_be_visible()
    is_good(theirs)
    theirs.get_by_text("QRを読めないとき").click()
    secret = theirs.locator("details code").inner_text().replace(" ", "")
    code = AnApp(secret, desk.console.one.clock).code()
    theirs.get_by_label("6けたのコード").fill(f"{code[:3]} {code[3:]}")
    theirs.get_by_role("button", name="確かめてサインイン").click()
    expect(theirs.get_by_role("heading", name="届いた申請")).to_be_visible()
    theirs.close()
    desk.go("/clerks")
    expect(page.get_by_text("コードを許可中")).to_be_visible()


def test_a_recovery_goes_from_tap_to_tap_to_a_new_passkey(desk: AtDesk, browser: Browser) -> None:
    one, page = desk.console.one, desk.page
    one.clerks.add("second", "庁内 見本二", OTHER, administrator=True)
    desk.go("/clerks/lost/help")
    page.get_by_role("button", name="1人目として回復を始める").click()
    expect(page.get_by_text("2人目は、別の管理者です")).to_be_visible()
    is_good(page)
    other = second_desk(browser, desk.console, "second")
    other.go("/clerks/lost/help")
    is_good(other.page)
    other.page.get_by_role("button", name="2人目として確かめ、コードを出す").click()
    code = other.page.locator("[data-handed]").inner_text()
    is_good(other.page)
    theirs = AtDesk(browser.new_context().new_page(), desk.console)
    theirs.plug_in()
    theirs.go("/sign-in/recovery")
    is_good(theirs.page)
    theirs.page.get_by_label("ID").fill("lost")
    theirs.page.get_by_label("管理者から受けとったコード").fill(code.lower())
    for field in theirs.page.get_by_label("新しい合言葉").all():
        field.fill("a-passphrase-of-the-next-morning")
    theirs.page.get_by_role("button", name="この合言葉にして、サインイン").click()
    expect(theirs.page.get_by_role("heading", name="自分のパスキー")).to_be_visible()
    theirs.register("新しい鍵")
    expect(theirs.page.get_by_role("cell", name="新しい鍵")).to_be_visible()
    theirs.sign_out()
    theirs.enter_with_key()
    expect(theirs.page.get_by_role("heading", name="届いた申請")).to_be_visible()
    for each in (other, theirs):
        each.page.context.close()


def second_desk(browser: Browser, console: Served, clerk: str) -> AtDesk:
    """Return the window of one more clerk, who signed in and registered a key."""
    made = AtDesk(browser.new_context().new_page(), console)
    made.plug_in()
    enter(made.page, console.address, clerk, OTHER)
    made.register("鍵")
    expect(made.page.get_by_role("cell", name="鍵", exact=True)).to_be_visible()
    return made


def test_at_home_the_page_says_what_is_hidden_and_nothing_is_printed(desk: AtDesk) -> None:
    one, page = desk.console.one, desk.page
    AccessOrders(one.store, one.evidence).let_home("clerk", allowed=True, by="clerk")
    one.clerks.places.name([ip_network("10.1.0.0/16")])
    desk.go("/")
    expect(page.get_by_role("alert")).to_contain_text("場所が変わったため")
    is_good(page)
    desk.enter_with_key()
    expect(page.get_by_role("banner").get_by_text("在宅")).to_be_visible()
    for path in ("/", "/devices", "/clerks", "/roles"):
        desk.go(path)
        is_good(page)
    expect(page.get_by_role("heading", name="在宅からは見られません")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="在宅からは見られません")).to_be_hidden()
