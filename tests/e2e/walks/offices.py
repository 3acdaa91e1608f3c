"""Open an application at the office: its page, its pictures, its form, and the data in it."""

import html
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from field_app.document.form_pdf import MOST_OF_OPTIONS
from field_app.procedure.answers import UNKNOWN
from field_app.procedure.kinds import KINDS
from field_app.words.words import Words
from tests.e2e.office import Office
from tests.e2e.walks.going import squeezed
from tests.e2e.walks.script import ToAnswer, WalkScript
from tests.field_app.document.test_archive import attached

A4 = 595  # points across
DARK = 64


def compare(office: Office, number: str, script: WalkScript, words: Words, folder: Path) -> None:
    """Hold that the office shows what was answered, prints it, and has it as data.

    The form stays in *folder*, by the name of its definition.
    """
    shown = readable(office.checked(number))
    path = office.find(number)
    displays = {id: one.display for id, one in script.answers.items()}
    hold(displays.values(), shown, "the office's page")
    form = office.web.get(f"{path}/form.pdf").content
    assert form.startswith(b"%PDF"), "the form does not open"
    data = {one["question"]: one["display"] for one in attached(form)["answers"]}
    assert data == displays, "the form's data are other answers"
    name = script.procedure.id
    (folder / f"{name}.pdf").write_bytes(form)
    boxes = [text for one in script.answers.values() for text in box(one, words)]
    hold(boxes, printed(name, folder), "the form")
    for id, one in script.answers.items():
        if KINDS[one.question.kind].has_pages:
            for count in range(1, (one.raw or 0) + 1):
                picture = office.web.get(f"{path}/attachment_{id}_{count}.jpg").content
                assert picture.startswith(b"\xff\xd8"), f"{id}: picture {count} does not open"


def box(one: ToAnswer, words: Words) -> list[str]:
    """Return what stands in the form's box: the answer, or each option with its mark."""
    options = {option: words(one.question.option_key(option)) for option in one.question.options}
    marked = sum(len(text) + 1 for text in options.values()) <= MOST_OF_OPTIONS
    if not options or not marked or one.value == UNKNOWN:
        return [one.display]
    chosen = one.value if isinstance(one.value, list) else [one.value]
    return [("■" if option in chosen else "□") + text for option, text in options.items()]


def hold(texts: Iterable[str], shown: str, where: str) -> None:
    """Hold that each of *texts* is *shown*."""
    lacking = [text for text in texts if squeezed(text) not in shown]
    assert lacking == [], f"not on {where}: {' / '.join(lacking)}"


def readable(page: str) -> str:
    """Return what a clerk reads of a page, without blanks."""
    return squeezed(html.unescape(re.sub(r"<[^>]*>", "", page)))


def printed(name: str, folder: Path) -> str:
    """Draw every page of the form *name*, and return its text in the order in which it was set."""
    subprocess.run(["pdftoppm", "-r", "72", "-png", f"{name}.pdf", name], cwd=folder, check=True)
    pages = sorted(folder.glob(f"{name}-*.png"))
    assert pages, "the form has no page"
    for page in pages:
        with Image.open(page) as drawn:
            assert abs(drawn.width - A4) <= 1, "the form is not on A4"
            assert any(drawn.convert("L").histogram()[:DARK]), "an empty page"
        page.unlink()
    said = subprocess.run(
        ["pdftotext", "-raw", f"{name}.pdf", "-"], cwd=folder, check=True, capture_output=True
    )
    return squeezed(said.stdout.decode())
