"""The local app is killed, started again, and its page loaded again, in the middle of a visit."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Counter
from tests.e2e.hang_watch import GONE
from tests.e2e.steps import same_person, sign_in
from tests.e2e.tablet import SEE_WITHIN_MS, new_tablet
from tests.e2e.test_troubles import NAME, begin_by_documents

pytestmark = [
    pytest.mark.browser,
    pytest.mark.pcsc,
    pytest.mark.flaky(reruns=1, only_rerun=GONE),
]


def test_mended_25_a_killed_app_says_so_and_the_visit_goes_on_where_it_was(
    counter: Counter, browser: Browser
) -> None:
    with new_tablet(browser, counter.address, "restart") as tablet:
        begin_by_documents(tablet)
        tablet.type(NAME)
        tablet.press("つぎへ")
        tablet.sees("直すところが1つ")  # the name is kept, the date was not typed

        # Loaded again: the resident goes on at the same question, and nobody is asked anything.
        tablet.page.reload()
        tablet.read_aloud()
        tablet.sees("生年月日")

        counter.running.stop("tablet", at_once=True)
        shown = tablet.page.locator("body")
        expect(shown).to_contain_text("出窓をつなぎなおしています", timeout=SEE_WITHIN_MS)
        expect(shown).to_contain_text("Reconnecting to Demado")
        assert NAME not in shown.inner_text()
        tablet.picture("away")

        counter.running.start_tablet(real_reader=True)
        tablet.read_aloud()
        sign_in(tablet, begin=False)
        tablet.press("つづける")
        same_person(tablet)
        tablet.press("ご本人が操作する")
        tablet.sees("生年月日")
        name = tablet.page.get_by_label(re.compile("姓（名字）")).first
        name.click()  # the page holds the value of the field that has the focus
        expect(name).to_have_value(NAME.split()[0])
