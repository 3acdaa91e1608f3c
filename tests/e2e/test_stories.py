"""Stories of a counter whose right end is written down beforehand; in Chromium, to the office."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from field_app.content.edition import built_in
from field_app.platform.clock import local_date
from sync.wire.city import utc_now
from tests.e2e.conftest import Counter
from tests.e2e.hang_watch import GONE
from tests.e2e.office import Office
from tests.e2e.steps import (
    about,
    bus_tickets,
    check_and_hear,
    finish,
    no_canary,
    sealed_number,
    sign_in,
    witness,
)
from tests.e2e.tablet import Tablet, new_tablet
from tests.e2e.walks.plan import Planned
from tests.e2e.walks.runs import WalkRun
from tests.e2e.walks.script import all_cases
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
        tablet.sees("この手続きは、どなたのことですか")
        tablet.press("申請する本人")
        tablet.press("つぎへ")
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
    assert "に読み上げて本人が確認、口頭（職員が立ち会い）、立ち会い 見本 あおい" in shown
    assert "手数料：300円 × 3 ＝ 900円" in shown
    form = office.web.get(f"{path}/form.pdf").content
    paper = text_of(form, tmp_path)
    for said in ("昭和10年（月日不詳）", "300円 × 3 ＝ 900円", "見本 あおいが本人の言うとおりに"):
        assert said in paper, said
    assert '"1935-99-99"' in json.dumps(attached(form))
    no_canary(counter, "見本　不詳子", "1935-99-99", "不詳町")


def test_an_account_of_another_name_is_asked_for_and_marked(
    counter: Counter, browser: Browser
) -> None:
    """story-07, story-08, story-22, and a consent that is declined first."""
    with new_tablet(browser, counter.address, "account") as tablet:
        sign_in(tablet)
        begin_benefit(tablet, "甲子", "みほん　こうこ")
        account(tablet, "1", "べつ　じん")
        tablet.sees("口座番号が7けたより少ない")
        tablet.sees("0000001")
        tablet.picture("short-number")
        tablet.press("はい、進みます")
        tablet.sees("口座の名義が、申請する方のお名前とちがう")
        tablet.picture("another-holder")
        tablet.press("はい、進みます")
        decline_first(tablet)
        check_and_hear(tablet)
        witness(tablet)
        first = sealed_number(tablet)
        finish(tablet)
        tablet.press("あたらしい方")
        begin_benefit(tablet, "乙次", "みほん　おとじ")
        account(tablet, "0000001", "みほん　おとじ")
        agree(tablet)
        check_and_hear(tablet)
        witness(tablet)
        second = sealed_number(tablet)
        tablet.stayed_at_home()
    office = Office(counter)
    paths = [office.find(number) for number in (first, second)]
    shown = [office.web.get(path).text for path in paths]
    for page, other in zip(shown, reversed(paths), strict=True):
        assert "同じ口座が、ほかの名前の申請にも" in page
        assert other in page
    assert "口座の名義が、申請する方のお名前とちがう" in shown[0]
    assert "念押し" not in shown[1]
    no_canary(counter, "見本　甲子", "見本　乙次", "ﾍﾞﾂ ｼﾞﾝ")


def begin_benefit(tablet: Tablet, given_name: str, kana: str) -> None:
    """Go as the resident, with a passport, as far as the account."""
    tablet.sees("どの方法で確認しますか")
    show_a_passport(tablet)
    tablet.sees("どなたが来ていますか")
    tablet.press("ご本人")
    choose(tablet, "給付金")
    tablet.press("ご本人が操作する")
    tablet.sees("お名前のフリガナ")
    tablet.type("見本")
    tablet.type(given_name, 1)
    tablet.type(kana, 2)
    tablet.press("昭和")
    for place, part in enumerate(("20", "4", "3"), 3):
        tablet.type(part, place)
    tablet.press("つぎへ")
    tablet.sees("住民票のある住所")
    tablet.type("見本県見本市口座町１番", 1)
    tablet.press("わからない")
    tablet.press("つぎへ")
    tablet.press("はい", exact=True)
    tablet.type("1")
    tablet.press("つぎへ")
    tablet.press("いません")
    tablet.press("つぎへ")


def account(tablet: Tablet, number: str, holder: str) -> None:
    tablet.press("銀行など")
    tablet.press("みずほ銀行")
    for kana in "とうき":
        tablet.press(kana, exact=True)
    tablet.press("東京営業部")
    tablet.press("普通")
    tablet.type(number)
    tablet.type(holder, 1)
    tablet.press("つぎへ")


def decline_first(tablet: Tablet) -> None:
    """Decline: nothing is sealed, the way on is said, and staff take the tablet; then agree."""
    tablet.sees("同意しますか")
    tablet.press("同意しません")
    tablet.press("つぎへ")
    tablet.sees("このままでは申請できません")
    tablet.picture("declined")
    tablet.press("職員にもどす")
    tablet.sees("職員にもどします")
    tablet.press("もどる")
    tablet.sees("このままでは申請できません")
    tablet.press("なおす")
    agree(tablet)


def agree(tablet: Tablet) -> None:
    tablet.sees("同意しますか")
    tablet.press("同意します")
    tablet.press("つぎへ")
    tablet.sees("答えの確認")


def test_who_came_is_changed_a_care_manager_types_and_a_messenger_delivers(
    counter: Counter, browser: Browser
) -> None:
    """story-09, story-10, and a finished form that a messenger brings."""
    with new_tablet(browser, counter.address, "actors") as tablet:
        sign_in(tablet)
        tablet.press("聞きとりだけ")
        tablet.sees("どなたが来ていますか")
        tablet.press("ご本人")
        choose(tablet, "電子証明書の更新")
        tablet.sees("お渡しの前に")
        tablet.press("もどる")
        tablet.sees("どの手続きをしますか")
        tablet.press("もどる")
        came(tablet, "同じ世帯の家族", "見本　世帯太", "息子")
        tablet.press("手続きをえらぶ", exact=True)
        tablet.sees("電子証明書の更新・暗証番号の再設定：")
        tablet.picture("not-for-this-actor")
        tablet.press("敬老バス券")
        tablet.press("はじめる", exact=True)
        tablet.press("ケアマネジャーが操作")
        about(tablet, "見本　介子", ("15", "3", "2"))
        tablet.sees("住民票のある住所")
        tablet.type("見本県見本市介護町１番", 1)
        bus_tickets(tablet)
        check_and_hear(tablet)
        witness(tablet)
        typed = sealed_number(tablet)
        finish(tablet)
        delivered = deliver(tablet)
        tablet.stayed_at_home()
    office = Office(counter)
    shown = office.web.get(office.find(typed)).text
    assert "ケアマネジャーが入力" in shown
    assert "本人が入力" not in shown
    shown = office.web.get(office.find(delivered)).text
    assert "使者が、できた申請書を持ってきました" in shown
    assert "来た方の身分証" in bare(shown)
    assert "職員が聞き取り" in shown
    no_canary(counter, "見本　世帯太", "見本　介子", "見本　使太", "見本　届子")


def test_a_daughter_prepares_her_mothers_seal_certificate(
    counter: Counter, browser: Browser, tmp_path: Path
) -> None:
    """Evidence that the definition asks, a refusal with its way on, and a fee, to the office."""
    with new_tablet(browser, counter.address, "seal") as tablet:
        sign_in(tablet)
        tablet.press("聞きとりだけ")
        came(tablet, "同じ世帯の家族", "見本　娘子", "娘")
        tablet.press("ご本人だけが持つ書類")
        choose(tablet, "印鑑登録証明書を取る準備")
        tablet.sees("窓口へは 30日のうちに")
        tablet.press("ご家族が操作する")
        about(tablet, "見本　印子", ("20", "4", "3"))
        tablet.sees("住民票のある住所")
        tablet.type("見本県見本市実印町１番", 1)
        tablet.press("わからない")
        tablet.press("つぎへ")
        tablet.press("はい", exact=True)
        tablet.press("いいえ", exact=True, nth=1)
        tablet.press("つぎへ")
        tablet.press("マイナンバーカード")
        tablet.press("つぎへ")
        tablet.sees("マイナンバーカードで取れるのは、ご本人だけです")
        tablet.press("なおす")
        tablet.press("印鑑登録証")
        tablet.type("見本 001234")
        tablet.press("つぎへ")
        tablet.sees("何通いりますか")
        tablet.type("2")
        tablet.press("つぎへ")
        tablet.press("午前")
        tablet.press("つぎへ")
        check_and_hear(tablet)
        witness(tablet)
        number = sealed_number(tablet)
        tablet.stayed_at_home()
    office = Office(counter)
    path = office.find(number)
    assert "本人だけが持つ書類" in bare(office.web.get(path).text)
    paper = text_of(office.web.get(f"{path}/form.pdf").content, tmp_path)
    for said in ("見本 001234", "300円 × 2 ＝ 600円", "実印町"):
        assert said in paper, said
    no_canary(counter, "見本　娘子", "見本　印子", "実印町")


def came(tablet: Tablet, role: str, name: str, relation: str) -> None:
    """Say who came in the person's place, with a document of their own."""
    tablet.sees("どなたが来ていますか")
    tablet.press(role)
    tablet.type(name)
    tablet.type(relation, 1)
    tablet.press("来た方の身分証")
    tablet.picture("who-came")


