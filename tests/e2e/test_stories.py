"""Stories of a counter whose right end is written down beforehand; in Chromium, to the office."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import Counter
from tests.e2e.hang_watch import GONE
from tests.e2e.office import Office
from tests.e2e.steps import check_and_hear, no_canary, sealed_number, sign_in, witness
from tests.e2e.tablet import Tablet, new_tablet
from tests.field_app.document.test_archive import attached
from tests.field_app.document.test_documents import text_of

pytestmark = [pytest.mark.browser, pytest.mark.flaky(reruns=1, only_rerun=GONE)]


def test_staff_write_for_somebody_whose_birthday_nobody_knows(
    counter: Counter, browser: Browser, tmp_path: Path
) -> None:
    """story-04 and story-15, and the scribe's record."""
    with new_tablet(browser, counter.address, "scribe") as tablet:
        sign_in(tablet)
        show_a_passport(tablet)
        tablet.sees("どなたが来ていますか")
        tablet.press("ご本人")
        tablet.sees("職員が代わりに書きますか")
        tablet.press("目が見えにくい")
        tablet.picture("scribe")
        choose(tablet, "住民票の写し")
        tablet.sees("1つにつき300円")
        tablet.picture("staff-type")
        tablet.press("職員が聞いて入力する")
        name_and_year(tablet)
        three_copies(tablet)
        tablet.sees("昭和10年（月日不詳）")
        tablet.sees("300円 × 3 ＝ 900円")
        check_and_hear(tablet)
        witness(tablet)
        number = sealed_number(tablet)
        tablet.stayed_at_home()
    office = Office(counter)
    path = office.find(number)
    shown = bare(office.web.get(path).text)
    assert "本人（職員が代筆）" in shown
    assert "目が見えにくい" in shown
    assert "に読み上げて本人が確認、口頭（職員が立ち会い）、立ち会い mihon-a" in shown
    assert "手数料：300円 × 3 ＝ 900円" in shown
    form = office.web.get(f"{path}/form.pdf").content
    paper = text_of(form, tmp_path)
    for said in ("昭和10年（月日不詳）", "300円 × 3 ＝ 900円", "見本 あおいが本人の言うとおりに"):
        assert said in paper, said
    assert '"1935-99-99"' in json.dumps(attached(form))
    no_canary(counter, "見本　不詳子", "1935-99-99", "不詳町")


def bare(html: str) -> str:
    """Return what a clerk reads of a page."""
    return re.sub(r"<[^>]*>", "", html)


def show_a_passport(tablet: Tablet) -> None:
    tablet.press("書類で確認")
    tablet.press("パスポート")
    tablet.press("確認しました")


def choose(tablet: Tablet, procedure: str) -> None:
    """Go from who came to the hand-over of one procedure."""
    tablet.press("手続きをえらぶ", exact=True)
    tablet.sees("どの手続きをしますか")
    tablet.press(procedure)
    tablet.press("はじめる", exact=True)


def name_and_year(tablet: Tablet) -> None:
    """Fill in somebody born in 昭和10年, on a day that nobody knows."""
    tablet.sees("お名前")
    for place, part in enumerate(("見本", "不詳子", "みほん", "ふしょうこ")):
        tablet.type(part, place)
    tablet.press("昭和")
    tablet.press("月と日がわからない")
    tablet.type("10", 4)
    tablet.sees("昭和10年（月日不詳）")
    tablet.picture("year-alone")
    tablet.press("つぎへ")


def three_copies(tablet: Tablet) -> None:
    tablet.sees("住民票のある住所")
    tablet.type("見本県見本市不詳町１番", 1)
    tablet.press("わからない")
    tablet.press("つぎへ")
    tablet.press("自分だけ")
    tablet.press("つぎへ")
    tablet.sees("何通いりますか")
    tablet.type("3")
    tablet.press("つぎへ")
    tablet.press("市役所")
    tablet.press("つぎへ")
    tablet.sees("答えの確認")
