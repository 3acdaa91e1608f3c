"""A resident who takes the keyboard and no finger: one page with several fields, in Chromium."""

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import Counter
from tests.e2e.hang_watch import GONE
from tests.e2e.steps import come_alone_for, sign_in
from tests.e2e.tablet import Tablet, new_tablet

pytestmark = [pytest.mark.browser, pytest.mark.flaky(reruns=1, only_rerun=GONE)]

SETTLED_MS = 400  # until the server has answered a key, and the page is drawn
MOST_TABS = 25
PAGE = "どなたの認定を申請しますか"
NAME = {"姓（名字）": "見本", "名": "太郎", "お名前のフリガナは何ですか": "ミホン タロウ"}
BORN = {"年": "15", "月": "3", "日": "2"}
FOCUSED = "() => document.activeElement.ariaLabel || document.activeElement.innerText"


def test_enter_leads_through_the_fields_of_a_page(counter: Counter, browser: Browser) -> None:
    with new_tablet(browser, counter.address, "keyboard") as tablet:
        sign_in(tablet)
        tablet.press("聞きとりだけ")
        come_alone_for(tablet, "要介護・要支援認定")
        tablet.sees(PAGE)
        for at, text in NAME.items():
            enter(tablet, text, at=at)
        go_to(tablet, "昭和", key="Shift+Tab")
        press(tablet, "Enter")
        go_to(tablet, "年")
        for at, text in BORN.items():
            enter(tablet, text, at=at)
        assert PAGE in tablet.text(), "Enter presses no button"
        go_to(tablet, "つぎへ", key="Shift+Tab")  # the last of the page stands before the first
        press(tablet, "Enter")
        tablet.sees("どこに住んでいますか")
        go_to(tablet, "もどる", key="Shift+Tab")
        press(tablet, "Enter")
        tablet.sees(PAGE)
        for at, text in (NAME | BORN).items():
            assert held(tablet, at=at) == text
            press(tablet, "Enter")
        tablet.stayed_at_home()


def press(tablet: Tablet, key: str) -> None:
    tablet.page.keyboard.press(key)
    tablet.page.wait_for_timeout(SETTLED_MS)


def enter(tablet: Tablet, text: str, *, at: str) -> None:
    """Type *text* where the focus is, which is the empty field *at*, and press Enter."""
    assert held(tablet, at=at) == ""
    tablet.page.keyboard.type(text, delay=30)
    press(tablet, "Enter")


def go_to(tablet: Tablet, name: str, *, key: str = "Tab") -> None:
    """Press *key* until *name* has the focus."""
    for _ in range(MOST_TABS):
        if tablet.page.evaluate(FOCUSED) == name:
            return
        press(tablet, key)
    raise AssertionError(f"{key} does not lead to {name}")


def held(tablet: Tablet, *, at: str) -> str:
    """Wait until the field *at* has the focus, and return what stands in it."""
    tablet.page.wait_for_function(f"at => ({FOCUSED})() === at", arg=at)
    return str(tablet.page.evaluate("() => document.activeElement.value"))
