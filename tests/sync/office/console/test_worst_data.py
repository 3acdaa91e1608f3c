"""The office's pages with the longest data there is, in Chromium: nothing cut or in letters."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from sync.office.access.orders import AccessOrders
from sync.wire.package import Part
from tests.sync.office.access.at_console import OTHER
from tests.sync.office.access.authenticator import Served, served
from tests.sync.office.console.filed import Filed
from tests.sync.office.looking import enter, is_good

pytestmark = pytest.mark.browser

LABEL = "長い項目の名前は四" * 4 + "十文字の"
NAME = "長い名前の住民" * 6
CLERK, ID = "長い名前の職員" * 6, "a-clerk-with-a-very-long-id-here"
PROCEDURE = {"id": "kyufukin", "title": LABEL, "version": 1}


def worst(filed: Filed) -> str:
    """Put in an application with 300 answers and 30 attachments; return its id."""
    picture = io.BytesIO()
    Image.new("RGB", (64, 48)).save(picture, "JPEG")
    names = [f"picture_{n:02}.jpg" for n in range(30)]
    answers = [
        {"question": f"q{n}", "label": LABEL, "display": "答え" * 60, "source": "resident"}
        for n in range(300)
    ]
    return filed.put(
        *(Part(name, "image/jpeg", picture.getvalue()) for name in names),
        person={"name": NAME}, procedure=PROCEDURE, answers=answers, marks=["practice"],
        attachments=[{"part": name, "label": LABEL} for name in names],
    )  # fmt: skip


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("office")) as made:
        one, filed = made.one, Filed(made.one)
        one.clerks.add(ID, CLERK, OTHER)
        one.clerks.rename("clerk", CLERK, by="cli")
        AccessOrders(one.store, one.evidence).add_department("長い名前の部署" * 5, "clerk")
        worst(filed)
        filed.put(person={"name": NAME}, procedure=PROCEDURE)
        yield made


@pytest.fixture(scope="module")
def page(browser: Browser, console: Served) -> Iterator[Page]:
    """A window of a signed-in clerk, who has a saved view and keeps one application."""
    page = browser.new_page()
    enter(page, console.address)
    page.get_by_text("いまの見方を保存する").click()
    page.get_by_label("見方の名前").fill(LABEL)
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_role("button", name=LABEL)).to_be_visible()
    ((number,),) = console.one.store.rows("select number from application limit 1")
    page.goto(f"{console.address}/retention")
    page.get_by_label("受付番号").fill(number)
    page.get_by_label("理由").fill("審査請求があるため。" * 20)
    page.get_by_role("button", name="消さないようにする").click()
    yield page
    page.close()


PATHS = ("/clerks", f"/clerks/{ID}/roles", "/roles", "/audit", "/audit/reading", "/retention")


@pytest.mark.parametrize("path", PATHS)
def test_a_page_keeps_its_words_whole(page: Page, console: Served, path: str) -> None:
    page.goto(f"{console.address}{path}")
    is_good(page)


def test_from_the_list_to_a_bulk_action_and_the_whole_application(
    page: Page, console: Served
) -> None:
    page.goto(console.address)
    page.locator(".filters summary").click()
    is_good(page)
    page.locator("[data-pick-all]").check()
    page.get_by_role("button", name="担当を決める").click()
    expect(page.locator("[data-going='2']")).to_be_visible()
    is_good(page)
    page.get_by_role("button", name="2件の担当を決める").click()
    expect(page.locator("[data-done='2']")).to_be_visible()
    is_good(page)
    ((id,),) = console.one.store.rows("select id from application order by received_at limit 1")
    page.goto(f"{console.address}/applications/{id}")
    expect(page.locator("figure")).to_have_count(30)
    is_good(page)
