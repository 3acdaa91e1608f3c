"""Broken parts and bad input: each has its sentence on the screen, and nothing is lost."""

import http.server
import json
import re
import resource
import shutil
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from build.sample_city.people import STAFF
from build.sample_city.tls import make_certificates
from card_reader.pcsc import PcscSource
from card_reader.simulated.persons import BY_KEY
from field_app.platform.assets_folder import assets_folder
from tests.card_reader.pcsc_stack import (
    FIRST_READER,
    SECOND_READER,
    has_readers,
    lock_readers,
    pcscd,
    process,
    simulated_card,
    wait_until,
)
from tests.e2e.conftest import Counter, SampleCity
from tests.e2e.hang_watch import GONE
from tests.e2e.office import Office
from tests.e2e.steps import (
    about,
    bus_tickets,
    check_and_hear,
    come_alone_for,
    finish,
    no_canary,
    same_person,
    sealed_number,
    sign_in,
    witness,
)
from tests.e2e.tablet import Tablet, new_tablet

pytestmark = [
    pytest.mark.browser,
    pytest.mark.pcsc,
    pytest.mark.flaky(reruns=1, only_rerun=GONE),
]
NAME = "見本　困子"


def test_whatever_is_wrong_with_the_reader_is_said(
    counter: Counter, browser: Browser, tmp_path: Path
) -> None:
    keys = counter.layout.city / "cards"
    with new_tablet(browser, counter.address, "reader") as tablet, lock_readers():
        sign_in(tablet)
        if not has_readers():
            tablet.press("暗証番号なし")
            tablet.sees("カードを読む部品（PC/SC）が動いていません")
            tablet.picture("service-stopped")
            with process("pcscd", "--foreground", "--config", str(tmp_path)):
                again_until(tablet, "カードの読みとり機が見つかりません")
                tablet.picture("no-reader")
        with pcscd(), simulated_card(keys, FIRST_READER) as first:
            tablet.press("もう一度")
            tablet.picture("waiting")
            tablet.press("やめる")
            tablet.sees("読みとりをやめました")
            with simulated_card(keys, SECOND_READER) as second:
                first.put("taro")
                second.command("put long")
                wait_until(lambda: all(reader.has_card for reader in PcscSource().readers()))
                again_until(tablet, "カードが2枚あります")
                tablet.picture("two-cards")
        tablet.press("ほかの方法にする")
        tablet.sees("どの方法で確認しますか")
        tablet.stayed_at_home()


def again_until(tablet: Tablet, sentence: str) -> None:
    """Press 「もう一度」, as a person does, until the tablet says *sentence*."""

    def said() -> bool:
        if sentence in tablet.text():
            return True
        if tablet.page.get_by_role("button", name="もう一度").count():
            tablet.press("もう一度")
        tablet.page.wait_for_timeout(500)
        return sentence in tablet.text()

    wait_until(said)


def test_whatever_is_wrong_with_the_card_is_said(city: SampleCity, browser: Browser) -> None:
    with new_tablet(browser, city.address, "cards") as tablet:
        sign_in(tablet)
        city.cards.put("other_card")
        tablet.press("暗証番号なし")
        tablet.sees("マイナンバーカードではないようです")
        tablet.picture("not-my-number-card")

        city.cards.put("taro")
        tablet.press("もう一度")
        tablet.sees("照合番号B")
        tablet.keys("20040320319999")
        tablet.press("読みとる")
        tablet.sees("番号がちがいます。あと9回")
        tablet.picture("wrong-number")

        city.cards.command("remove")
        tablet.keys(BY_KEY["taro"].verification_b)
        tablet.press("読みとる")
        tablet.sees("カードがまだ置かれていません")
        tablet.picture("card-taken-away")

        city.cards.put("expired")
        tablet.press("もう一度")
        tablet.sees("照合番号B")
        tablet.keys(BY_KEY["expired"].verification_b)
        # The browser gives the sentences beside the pad as the name of their group.
        warned = re.compile("有効期限の年が、過ぎているか先すぎます")
        expect(tablet.page.get_by_role("group", name=warned).first).to_be_attached()
        tablet.picture("expired")

        tablet.press("もどる")
        city.cards.put("locked")
        tablet.press("4けたの暗証番号")
        tablet.sees("は止まっています")
        assert not tablet.page.get_by_role("button", name="読みとる").count()
        tablet.picture("locked")

        tablet.press("もどる")
        city.cards.put("last_try")
        tablet.press("4けたの暗証番号")
        tablet.sees("あと1回まちがえると")
        tablet.picture("last-try")
        tablet.press("わかりました、つづけます")
        tablet.keys("9999")
        tablet.press("読みとる")
        tablet.sees("は止まっています")
        tablet.press("もどる")
        tablet.sees("書類で確認")
        tablet.stayed_at_home()


