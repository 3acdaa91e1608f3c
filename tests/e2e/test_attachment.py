"""A paper with a number on it before the camera: covered, sealed, and seen by the clerk so."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Playwright

from tests.e2e.conftest import Counter
from tests.e2e.hang_watch import GONE
from tests.e2e.office import Office
from tests.e2e.steps import (
    STAFF_PIN,
    about,
    come_alone_for,
    confirm_by_word,
    no_canary,
    sealed_number,
    sign_in,
)
from tests.e2e.tablet import Tablet, chromium, new_tablet

pytestmark = [pytest.mark.browser, pytest.mark.flaky(reruns=1, only_rerun=GONE)]

FONT = Path(__file__).resolve().parents[2] / "assets" / "fonts" / "BIZUDPGothic-Regular.ttf"
NUMBER = "1234 5678 9018"  # twelve digits with the check digit of an individual number
NAME = "見本　添子"


def filmed(folder: Path) -> Path:
    """Return a film of a paper with a number on it, as it lies before the camera."""
    paper = Image.new("RGB", (1280, 720), (120, 118, 112))
    draw = ImageDraw.Draw(paper)
    draw.rectangle((140, 30, 1140, 700), fill=(206, 203, 196))
    big, small = (ImageFont.truetype(str(FONT), size) for size in (44, 34))
    draw.text((200, 70), "介護保険 被保険者証", (30, 30, 30), big)
    draw.text((200, 170), "氏名　見本 添子　　住所　見本市一番", (30, 30, 30), small)
    for row in range(5):
        draw.text(
            (200, 250 + row * 45), "この証は汚れて読めないところがあります", (60, 60, 60), small
        )
    draw.text((200, 540), NUMBER, (20, 20, 20), big)
    frame = io.BytesIO()
    paper.save(frame, "JPEG", quality=90)
    film = folder / "paper.mjpeg"
    film.write_bytes(frame.getvalue() * 30)
    return film


def test_an_attachment_with_a_number_on_it(
    counter: Counter, playwright: Playwright, tmp_path: Path
) -> None:
    film = filmed(tmp_path)
    with (
        chromium(playwright, film) as browser,
        new_tablet(browser, counter.address, "attachment") as tablet,
    ):
        sign_in(tablet)
        tablet.press("聞きとりだけ")
        come_alone_for(tablet, "介護保険証")
        up_to_the_pictures(tablet)
        tablet.picture("attachment-empty")
        tablet.press("写真をとる")
        tablet.sees("書類の全体が入るように")
        tablet.page.wait_for_timeout(3000)  # until the camera shows something
        pictures(tablet, "attachment-camera")
        tablet.press("とる", exact=True)
        tablet.sees("職員が確かめます")
        tablet.page.wait_for_timeout(1000)  # until the picture is fetched
        pictures(tablet, "attachment-taken")
        assert "つぎへ" not in tablet.text(), "what becomes of the picture is said first"
        cover_the_number(tablet)
        tablet.sees("番号はかくれています")
        pictures(tablet, "attachment-covered")
        tablet.press("番号はかくれています")
        staff_looked(tablet, "番号はかくれています")
        tablet.sees("いま 1枚")
        pictures(tablet, "attachment-kept")
        from_a_file(tablet, film)
        tablet.press("つぎへ")
        tablet.sees("添付 2枚")
        confirm_by_word(tablet)
        number = sealed_number(tablet)
        office = Office(counter)
        path = office.find(number)
        shown = office.web.get(path).text
        assert "添付 2枚" in shown
        assert "番号が写っていた1か所を、端末で黒くぬりました" in shown
        picture = office.web.get(f"{path}/attachment_damaged_card_1.jpg")
        assert picture.headers["content-type"] == "image/jpeg"
        covered = Image.open(io.BytesIO(picture.content)).convert("L")
        width, height = covered.size
        hidden = covered.crop((width // 6, height * 3 // 4, width * 2 // 5, height * 4 // 5))
        assert max(hidden.tobytes()) < 30, "the bar is in the picture that the clerk sees"
        tablet.stayed_at_home()
    no_canary(counter, NAME)


def staff_looked(tablet: Tablet, said: str) -> None:
    """Say as staff, with the PIN, that no number can be seen; the resident holds the tablet."""
    tablet.sees("職員が確かめます")
    tablet.picture("attachment-proof")
    tablet.keys(STAFF_PIN)
    tablet.press(said)


def pictures(tablet: Tablet, name: str) -> None:
    """Keep the screen with the smallest and with the largest letters."""
    tablet.picture(name)
    tablet.press("文字の大きさ 200%")
    tablet.picture(f"{name}-large")
    tablet.press("文字の大きさ 100%")


def up_to_the_pictures(tablet: Tablet) -> None:
    about(tablet, NAME, ("15", "3", "2"))
    tablet.sees("住民票のある住所")
    tablet.type("見本県見本市添付町１番", 1)
    tablet.press("わからない")
    tablet.press("つぎへ")
    tablet.press("被保険者証")
    tablet.press("わからない")
    tablet.picture("reissue-which")
    tablet.press("つぎへ")
    tablet.press("汚れた・破れた")
    tablet.press("つぎへ")
    tablet.sees("職員にわたしてください")
    tablet.picture("reissue-hand-in")
    tablet.press("わかりました")
    tablet.press("住民票のある住所")
    tablet.press("つぎへ")
    tablet.sees("汚れたカードの写真をつけますか")


def cover_the_number(tablet: Tablet) -> None:
    """Draw a finger over the number in the picture, from corner to corner."""
    tablet.press("黒くぬる")
    tablet.sees("指でななめに")
    place = tablet.page.get_by_label("とった写真").bounding_box()
    assert place
    corners = ((0.12, 0.72), (0.6, 0.86))
    points = [
        (place["x"] + x * place["width"], place["y"] + y * place["height"]) for x, y in corners
    ]
    tablet.page.mouse.move(*points[0])
    tablet.page.mouse.down()
    for step in range(1, 11):
        x, y = (a + (b - a) * step / 10 for a, b in zip(*points, strict=True))
        tablet.page.mouse.move(x, y)
        tablet.page.wait_for_timeout(30)
    tablet.page.mouse.up()
    tablet.page.wait_for_timeout(400)


def from_a_file(tablet: Tablet, film: Path) -> None:
    """Choose a picture that lies on the machine; a file that is none is told first."""
    odd = film.with_name("odd.png")
    odd.write_bytes(b"%PDF-1.7")
    good = film.with_name("good.jpg")
    good.write_bytes(film.read_bytes()[: film.stat().st_size // 30])
    for file in (odd, good):
        with tablet.page.expect_file_chooser() as choosing:
            tablet.press("ファイルからえらぶ")
        choosing.value.set_files(file)
        if file is odd:
            tablet.sees("PDFはここでは使えません")
            tablet.picture("attachment-refused")
    tablet.sees("職員が確かめます")
    tablet.press("番号は写っていません")
    staff_looked(tablet, "番号は写っていません")
    tablet.sees("いま 2枚")
    tablet.picture("attachment-two")
