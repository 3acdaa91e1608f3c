"""The main job, end to end: real Chromium, real pcscd, TLS, SQLite, HPKE, PAdES."""

import re
import subprocess
import time
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from build.sample_city.people import CLERK, STAFF
from card_reader.simulated.persons import BY_KEY
from tests.e2e.conftest import SampleCity, every_byte
from tests.e2e.tablet import Tablet, new_tablet

pytestmark = [pytest.mark.browser, pytest.mark.pcsc]
NUMBER = re.compile(r"(?:[2-9][ 、-]*){12}")
WITHIN_S = 60.0


def sign_in(tablet: Tablet) -> None:
    tablet.press(STAFF[0].name)
    tablet.type(STAFF[0].passphrase)
    tablet.press("サインイン", exact=True)
    tablet.sees("あたらしい方")
    tablet.picture("home")
    tablet.press("あたらしい方")
    tablet.sees("どの方法で確認しますか")


def identify_by_card(tablet: Tablet, city: SampleCity, person: str) -> None:
    city.cards.put(person)
    tablet.press("暗証番号なし")
    tablet.sees("照合番号B")
    tablet.keys(BY_KEY[person].verification_b)
    tablet.picture("verification-b")
    tablet.press("読みとる")
    tablet.sees("写真とご本人の顔をくらべてください")
    tablet.picture("card-seen")
    tablet.press("同じ方です")


def come_alone_for(tablet: Tablet, procedure: str) -> None:
    tablet.sees("どなたが来ていますか")
    tablet.press("ご本人")
    tablet.picture("actor")
    tablet.press("手続きをえらぶ", exact=True)
    tablet.sees("どの手続きをしますか")
    tablet.press(procedure)
    tablet.picture("procedures")
    tablet.press("はじめる", exact=True)
    tablet.sees("お渡し")
    tablet.picture("hand-over")
    tablet.press("ご本人が操作する")


def bus_tickets(tablet: Tablet) -> None:
    tablet.sees("昼間につながる電話番号")
    tablet.picture("question-phone")
    tablet.press("わからない")
    tablet.sees("何冊いりますか")
    tablet.type("11")
    tablet.press("つぎへ")
    tablet.sees("1から10までの数")
    tablet.picture("question-refused")
    tablet.type("2")
    tablet.press("つぎへ")
    tablet.sees("どこで受け取りますか")
    tablet.press("公民館")
    tablet.picture("question-choice")
    tablet.press("つぎへ")
    tablet.sees("支払いの方法")
    tablet.press("現金")
    tablet.press("つぎへ")


def check_and_hear(tablet: Tablet) -> None:
    tablet.sees("答えの確認")
    tablet.picture("check")
    tablet.press("これでよい")
    for _ in range(20):
        tablet.sees("これで合っていますか")
        if tablet.shots and tablet.page.get_by_role("button", name="はい", exact=True).count():
            tablet.press("はい", exact=True)
        if "どの方法で確認しますか" in tablet.text():
            break
    tablet.picture("confirm")


def sealed_number(tablet: Tablet) -> str:
    tablet.sees("この番号を控えてください")
    tablet.picture("sealed")
    found = NUMBER.search(tablet.text())
    assert found, tablet.text()
    return re.sub(r"[^2-9]", "", found[0])


class Office:
    """The clerk, through the console's own pages."""

    def __init__(self, city: SampleCity) -> None:
        self.web = httpx.Client(
            base_url=city.layout.office_url, follow_redirects=True, trust_env=False
        )
        self.web.post("/sign-in", data={"clerk": CLERK.id, "passphrase": CLERK.passphrase})

    def find(self, number: str) -> str:
        """Wait for an application and return its page's path; it must be there once."""
        shown = "-".join((number[:4], number[4:8], number[8:]))
        end = time.monotonic() + WITHIN_S
        while shown not in (listing := self.web.get("/", params={"q": number}).text):
            assert time.monotonic() < end, "the application did not reach the office"
            time.sleep(0.5)
        assert listing.count(shown) == 1
        found = re.search(r'href="(/applications/[0-9a-f]+)"', listing)
        assert found
        return found[1]

    def decide(self, path: str, status: str, message: str) -> None:
        csrf = re.search(r'name="csrf" value="([^"]+)"', self.web.get(path).text)
        assert csrf
        given = {"csrf": csrf[1], "status": status, "message": message}
        assert self.web.post(path, data=given).status_code == 200


