"""The main job, end to end: real Chromium, real pcscd, TLS, SQLite, HPKE, PAdES."""

import contextlib
import io
import re
import sqlite3
import subprocess
from pathlib import Path
from threading import Event

import pytest
from PIL import Image
from playwright.sync_api import Browser, Playwright

from build.ports import free_port
from build.sample_city.layout import Layout
from build.sample_city.people import STAFF
from build.sample_city.programs import Running
from card_reader.simulated.persons import BY_KEY
from field_app.words.receipt_number import grouped
from tests.e2e.conftest import SampleCity
from tests.e2e.hang_watch import GONE
from tests.e2e.line import carried, open_line
from tests.e2e.office import WITHIN_S, Office, decide_by_keyboard
from tests.e2e.steps import (
    about,
    bus_tickets,
    check_and_hear,
    come_alone_for,
    come_back,
    confirm_by_word,
    draw_a_name,
    finish,
    identify_by_card,
    no_canary,
    same_person,
    sealed_number,
    sign_in,
    witness,
)
from tests.e2e.tablet import Tablet, chromium, new_tablet

pytestmark = [
    pytest.mark.browser,
    pytest.mark.pcsc,
    pytest.mark.flaky(reruns=1, only_rerun=GONE),
]
UPLOAD = 8 * 1024  # bytes without an answer in between that only an upload sends


