"""The watch itself: a page that never comes back is ended, one that works is left alone."""

import re
import time

import pytest
from playwright.sync_api import Error, Playwright

from tests.e2e import hang_watch
from tests.e2e.tablet import chromium

pytestmark = [pytest.mark.browser]
BUSY = "() => { const end = Date.now() + 1500; while (Date.now() < end); return 7; }"


def test_a_page_that_hangs_is_ended_and_one_that_works_is_not(
    playwright: Playwright, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hang_watch, "EVERY_S", 0.5)
    monkeypatch.setattr(hang_watch, "HUNG_AFTER_S", 3.0)
    monkeypatch.setattr(hang_watch, "HUNG_CPU_S", 0.5)
    with chromium(playwright) as browser:
        page = browser.new_page()
        assert page.evaluate(BUSY) == 7
        time.sleep(1.0)
        assert page.evaluate(BUSY) == 7
        with pytest.raises(Error, match="|".join(map(re.escape, hang_watch.GONE))):
            page.evaluate("() => { for (;;); }")


STOPPED = "() => { window.requestAnimationFrame = () => 0; }"


def test_a_page_that_draws_no_more_is_told_from_one_that_lacks_a_text(
    playwright: Playwright, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hang_watch, "FRAME_WITHIN_MS", 2000)
    missing = Error("no such text")
    with chromium(playwright) as browser:
        page = browser.new_page()
        hang_watch.refuse_standstill(page, missing)
        page.evaluate(STOPPED)
        with pytest.raises(hang_watch.PageStandsStill, match="no such text"):
            hang_watch.refuse_standstill(page, missing)