def deliver(tablet: Tablet) -> str:
    """Take in a finished form; staff write down whose it is. Return the receipt number."""
    tablet.press("あたらしい方")
    tablet.press("聞きとりだけ")
    came(tablet, "使いの方", "見本　使太", "近所")
    choose(tablet, "介護保険証などの再交付")
    tablet.sees("できた申請書を受け取ります")
    tablet.picture("delivered")
    tablet.press("職員が聞いて入力する")
    tablet.sees("お名前は何ですか")
    tablet.type("見本")
    tablet.type("届子", 1)
    tablet.press("つぎへ")
    check_and_hear(tablet)
    witness(tablet)
    return sealed_number(tablet)


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
    tablet.sees("だれをのせますか")
    tablet.press("その方だけ")
    tablet.press("つぎへ")
    tablet.sees("何通いりますか")
    tablet.type("3")
    tablet.press("つぎへ")
    tablet.press("市役所")
    tablet.press("つぎへ")
    tablet.sees("答えの確認")


def test_advice_is_asked_for_without_the_family_knowing(
    counter: Counter, browser: Browser, tmp_path: Path
) -> None:
    """One case as `python -m tests.e2e.walks` walks all; found by everyday words."""
    edition = built_in()
    cases = all_cases(edition, local_date(utc_now()), ["soudan"])["soudan"]
    script = next(one for one in cases if "only_name" in one.outcome.said)
    run = WalkRun(browser, counter, edition, tmp_path)
    with new_tablet(browser, counter.address, "advice") as tablet:
        sign_in(tablet, begin=False)
        said = run.visit(tablet, Planned(script, looked_for="困っている"))
        tablet.stayed_at_home()
    assert said == {"only_name": "tell"}
    no_canary(counter, script.answers["summary"].display)
