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
    with chromium(playwright) as browser:
        page = browser.new_page()
        assert page.evaluate(BUSY) == 7
        time.sleep(1.0)
        assert page.evaluate(BUSY) == 7
        with pytest.raises(Error, match="|".join(map(re.escape, hang_watch.GONE))):
            page.evaluate("() => { for (;;); }")