def test_card_signature_with_the_reception_down_and_killed(
    city: SampleCity, browser: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    person, before = BY_KEY["taro"], rows_at(city)
    city.running.stop("reception")
    request.addfinalizer(city.running.start_reception)
    with new_tablet(browser, city.address, "card") as tablet:
        tablet.sees("お名前をえらんでください")
        tablet.picture("sign-in")
        sign_in(tablet)
        tablet.picture("identity")
        identify_by_card(tablet, city, "taro")
        come_alone_for(tablet, "敬老バス券")
        bus_tickets(tablet)
        check_and_hear(tablet)
        city.cards.put("locked")
        tablet.press("カードで署名")
        tablet.keys("ABC123")
        tablet.press("署名する")
        tablet.sees("ほかの方のカードのようです")
        tablet.picture("another-persons-card")
        city.cards.put("taro")
        tablet.keys("ABC123")
        tablet.press("署名する")
        tablet.sees("さっきのカードとちがうようです")
        tablet.picture("card-exchanged")
        tablet.press("もう一度")
        tablet.sees("あと5回入力できます")
        tablet.keys("ABC124")
        tablet.press("署名する")
        tablet.sees("あと4回")
        tablet.picture("wrong-password")
        tablet.keys("ABC123")
        tablet.press("署名する")
        number = sealed_number(tablet)
        no_canary(city, person.name, person.address, person.birth, "1945-04-03", "ABC123")
        finish(tablet)
        tablet.press("送信のようす")
        kill_during_the_upload(city, tablet)
        city.running.start_reception()
        tablet.press("いま送る")
        tablet.sees("市で保管済み")
        assert rows_at(city) == before + 1
        office = Office(city)
        path, shown = office.find(number), office.checked(number)
        assert 'data-signature="good"' in shown
        assert "data-revocation" in shown
        assert person.name in shown
        form = tmp_path / "form.pdf"
        form.write_bytes(office.web.get(f"{path}/form.pdf").content)
        said = subprocess.run(["pdfsig", str(form)], capture_output=True, text=True, check=False)
        assert "Signature is Valid" in said.stdout
        office.decide(path, "returned", "冊数を確かめてください")
        tablet.sees("なおしが必要です")
        tablet.sees("冊数を確かめてください")
        tablet.picture("outbox-answer")
        tablet.press("もどる")
        tablet.press("番号でしらべる")
        tablet.type(number)
        tablet.press("しらべる", exact=True)
        tablet.sees("なおしが必要です")
        tablet.picture("lookup")
        file_again(tablet, city, number)
        assert number in re.sub("-", "", office.web.get(office.find(sealed_number(tablet))).text)
        finish(tablet)
        tablet.press("送信のようす")
        tablet.sees("出しなおしました")
        tablet.picture("outbox-replaced")
        tablet.press("席をはずす")
        tablet.sees("お名前をえらんでください")
        tablet.stayed_at_home()
    no_canary(city, person.name, person.address, person.birth, "1945-04-03", "ABC123")


def file_again(tablet: Tablet, city: SampleCity, number: str) -> None:
    """File what was given back once more, with the answers that came back: none is asked."""
    tablet.press("なおして出しなおす")
    come_back(tablet, city)
    tablet.sees("どの手続きを出しなおしますか")
    tablet.sees(grouped(number))
    tablet.picture("procedures-again")
    tablet.press("はじめる", exact=True)
    same_person(tablet, "whose-answers")
    tablet.press("ご本人が操作する")
    confirm_by_word(tablet)


class Killer:
    """Kills the reception with -9, once, the first time that it is told that it is time."""

    def __init__(self, running: Running) -> None:
        self._running = running
        self._killed = Event()
        running.start_reception()

    def __call__(self, is_time: bool) -> bool:
        """Tell whether the line goes on."""
        if is_time and not self._killed.is_set():
            self._running.stop("reception", at_once=True)
            self._killed.set()
        return not self._killed.is_set()

    def strikes_while_sending(self, tablet: Tablet) -> None:
        tablet.press("いま送る")
        assert self._killed.wait(WITHIN_S), "no upload was cut"
        tablet.sees("回線がありません")


def kill_during_the_upload(city: SampleCity, tablet: Tablet) -> None:
    """Let the reception die twice: with half of the upload, and with the answer on its lips."""
    before = rows_at(city)
    with Running(Layout(city.layout.data, free_port(3))) as other:
        inner = other.layout.ports["reception"]
        with open_line(city.layout.ports["reception"], inner) as line:
            first = Killer(other)
            line.on_sent = lambda sent: first(sent > UPLOAD)
            first.strikes_while_sending(tablet)
            assert rows_at(city) == before
            line.on_sent = carried
            # The packs' files travel beside the upload, so the answer is told by the row:
            # what came back before there was one is not the answer to it.
            second = Killer(other)
            line.on_answer = lambda: second(rows_at(city) > before)
            second.strikes_while_sending(tablet)
            assert rows_at(city) == before + 1


def rows_at(city: SampleCity) -> int:
    with contextlib.closing(sqlite3.connect(city.layout.reception / "reception.db")) as database:
        return int(database.execute("select count(*) from submission").fetchone()[0])


def test_spoken_with_a_card_that_has_no_pin(city: SampleCity, browser: Browser) -> None:
    person = BY_KEY["pinless"]
    with new_tablet(browser, city.address, "pinless") as tablet:
        sign_in(tablet)
        identify_by_card(tablet, city, "pinless")
        come_alone_for(tablet, "敬老バス券")
        bus_tickets(tablet)
        check_and_hear(tablet)
        tablet.press("カードで署名")
        tablet.sees("このカードには この暗証番号がありません")  # and no keys to type one
        tablet.sees("ほかの方法をえらべます")
        tablet.picture("no-signature-pin")
        tablet.press("もどる")
        witness(tablet)
        number = sealed_number(tablet)
        office = Office(city)
        shown = office.checked(number)
        assert 'data-signature="none"' in shown
        assert "口頭" in shown
        decide_by_keyboard(browser, city, number)
        tablet.stayed_at_home()
    no_canary(city, person.name, person.address, "1938-01-01")


def test_a_benefit_with_an_account_and_a_paper_that_is_only_prepared(
    city: SampleCity, browser: Browser
) -> None:
    person = BY_KEY["itaiji"]
    with new_tablet(browser, city.address, "benefit") as tablet:
        sign_in(tablet)
        identify_by_card(tablet, city, "itaiji")
        come_alone_for(tablet, "給付金")
        benefit(tablet)
        confirm_by_word(tablet)
        office = Office(city)
        shown = office.web.get(office.find(sealed_number(tablet))).text
        assert "見本辻" in shown
        assert "見本　居子（ミホン イルコ） 妻 昭和30年5月6日（1955年） 同じ住所" in shown
        finish(tablet)
        tablet.press("あたらしい方")
        tablet.press("聞きとりだけ")
        come_alone_for(tablet, "電子証明書の更新")
        certificate_renewal(tablet)
        confirm_by_word(tablet)
        tablet.sees("準備ができました")
        tablet.stayed_at_home()
    no_canary(
        city, person.name, person.address, "1951-08-15", ACCOUNT, "ﾖｼﾀﾞｶ", "見本　備子", "居子"
    )


ACCOUNT = "7654321"
WIFE = ("見本", "居子", "みほん", "いるこ", "妻", "30", "5", "6")


def household(tablet: Tablet) -> None:
    """List the wife, Enter in the last field, and take a second person back."""
    tablet.sees("ほかに、世帯にはどなたがいますか")
    tablet.press("昭和")
    for place, text in enumerate(WIFE):
        tablet.type(text, place)
    tablet.page.keyboard.press("Enter")
    tablet.sees("昭和30年5月6日")
    tablet.press("人を足す")
    tablet.picture("household")
    tablet.press("2人目 この人を消す")
    tablet.press("つぎへ")


def benefit(tablet: Tablet) -> None:
    tablet.sees("お名前のフリガナ")
    tablet.type("みほん　よしだか")
    tablet.picture("kana")
    tablet.press("つぎへ")
    tablet.sees("昼間につながる電話番号")
    tablet.press("わからない")
    tablet.press("つぎへ")
    tablet.sees("世帯主ですか")
    tablet.press("はい")
    tablet.type("２")
    tablet.press("つぎへ")
    household(tablet)
    tablet.press("いません")
    tablet.press("つぎへ")
    tablet.sees("受け取る口座")
    tablet.press("銀行など")
    tablet.picture("bank")
    tablet.press("みずほ銀行")
    for kana in "とうき":
        tablet.press(kana, exact=True)
    tablet.picture("branch")
    tablet.press("東京営業部")
    tablet.press("普通")
    tablet.type(ACCOUNT, 0)
    tablet.type("ミホン　ヨシダカ", 1)
    tablet.picture("account")
    tablet.press("つぎへ")
    tablet.press("同意します")
    tablet.press("つぎへ")


def certificate_renewal(tablet: Tablet) -> None:
    tablet.sees("お名前")
    about(tablet, "見本　備子", ("30", "1", "2"))
    tablet.sees("昼間につながる電話番号")
    tablet.press("わからない")
    tablet.sees("困っていること")
    tablet.press("番号を忘れた")
    tablet.press("証明書の期限が近い")
    tablet.picture("several-choices")
    tablet.press("つぎへ")
    tablet.press("いいえ")
    tablet.press("いつでも")
    tablet.press("つぎへ")


def test_documents_a_hand_signature_and_the_slips_qr(
    city: SampleCity, browser: Browser, playwright: Playwright, tmp_path: Path
) -> None:
    name = "見本　書類子"
    with new_tablet(browser, city.address, "documents") as tablet:
        sign_in(tablet)
        tablet.press("書類で確認")
        tablet.press("パスポート")
        tablet.picture("documents")
        tablet.press("確認しました")
        come_alone_for(tablet, "敬老バス券")
        about(tablet, name, ("20", "4", "3"))
        tablet.sees("住民票のある住所")
        tablet.type("見本県見本市書類町１番", 1)
        tablet.picture("question-group")
        bus_tickets(tablet)
        check_and_hear(tablet)
        tablet.press("手書きで署名")
        tablet.sees("お名前を書いてください")
        draw_a_name(tablet)
        tablet.picture("hand-signature")
        tablet.press("これでよい")
        number = sealed_number(tablet)
        slip = tablet.paper("控えを印刷")
        office = Office(city)
        path = office.find(number)
        office.decide(path, "accepted", "")
        assert name in office.web.get(path).text
        assert office.web.get(f"{path}/hand_signature.png").content.startswith(b"\xff\xd8")
        tablet.stayed_at_home()
    with chromium(playwright, filmed(slip, tmp_path)) as camera:
        look_up_by_camera(city, camera, number)
    no_canary(city, name, "書類町", "1945-04-03")


def look_up_by_camera(city: SampleCity, browser: Browser, number: str) -> None:
    """Hold the printed slip before the camera of another window."""
    with new_tablet(browser, city.address, "camera") as tablet:
        sign_in(tablet, begin=False)
        tablet.press("番号でしらべる")
        tablet.picture("lookup-empty")
        tablet.press("QRコードを読む")
        tablet.sees("受理されました")
        assert grouped(number) in tablet.text()
        tablet.picture("lookup-by-camera")
        tablet.stayed_at_home()


def filmed(pdf: bytes, folder: Path) -> Path:
    """Return a film of the paper lying on a table, as the camera sees it."""
    (folder / "slip.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-singlefile", "slip.pdf", "slip"], cwd=folder, check=True
    )
    with Image.open(folder / "slip.png") as paper:
        seen = paper.convert("L").rotate(4, expand=True, fillcolor=120)
    table = Image.new("L", (1280, 720), 120)
    seen.thumbnail((1280, 1100))
    table.paste(seen, (250, 720 - seen.height + 60))
    frame = io.BytesIO()
    table.convert("RGB").save(frame, "JPEG", quality=80)
    film = folder / "slip.mjpeg"
    film.write_bytes(frame.getvalue() * 30)
    return film


def test_a_second_tab_waits_until_it_is_told_to_take_over(
    city: SampleCity, browser: Browser
) -> None:
    with (
        new_tablet(browser, city.address, "first-tab") as first,
        new_tablet(browser, city.address, "second-tab") as second,
    ):
        first.press(STAFF[1].name)
        first.type(STAFF[1].passphrase)
        first.press("サインイン", exact=True)
        first.sees("あたらしい方")
        second.sees("一度にひとつの画面でだけ使えます")
        second.picture("elsewhere")
        second.press("こちらで使う")
        second.sees("お名前をえらんでください")
        first.sees("一度にひとつの画面でだけ使えます")
