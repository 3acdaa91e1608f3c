"""What only staff see: the end of a day, a day without a line, the shift and its passphrase."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import Counter
from tests.e2e.steps import sign_in
from tests.e2e.tablet import Tablet, new_tablet

pytestmark = [pytest.mark.browser]


def saved(tablet: Tablet, button: str, folder: Path) -> bytes:
    """Press *button* and return the file that the browser saved."""
    with tablet.page.expect_download() as download:
        tablet.press(button)
    path = folder / "saved"
    download.value.save_as(path)
    return path.read_bytes()


def test_the_pages_of_a_day_and_of_a_shift(
    counter: Counter, browser: Browser, tmp_path: Path
) -> None:
    with new_tablet(browser, counter.address, "staff") as tablet:
        sign_in(tablet, begin=False)
        tablet.press("送信のようす")
        tablet.press("一日のしめ")
        tablet.sees("数が合っています")
        tablet.picture("day")
        sheet = json.loads(saved(tablet, "署名つきで保存する", tmp_path))
        assert sheet["sheet"]["handled"] == 0
        tablet.press("もどる")
        tablet.press("回線がないとき")
        tablet.sees("封をした申請をファイルにする")
        tablet.picture("carry")
        tablet.press("もどる")
        tablet.sees("送信のようす")
        tablet.press("もどる")
        tablet.press("勤務と合言葉")
        tablet.sees("書きかけを開ける期限")
        tablet.picture("shift")
        tablet.press("合言葉の変更")
        tablet.picture("passphrase")
        tablet.press("もどる")
        tablet.stayed_at_home()
