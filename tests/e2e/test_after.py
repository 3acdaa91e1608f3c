"""What comes after the seal, end to end: the clerk asks again, the resident corrects, withdraws."""

import pytest
from playwright.sync_api import Browser, Page, expect

from build.sample_city.people import CLERK
from tests.e2e.conftest import Counter, SampleCity
from tests.e2e.hang_watch import GONE
from tests.e2e.office import Office, decided, keep
from tests.e2e.steps import (
    bus_tickets,
    come_alone_for,
    come_back,
    confirm_by_word,
    finish,
    identify_by_card,
    no_canary,
    same_person,
    sealed_number,
    sign_in,
)
from tests.e2e.tablet import LANDSCAPE, Tablet, new_tablet

pytestmark = [
    pytest.mark.browser,
    pytest.mark.pcsc,
    pytest.mark.flaky(reruns=1, only_rerun=GONE),
]
REMARK = "冊数は1人1冊までです"


def test_a_correction_and_a_withdrawal_through_reception_and_office(
    city: SampleCity, browser: Browser
) -> None:
    with new_tablet(browser, city.address, "after") as tablet:
        sign_in(tablet)
        identify_by_card(tablet, city, "taro")
        come_alone_for(tablet, "敬老バス券")
        bus_tickets(tablet)
        first = confirmed(tablet)
        office = Office(city)
        ask_again(browser, city, office.find(first))
        look_up(tablet, first, "なおしが必要です")
        tablet.sees(REMARK)
        second = correct(tablet, city)
        shown = office.web.get(office.find(first)).text
        assert office.find(second) in shown
        assert "出しなおし済み" in shown
        look_up(tablet, second, "受け取りました")
        third = withdraw(tablet, city)
        confirm_withdrawal(browser, city, office.find(third))
        look_up(tablet, second, "取り下げました")
        tablet.picture("withdrawn")
        tablet.press("この申請を取り下げる")
        tablet.sees("もう決定しています")
        tablet.picture("withdrawn-already")
        tablet.stayed_at_home()
    no_canary(city, "見本　太郎", REMARK)


def confirmed(tablet: Tablet) -> str:
    """Check, hear, confirm by word, and hand the tablet back; return the receipt number."""
    confirm_by_word(tablet)
    number = sealed_number(tablet)
    finish(tablet)
    return number


def look_up(tablet: Tablet, number: str, answer: str) -> None:
    """Look for a number on the tablet, from its home page, until the city's answer is there."""
    if "番号でしらべる" not in tablet.text():
        tablet.press("もどる")
    tablet.press("番号でしらべる")
    tablet.type(number)
    tablet.press("しらべる", exact=True)
    tablet.sees(answer)


def clerk(browser: Browser, city: Counter, path: str) -> Page:
    """Open an application as the clerk."""
    width, height = LANDSCAPE
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.goto(city.layout.office_url)
    page.keyboard.type(CLERK.id)
    page.keyboard.press("Tab")
    page.keyboard.type(CLERK.passphrase)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="届いた申請")).to_be_visible()
    keep(page, "list-after")
    page.goto(f"{city.layout.office_url.rstrip('/')}{path}")
    return page


def ask_again(browser: Browser, city: Counter, path: str) -> None:
    """Have the books asked again, with a remark beside them."""
    page = clerk(browser, city, path)
    address = page.url
    page.keyboard.press("b")
    page.locator('input[name="remark.books"]').fill(REMARK)
    keep(page, "returning")
    page.get_by_role("button", name="差し戻す").click()
    decided(page, address, "差し戻し")
    keep(page, "returned")
    page.context.close()


def correct(tablet: Tablet, city: SampleCity) -> str:
    """Answer the one question that is asked again; return the new receipt number."""
    tablet.picture("looked-up")
    tablet.press("なおして出しなおす")
    come_back(tablet, city)
    tablet.sees("どの手続きを出しなおしますか")
    tablet.picture("procedures-again")
    tablet.press("はじめる", exact=True)
    same_person(tablet, "whose-answers")
    tablet.sees(REMARK)
    tablet.picture("hand-over-again")
    tablet.press("ご本人が操作する")
    tablet.sees("何冊いりますか")
    tablet.sees(REMARK)
    tablet.picture("question-again")
    tablet.type("1")
    tablet.press("つぎへ")
    return confirmed(tablet)


def withdraw(tablet: Tablet, city: SampleCity) -> str:
    """Take back what was looked up; return the withdrawal's own receipt number."""
    tablet.picture("before-withdrawal")
    tablet.press("この申請を取り下げる")
    come_back(tablet, city)
    tablet.sees("申請の取下げ")
    tablet.picture("procedure-withdrawal")
    tablet.press("はじめる", exact=True)
    tablet.press("ご本人が操作する")
    tablet.sees("昼間につながる電話番号")
    tablet.press("わからない")
    tablet.press("つぎへ")
    tablet.sees("取り下げる理由")
    tablet.picture("reason")
    tablet.press("まちがえて出した")
    tablet.press("つぎへ")
    return confirmed(tablet)


def confirm_withdrawal(browser: Browser, city: Counter, path: str) -> None:
    """Confirm the withdrawal, and see that both are closed."""
    page = clerk(browser, city, path)
    keep(page, "withdrawal")
    page.locator("[data-withdraws] a").click()
    expect(page.locator("[data-withdrawal]")).to_be_visible()
    keep(page, "withdrawal-asked")
    page.go_back()
    address = page.url
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    decided(page, address, "受理")
    page.locator("[data-withdraws] a").click()
    expect(page.locator("h1 .pill")).to_have_text("取下げ")
    keep(page, "withdrawn")
    page.context.close()
