"""Bulky waste in a real Chromium: found by its name, refused, mended, told what it costs."""

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import Counter
from tests.e2e.hang_watch import GONE
from tests.e2e.office import Office
from tests.e2e.steps import check_and_hear, no_canary, sealed_number, sign_in, witness
from tests.e2e.tablet import Tablet, new_tablet
from tests.e2e.test_stories import bare
from tests.field_app.document.test_archive import attached
from tests.sync.office.gif.checked import in_gif

pytestmark = [pytest.mark.browser, pytest.mark.flaky(reruns=1, only_rerun=GONE)]

FEE = "1点300円から1,200円の収集券"


def test_a_chest_is_found_by_its_name_and_its_collection_costs_what_the_page_says(
    counter: Counter, browser: Browser
) -> None:
    with new_tablet(browser, counter.address, "rubbish") as tablet:
        sign_in(tablet)
        tablet.press("聞きとりだけ")
        tablet.sees("どなたが来ていますか")
        tablet.press("ご本人")
        tablet.press("手続きをえらぶ", exact=True)
        tablet.sees("どの手続きをしますか")
        tablet.type("たんす")
        tablet.press("粗大ごみの申し込み")
        tablet.press("はじめる", exact=True)
        tablet.sees(FEE)
        tablet.press("ご本人が操作する")
        who_asks(tablet)
        two_things(tablet)
        tablet.sees("どこに取りに行きますか")
        tablet.press("申し込む方の家")
        tablet.press("つぎへ")
        tablet.press("いつでもよい")
        tablet.press("つぎへ")
        tablet.press("いいえ", exact=True)
        tablet.press("家の前", exact=True)
        tablet.press("つぎへ")
        tablet.sees("答えの確認")
        tablet.sees(f"手数料：{FEE}")
        check_and_hear(tablet)
        witness(tablet)
        number = sealed_number(tablet)
        tablet.stayed_at_home()
    office = Office(counter)
    path = office.find(number)
    shown = bare(office.web.get(path).text)
    for said in ("たんす", "いす", "40センチ", "家の前", "(0977)21-1111", "ごみ町", FEE):
        assert said in shown, said
    document = attached(office.web.get(f"{path}/form.pdf").content)
    content = in_gif(document)["B票"]["内容"]
    assert (content["品目1"], content["品目2"], content["品目2の数"]) == ("chest", "chair", 2)
    no_canary(counter, "見本　片付子", "ごみ町")


def who_asks(tablet: Tablet) -> None:
    tablet.sees("どなたが申し込みますか")
    for place, text in enumerate(("見本", "片付子", "みほん", "かたこ", "0977211111")):
        tablet.type(text, place)
    tablet.press("つぎへ")
    tablet.sees("申し込む方の住所はどこですか")
    tablet.type("見本県見本市ごみ町１番", 1)
    tablet.press("つぎへ")


def two_things(tablet: Tablet) -> None:
    """Begin with a television, which the city does not take; then a chest, and two chairs."""
    tablet.sees("何を出しますか")
    tablet.press("テレビ・冷蔵庫")
    tablet.type("1")
    tablet.press("わからない")
    tablet.press("はい", exact=True)
    tablet.press("つぎへ")
    tablet.sees("市では集められません")
    tablet.press("なおす")
    tablet.press("たんす", exact=True)
    tablet.picture("things")
    tablet.press("つぎへ")
    tablet.sees("2つめは何ですか")
    tablet.press("いす", exact=True)
    tablet.type("2")
    tablet.type("40", 1)
    tablet.press("いいえ", exact=True)
    tablet.press("つぎへ")
    tablet.sees("写真をつけますか")
    tablet.press("つぎへ")