def test_a_disk_that_refuses_a_lock_and_a_kill_lose_no_answer(
    counter: Counter, browser: Browser, request: pytest.FixtureRequest
) -> None:
    with new_tablet(browser, counter.address, "disk-refuses") as tablet:
        begin_by_documents(tablet)
        with writes_refused(counter):
            tablet.type(NAME)
            tablet.press("つぎへ")
            tablet.sees("保存場所を開けないか")
            tablet.picture("disk-refuses")
        tablet.press("つぎへ")
        tablet.sees("直すところが1つ")  # the name is kept, the date was not typed
    restart_tablet(counter, "--idle", "10", at_once=True)
    request.addfinalizer(lambda: restart_tablet(counter))
    with new_tablet(browser, counter.address, "idle") as tablet:
        sign_in(tablet, begin=False)
        tablet.press("つづける")
        same_person(tablet)
        tablet.press("ご本人が操作する")
        tablet.sees("生年月日")
        tablet.page.wait_for_timeout(12_000)
        tablet.sees("お名前をえらんでください")
        tablet.picture("locked-by-itself")
        assert NAME not in tablet.text()
        tablet.press(STAFF[0].name)
        tablet.type("a wrong passphrase")
        tablet.press("サインイン", exact=True)
        tablet.sees("合言葉が ちがいます")
        tablet.picture("wrong-passphrase")
        tablet.stayed_at_home()
    no_canary(counter, NAME)


def begin_by_documents(tablet: Tablet) -> None:
    sign_in(tablet)
    tablet.press("書類で確認")
    tablet.press("パスポート")
    tablet.press("確認しました")
    come_alone_for(tablet, "敬老バス券")
    tablet.sees("お名前")


@contextmanager
def writes_refused(counter: Counter) -> Iterator[None]:
    """Let no file of the tablet grow: the write fails in the kernel, as on a broken disk."""
    process_id = counter.running.process_id("tablet")
    before = resource.prlimit(process_id, resource.RLIMIT_FSIZE)
    resource.prlimit(process_id, resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        resource.prlimit(process_id, resource.RLIMIT_FSIZE, before)


def restart_tablet(counter: Counter, *options: str, at_once: bool = False) -> None:
    counter.running.stop("tablet", at_once=at_once)
    counter.running.start_tablet(real_reader=True, options=options)


def test_a_line_that_lies_settles_nothing(counter: Counter, browser: Browser) -> None:
    port = counter.layout.ports["reception"]
    counter.running.stop("reception")
    with new_tablet(browser, counter.address, "line") as tablet:
        begin_by_documents(tablet)
        about(tablet, NAME, ("20", "4", "3"))
        tablet.sees("住民票のある住所")
        tablet.type("見本県見本市困町１番", 1)
        bus_tickets(tablet)
        check_and_hear(tablet)
        witness(tablet)
        number = sealed_number(tablet)
        finish(tablet)
        tablet.press("送信のようす")
        with login_page(port, counter.layout.city):
            tablet.press("いま送る")
            tablet.sees("Wi-Fiの ログイン画面が出ています")
            tablet.picture("captive-portal")
        stranger = counter.layout.data.parent / "stranger"
        make_certificates(stranger)
        with login_page(port, stranger):
            tablet.press("いま送る")
            tablet.sees("相手が市だと確かめられません")
            tablet.picture("intercepted")
        with another_city_key(counter):
            tablet.press("いま送る")
            tablet.sees("市の鍵の期限が切れているか")
            tablet.picture("wrong-city-key")
        counter.running.start_reception()
        tablet.press("もう一度送る")
        tablet.sees("市で保管済み")
        assert Office(counter).find(number)
        tablet.stayed_at_home()


@contextmanager
def login_page(port: int, folder: Path) -> Iterator[None]:
    """A server that answers everything with 200 and a page to log in."""

    class Page(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"  # every answer ends its connection

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            page = b"<html><form>Welcome to Free Wi-Fi</form></html>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        do_GET = do_POST = answer

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Page)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "reception.pem", folder / "reception.key")
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def another_city_key(counter: Counter) -> Iterator[None]:
    """The reception while it knows none of the keys that this tablet seals to."""
    file = counter.layout.reception / "reception.json"
    settings = json.loads(file.read_text(encoding="utf-8"))
    packs = counter.layout.packs.rename(counter.layout.packs.with_name("packs-aside"))
    file.write_text(json.dumps({**settings, "city_keys": ["of-another-year"]}), encoding="utf-8")
    counter.running.start_reception()
    try:
        yield
    finally:
        counter.running.stop("reception")
        file.write_text(json.dumps(settings), encoding="utf-8")
        packs.rename(counter.layout.packs)


def test_a_mistake_in_one_definition_hides_no_other(
    counter: Counter, browser: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    folder = tmp_path / "procedures"
    shutil.copytree(assets_folder() / "procedures", folder)
    broken = folder / "juminhyo.toml"
    text = broken.read_text(encoding="utf-8")
    broken.write_text(text.replace('kind = "choice"', 'kind = "guess"', 1), encoding="utf-8")
    request.addfinalizer(lambda: restart_tablet(counter))
    restart_tablet(counter, "--procedures", str(folder))
    with new_tablet(browser, counter.address, "mistake") as tablet:
        sign_in(tablet, begin=False)
        tablet.sees("juminhyo.toml")
        assert "kind" in tablet.text()
        tablet.picture("definition-refused")
        tablet.press("あたらしい方")
        tablet.press("聞きとりだけ")
        tablet.press("ご本人")
        tablet.press("手続きをえらぶ", exact=True)
        tablet.sees("敬老バス券")
        assert "住民票の写し" not in tablet.text()
        tablet.stayed_at_home()