def no_canary(city: SampleCity, *canaries: str) -> None:
    held = every_byte(city.layout.tablet) + every_byte(city.layout.logs)
    for canary in canaries:
        assert canary.encode() not in held, "a resident's value lies on the tablet's disk"


def test_card_signature_with_the_reception_down_and_killed(
    city: SampleCity, browser: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    person = BY_KEY["taro"]
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
        tablet.press("カードで署名")
        tablet.keys("ABC124")
        tablet.press("署名する")
        tablet.sees("あと4回")
        tablet.picture("wrong-password")
        tablet.keys("ABC123")
        tablet.press("署名する")
        number = sealed_number(tablet)
        no_canary(city, person.name, person.address, person.birth, "1945-04-03", "ABC123")
        city.running.start_reception()
        city.running.stop("reception", at_once=True)
        city.running.start_reception()
        tablet.press("相談を終わる")
        tablet.press("送信のようす")
        tablet.press("いま送る")
        tablet.sees("市で保管済み")
        office = Office(city)
        path = office.find(number)
        shown = office.web.get(path).text
        assert 'data-signature="good"' in shown
        assert "失効未確認" in shown
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
        tablet.press("席をはずす")
        tablet.sees("お名前をえらんでください")
        tablet.stayed_at_home()
    no_canary(city, person.name, person.address, person.birth, "1945-04-03", "ABC123")


def test_spoken_with_a_card_that_has_no_pin(city: SampleCity, browser: Browser) -> None:
    person = BY_KEY["pinless"]
    with new_tablet(browser, city.address, "pinless") as tablet:
        sign_in(tablet)
        identify_by_card(tablet, city, "pinless")
        come_alone_for(tablet, "敬老バス券")
        bus_tickets(tablet)
        check_and_hear(tablet)
        tablet.press("カードで署名")
        tablet.keys("ABC123")
        tablet.press("署名する")
        tablet.sees("ほかの方法を選べます")
        tablet.picture("no-signature-pin")
        tablet.press("もどる")
        tablet.press("口頭で確認")
        tablet.picture("spoken")
        tablet.press("たしかに聞きました")
        number = sealed_number(tablet)
        office = Office(city)
        shown = office.web.get(office.find(number)).text
        assert 'data-signature="none"' in shown
        assert "口頭" in shown
        tablet.stayed_at_home()
    no_canary(city, person.name, person.address, "1938-01-01")


def test_documents_and_a_hand_signature(city: SampleCity, browser: Browser) -> None:
    name = "見本　書類子"
    with new_tablet(browser, city.address, "documents") as tablet:
        sign_in(tablet)
        tablet.press("書類で確認")
        tablet.press("パスポート")
        tablet.picture("documents")
        tablet.press("確認しました")
        come_alone_for(tablet, "敬老バス券")
        tablet.sees("お名前")
        tablet.type(name)
        tablet.press("つぎへ")
        tablet.sees("生年月日")
        tablet.press("昭和")
        for place, part in enumerate(("20", "4", "3")):
            tablet.type(part, place)
        tablet.picture("question-date")
        tablet.press("つぎへ")
        tablet.sees("住民票のある住所")
        tablet.type("見本県見本市書類町１番", 1)
        tablet.press("つぎへ")
        bus_tickets(tablet)
        check_and_hear(tablet)
        tablet.press("手書きで署名")
        tablet.sees("お名前を書いてください")
        draw_a_name(tablet)
        tablet.picture("hand-signature")
        tablet.press("これでよい")
        number = sealed_number(tablet)
        office = Office(city)
        path = office.find(number)
        assert name in office.web.get(path).text
        assert office.web.get(f"{path}/hand_signature.png").content.startswith(b"\x89PNG")
        tablet.stayed_at_home()
    no_canary(city, name, "書類町", "1945-04-03")


def draw_a_name(tablet: Tablet) -> None:
    for x, y in ((200, 420), (400, 400)):
        tablet.page.mouse.move(x, y)
        tablet.page.mouse.down()
        for step in range(12):
            tablet.page.mouse.move(x + 15 * step, y + (step % 3) * 20)
            tablet.page.wait_for_timeout(25)
        tablet.page.mouse.up()
        tablet.page.wait_for_timeout(300)
    tablet.page.wait_for_timeout(400)


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
