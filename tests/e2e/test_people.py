"""The right person: whose card it is, whose visit it is, and who said what; in Chromium."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from card_reader.simulated.persons import BY_KEY
from field_app.words.visible import code_points
from tests.e2e.conftest import SampleCity
from tests.e2e.hang_watch import GONE
from tests.e2e.office import Office
from tests.e2e.steps import (
    STAFF_PIN,
    about,
    bus_tickets,
    check_and_hear,
    come_alone_for,
    finish,
    identify_by_card,
    no_canary,
    same_person,
    sealed_number,
    sign_in,
    witness,
)
from tests.e2e.tablet import Tablet, new_tablet
from tests.field_app.document.test_archive import attached
from tests.field_app.document.test_documents import text_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.pcsc,
    pytest.mark.flaky(reruns=1, only_rerun=GONE),
]
MOTHER, SON = "見本　母子", "見本　息子"
BORN = ("15", "3", "2")
ANOTHER = "見本　別子"
ANOTHERS, MOTHERS = 0, 1  # the half-done visits at home, the newest first


def come_for_the_mother(tablet: Tablet) -> None:
    tablet.press("同じ世帯の家族")
    tablet.type(SON)
    tablet.type("息子", 1)
    tablet.press("来た方の身分証")
    tablet.press("手続きをえらぶ", exact=True)


def another_comes(tablet: Tablet) -> None:
    """Begin a visit of another person meanwhile, leave it half-done, and take it up for a look.

    Nothing of the one visit is in the other, and the gate names the person of each.
    """
    tablet.press("あたらしい方")
    tablet.press("聞きとりだけ")
    come_alone_for(tablet, "敬老バス券")
    assert MOTHER not in tablet.text()
    about(tablet, ANOTHER, ("20", "4", "3"))
    tablet.sees("住民票のある住所")
    tablet.press("やめる", exact=True)
    tablet.keys(STAFF_PIN)
    tablet.press("職員の画面へ")
    tablet.sees(ANOTHER)
    tablet.press("つづける", nth=ANOTHERS)
    tablet.sees(f"{ANOTHER}さんの手続きです")
    assert MOTHER not in tablet.text()
    tablet.press("ちがう方です")
    tablet.sees("この手続きはそのまま残してあります")


def test_a_visitors_own_card_and_a_visit_that_is_taken_up_for_the_right_person(
    city: SampleCity, browser: Browser
) -> None:
    son = BY_KEY["taro"]
    with new_tablet(browser, city.address, "people") as tablet:
        sign_in(tablet)
        identify_by_card(tablet, city, "taro")
        tablet.sees("どなたが来ていますか")
        come_for_the_mother(tablet)
        tablet.sees("読みとったカードは どなたのものですか")
        assert son.name in tablet.text()
        tablet.picture("card-owner")
        tablet.press("来た方のカード")
        tablet.sees("どの手続きをしますか")
        tablet.press("敬老バス券")
        tablet.press("はじめる", exact=True)
        tablet.sees("ほかの方が操作するとき")
        tablet.picture("hand-over")
        tablet.press("ご家族が操作する")
        about(tablet, MOTHER, BORN)
        tablet.sees("住民票のある住所")
        assert son.address not in tablet.text()
        tablet.picture("question")
        tablet.press("やめる", exact=True)
        tablet.sees("職員にもどします")
        tablet.picture("hand-back")
        tablet.keys("999990")
        tablet.press("職員の画面へ")
        tablet.sees("あと2回")
        tablet.keys(STAFF_PIN)
        tablet.press("職員の画面へ")
        tablet.sees("とちゅうの相談")
        tablet.press("つづける")
        tablet.sees(f"{MOTHER}さんの手続きです")
        tablet.sees("昭和15年（1940年）生まれ")
        tablet.picture("gate")
        tablet.press("ちがう方です")
        tablet.sees("この手続きはそのまま残してあります")
        another_comes(tablet)
        tablet.press("つづける", nth=MOTHERS)
        same_person(tablet)
        assert ANOTHER not in tablet.text()
        tablet.press("ご家族が操作する")
        tablet.sees("住民票のある住所")
        tablet.type("見本県見本市母町１番", 1)
        bus_tickets(tablet)
        check_and_hear(tablet)
        witness(tablet)
        number = sealed_number(tablet)
        finish(tablet)
        office = Office(city)
        shown = office.web.get(office.find(number)).text
        assert "来た人・カードの持ち主" in shown.replace("</bdi>", "").replace("<bdi>", "")
        assert "家族が入力" in shown
        assert "カードから" not in shown
        tablet.stayed_at_home()
    no_canary(city, MOTHER, ANOTHER, son.name, son.address)


def test_a_name_that_no_font_holds_is_told_before_the_seal(
    city: SampleCity, browser: Browser, tmp_path: Path
) -> None:
    """story-12: staff read which characters, and the card's picture of the name is on the form."""
    with new_tablet(browser, city.address, "glyphs") as tablet:
        sign_in(tablet)
        identify_by_card(tablet, city, "simplified")
        come_alone_for(tablet, "敬老バス券")
        bus_tickets(tablet)
        check_and_hear(tablet)
        tablet.sees("申請書に印刷できない字があります")
        told = tablet.text()
        witness(tablet)
        number = sealed_number(tablet)
        tablet.stayed_at_home()
    office = Office(city)
    path = office.find(number)
    form = office.web.get(f"{path}/form.pdf").content
    paper = text_of(form, tmp_path)
    for character in "陈伟":
        named = code_points([character])
        assert named in told
        assert named in paper
    assert "カードの氏名" in paper
    assert attached(form)["unprintable"] == ["陈", "伟"]
    assert "申請書に印刷できない文字があります" in office.web.get(path).text
    no_canary(city, BY_KEY["simplified"].name)
