"""The list and an application on paper: A4, whole, without buttons, of nobody else."""

import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page
from pyhanko.pdf_utils.reader import PdfFileReader

from sync.wire.package import Part
from tests.sync.office.access.authenticator import Served, served
from tests.sync.office.console.filed import Filed
from tests.sync.office.console.test_worst_data import LABEL, NAME, PROCEDURE
from tests.sync.office.looking import enter

pytestmark = pytest.mark.browser

A4 = (595, 842)  # points
PRINTABLE_PX = 680  # 180 mm
COUNT = 50  # of a page of the list
ANSWERS = 40
OTHER, ASIDE = "別の住民", "庁内だけのメモ"
BUTTONS = (
    "さがす", "絞り込む", "保存", "上から順に", "受理する", "却下する", "担当を決める",
    "サインアウト", "一覧", "PDF", "えらぶ", "決定へ", "次の",
)  # fmt: skip


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("office")) as made:
        filed, picture = Filed(made.one), io.BytesIO()
        Image.new("RGB", (640, 900), "gray").save(picture, "JPEG")
        number = filed.put(
            Part("page_1.jpg", "image/jpeg", picture.getvalue()),
            person={"name": NAME}, procedure=PROCEDURE, marks=["practice"],
            attachments=[{"part": "page_1.jpg", "label": "保険証の写し"}],
            answers=[
                {"question": f"q{n}", "label": f"{n:02}{LABEL}", "display": f"a{n:02} " * 20}
                for n in range(ANSWERS)
            ],
        )  # fmt: skip
        twin = filed.put(person={"name": OTHER})
        with made.one.store.transaction() as db:
            db.execute(
                "update application set number = (select number from application where id = ?)"
                " where id = ?", [number, twin],
            )  # fmt: skip
        filed.many.fill(COUNT + 9, COUNT + 9, 0)
        yield made


@pytest.fixture(scope="module")
def page(browser: Browser, console: Served) -> Iterator[Page]:
    page = browser.new_page()
    enter(page, console.address)
    yield page
    page.close()


def printed(page: Page, folder: Path) -> list[str]:
    """Print the page as the browser does; return the text of each sheet without its spaces."""
    page.emulate_media(media="print")
    size = page.viewport_size
    page.set_viewport_size({"width": PRINTABLE_PX, "height": 900})
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wider <= 0, "the sheet would be cut, or made smaller"
    page.set_viewport_size(size or {"width": 1280, "height": 720})
    page.emulate_media(media="null")
    file = folder / "printed.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    sheets = PdfFileReader(io.BytesIO(file.read_bytes())).root["/Pages"]["/Kids"]
    for sheet in sheets:
        _, _, width, height = sheet.get_object()["/MediaBox"]
        assert (round(float(width)), round(float(height))) == A4
    told = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
    found = [re.sub("[ \u3000]", "", one) for one in told.stdout.decode().split("\f")[:-1]]
    assert len(found) == len(sheets)
    for place, text in enumerate(found, 1):
        assert f"{place}/{len(found)}" in text, "each sheet says which it is"
        assert not [word for word in BUTTONS if word in text]
    return found


def last_line(sheet: str) -> str:
    """Return the last line of a sheet above its number."""
    return [line.strip() for line in sheet.splitlines() if line.strip()][-2]


def test_the_list_is_a_table_of_whole_rows_on_few_sheets(
    page: Page, console: Served, tmp_path: Path
) -> None:
    page.goto(console.address)
    numbers = page.locator(".number-link").all_inner_texts()
    assert len(numbers) == COUNT
    sheets = printed(page, tmp_path)
    assert len(sheets) <= 4
    assert sorted(re.findall(r"\d{4}-\d{4}-\d{4}", "".join(sheets))) == sorted(numbers)
    for sheet in sheets:
        rows = len(re.findall(r"\d{4}-\d{4}-\d{4}", sheet))
        assert sheet.count("受付済み") == rows, "no row is cut in two"
        assert "受付番号" in sheet, "each sheet has the heads of its columns"
    assert f"1〜{COUNT}件目／61件" in sheets[-1], "that it is not all"
    assert "庁内見本が20" in sheets[-1]


def test_an_application_has_its_answers_and_nothing_of_anybody_else(
    page: Page, console: Served, tmp_path: Path
) -> None:
    ((id,),) = console.one.store.rows("select id from application where marks like '%practice%'")
    page.goto(f"{console.address}/applications/{id}")
    page.locator(".notes summary, .notes textarea").first.wait_for()
    page.get_by_label("書きたす").fill(ASIDE)
    page.get_by_role("button", name="メモを残す").click()
    page.get_by_text(ASIDE).wait_for()
    assert OTHER in page.locator("main").inner_text(), "the clerk sees whose it is"
    sheets = printed(page, tmp_path)
    text = "".join(sheets)
    for n in range(ANSWERS):
        assert text.count(f"{n:02}長い項目") == 1
        (sheet,) = (one for one in sheets if f"{n:02}長い項目" in one)
        assert sheet.count(f"a{n:02}") == 20, "an answer stays with its question"
    assert OTHER not in text
    assert ASIDE not in text
    assert "写真は印刷しません" in text
    assert not any(last_line(one) in ("申請の内容", "署名と証明書", "経過") for one in sheets)
    assert b"/Subtype /Image" not in (tmp_path / "printed.pdf").read_bytes(), "no paper"
