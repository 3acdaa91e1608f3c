"""要介護認定 in a real Chromium: the longest form, a page at a time, with a card."""

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import SampleCity
from tests.e2e.hang_watch import GONE
from tests.e2e.office import Office
from tests.e2e.steps import (
    come_alone_for,
    confirm_by_word,
    identify_by_card,
    sealed_number,
    sign_in,
)
from tests.e2e.tablet import Tablet, new_tablet

pytestmark = [
    pytest.mark.browser,
    pytest.mark.pcsc,
    pytest.mark.flaky(reruns=1, only_rerun=GONE),
]


def test_a_card_holder_renews_a_certification(city: SampleCity, browser: Browser) -> None:
    with new_tablet(browser, city.address, "nintei") as tablet:
        sign_in(tablet)
        identify_by_card(tablet, city, "taro")
        come_alone_for(tablet, "要介護・要支援認定")
        the_person(tablet)
        the_renewal(tablet)
        the_doctor(tablet)
        the_visit(tablet)
        confirm_by_word(tablet)
        shown = Office(city).checked(sealed_number(tablet))
        assert "要支援2" in shown
        assert "見本医院" in shown
        assert "同意しません" in shown
        tablet.stayed_at_home()


def the_person(tablet: Tablet) -> None:
    """What the card does not say: the reading of the name, the telephone, the number."""
    tablet.sees("どなたの認定を申請しますか")
    tablet.type("ミホン　タロウ")
    tablet.picture("person")
    tablet.press("つぎへ")
    tablet.sees("どこに住んでいますか")
    tablet.press("わからない")
    tablet.press("つぎへ")
    tablet.sees("被保険者番号は何番ですか")
    tablet.press("わからない")


def the_renewal(tablet: Tablet) -> None:
    tablet.sees("どの申請をしますか")
    tablet.press("区分を変更する")
    tablet.sees("なぜ区分を変更しますか")
    tablet.picture("reason-shown")
    tablet.press("更新する")
    tablet.press("つぎへ")
    tablet.sees("前回はどの認定でしたか")
    tablet.press("要支援2")
    tablet.press("わからない", nth=1)
    tablet.picture("previous")
    tablet.press("つぎへ")
    tablet.sees("どの医療保険に入っていますか")
    tablet.press("後期高齢者医療")
    tablet.press("つぎへ")


def the_doctor(tablet: Tablet) -> None:
    """One name is left out: its refusal stands beside its field, the rest stays."""
    tablet.sees("主治医はどなたですか")
    tablet.press("わからない", nth=0)
    tablet.press("わからない", nth=1)
    tablet.press("1か月以内")
    tablet.press("つぎへ")
    tablet.sees("直すところが1つ")
    tablet.picture("refused")
    tablet.type("見本医院")
    tablet.press("つぎへ")
    tablet.sees("どこで過ごしていますか")
    tablet.press("住民票のある住所")
    tablet.press("つぎへ")


def the_visit(tablet: Tablet) -> None:
    tablet.sees("調査の日時をどなたに連絡しますか")
    tablet.type("見本　花子")
    for text in ("妻", "0977211111"):  # the keyboard goes through the fields in their order
        tablet.page.keyboard.press("Tab")
        tablet.page.wait_for_timeout(300)
        tablet.page.keyboard.type(text, delay=30)
    tablet.page.wait_for_timeout(300)
    tablet.picture("contact")
    tablet.press("ページ。押すと一覧")
    tablet.sees("どのページを見ますか")
    tablet.picture("pages")
    tablet.press("つづきから")
    tablet.sees("調査員はいつうかがえますか")
    tablet.press("月曜日")
    tablet.press("いつでもよい")
    tablet.press("はい", exact=True)
    tablet.picture("visit")
    tablet.press("つぎへ")
    tablet.sees("主治医に示してよいですか")
    tablet.press("同意しません")
    tablet.picture("consent")
    tablet.press("つぎへ")
    tablet.sees("同意がなくても、認定の申請はできます")
    tablet.picture("declined")
    tablet.press("わかりました")
