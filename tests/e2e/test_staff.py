"""What only staff see: a new tablet, the end of a day, the shift and its passphrase."""

import io
import json
from pathlib import Path

import pytest
import segno
from PIL import Image
from playwright.sync_api import Browser, Playwright

from build.ports import free_port
from build.sample_city.layout import Layout
from build.sample_city.programs import Running
from sync.tablet.relay.relay import Relay
from sync.wire.package import Package, Part
from tests.e2e.conftest import Counter
from tests.e2e.hang_watch import GONE
from tests.e2e.office import Office
from tests.e2e.steps import sign_in
from tests.e2e.tablet import Tablet, chromium, new_tablet
from tests.sync.city import make_city
from tests.sync.tablet.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.flaky(reruns=1, only_rerun=GONE)]


def saved(tablet: Tablet, button: str, folder: Path) -> bytes:
    """Press *button* and return the file that the browser saved."""
    with tablet.page.expect_download() as download:
        tablet.press(button)
    path = folder / "saved"
    download.value.save_as(path)
    return path.read_bytes()


def large_file(folder: Path) -> Path:
    """Return a colleague's file of more than the 16 MiB that the pages' own socket takes."""
    city = make_city(folder / "city")
    with city.open():
        colleague = Desk.join(city, folder / "colleague")
    parts = tuple(Part(f"p{n}", "image/jpeg", bytes(9 << 20)) for n in range(2))
    colleague.seal(1, Package({"number": "x"}, parts))
    path = folder / "queue.demado"
    path.write_bytes(Relay(colleague.outbox).applications().content)
    colleague.close()
    city.store.close()
    return path


def test_the_pages_of_a_day_and_of_a_shift(
    counter: Counter, browser: Browser, tmp_path: Path
) -> None:
    with new_tablet(browser, counter.address, "staff") as tablet:
        tablet.press("封をした申請を運ぶ")
        tablet.sees("サインインできないときでも")
        tablet.picture("carry-out")
        tablet.press("もどる")
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
        with tablet.page.expect_file_chooser() as chosen:
            tablet.press("ファイルを取り込む")
        chosen.value.set_files(large_file(tmp_path))
        tablet.sees("預かった申請 1件")
        tablet.press("もどる")
        tablet.sees("送信のようす")
        tablet.press("もどる")
        tablet.press("勤務と合言葉")
        tablet.sees("書きかけを開ける期限")
        tablet.picture("shift")
        tablet.press("合言葉の変更")
        tablet.picture("passphrase")
        tablet.press("もどる")
        tablet.press("同僚を加える")
        tablet.sees("タブレットを同僚にわたしてください")
        tablet.picture("new-staff")
        tablet.press("もどる")
        tablet.stayed_at_home()


def test_a_new_tablet_joins_by_the_qr_on_the_offices_screen(
    counter: Counter, playwright: Playwright, tmp_path: Path
) -> None:
    office = Office(counter)
    text = office.enrolment_text()
    with Running(Layout(tmp_path / "new", free_port(3))) as other:
        address = other.start_tablet(real_reader=True)
        with (
            chromium(playwright, filmed(text, tmp_path)) as browser,
            new_tablet(browser, address, "join") as tablet,
        ):
            tablet.sees("庁内のQRコードを読みます")
            tablet.picture("code")
            tablet.type("ちがう文字")
            tablet.press("つぎへ")
            tablet.sees("登録用のQRコードではないか")
            tablet.press("QRコードを読む")
            tablet.sees("見本市に登録します")
            typed = ("出張窓口 9号", "見本 はじめ", "mihon-c", *["demado-hajime-2026"] * 2)
            for place, entry in enumerate(typed):
                tablet.type(entry, place)
            tablet.picture("staff")
            tablet.press("登録する")
            tablet.sees("このタブレットの鍵のしるし")
            tablet.picture("fingerprint")
            assert office.fingerprint_of("出張窓口 9号") in tablet.text()
            tablet.press("サインインへ")
            tablet.press("見本 はじめ")
            tablet.type("demado-hajime-2026")
            tablet.press("サインイン", exact=True)
            tablet.sees("承認を待っています")
            tablet.picture("pending")
            office.approve("出張窓口 9号")
            tablet.sees("市とつながっています")
            tablet.stayed_at_home()


def filmed(text: str, folder: Path) -> Path:
    """Return a film of the office's screen with the QR, as the camera sees it."""
    qr = io.BytesIO()
    segno.make(text, error="m").save(qr, kind="png", scale=6, border=4)
    screen = Image.new("L", (1280, 720), 235)
    with Image.open(qr) as code:
        screen.paste(code.convert("L"), (380, 120))
    frame = io.BytesIO()
    screen.rotate(3, fillcolor=60).convert("RGB").save(frame, "JPEG", quality=80)
    film = folder / "screen.mjpeg"
    film.write_bytes(frame.getvalue() * 30)
    return film
