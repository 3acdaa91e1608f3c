"""Rows of a form: a long label wraps in its own column, and a page is turned in time."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from field_app.document.boxes import NOTE_LINE, Box, in_pairs, set_boxes
from field_app.document.form_pdf import form_pdf
from field_app.document.inputs import ConfirmationMethod, Filing
from field_app.document.lines import NOT_FIRST, NOT_LAST, wrapped
from field_app.procedure.definition.layout import FormLayout, FormSection
from tests.field_app.document.filed import PROCEDURES, filed
from tests.field_app.document.filing import sample
from tests.field_app.document.golden_pages import LABEL, NAME

LONG = {"futan_gendo", "hinan_meibo", "hoiku", "jido_teate", "kaigo_nintei", "sodai"}


def words_at(pdf: bytes, folder: Path) -> list[tuple[int, float, float, str]]:
    """Return page, left, right and text of every word as a reader of the PDF places it."""
    file = folder / "a.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, check=True)
    page, found = 0, []
    for line in done.stdout.decode().splitlines():
        page += "<page " in line
        if word := re.search(r'xMin="([\d.]+)".*xMax="([\d.]+)".*>(.+)</word>', line):
            found.append((page, float(word[1]), float(word[2]), word[3]))
    return found


def long_one(times: int) -> Filing:
    first = sample().answers[0]
    answer = replace(first, label=LABEL, value=NAME, display=NAME, export=None)
    answers = (replace(answer, question=f"name{number}") for number in range(times))
    return replace(sample(), answers=tuple(answers))


def test_a_label_of_forty_characters_stays_left_of_the_answer(tmp_path: Path) -> None:
    assert len(LABEL) == 40
    placed = words_at(form_pdf(long_one(1)), tmp_path)
    labels = [(left, right) for _, left, right, text in placed if text in LABEL and len(text) > 4]
    values = [(left, right) for _, left, right, text in placed if set(text) == {"𠮷"}]
    assert len(labels) > 2
    assert sum(len(text) for *_, text in placed if set(text) == {"𠮷"}) == 32
    assert max(right for _, right in labels) < min(left for left, _ in values)
    assert all(right < 595 - 50 for _, right in values)


def test_every_page_has_its_number_and_the_receipt_number(tmp_path: Path) -> None:
    placed = words_at(form_pdf(long_one(40)), tmp_path)
    pages = max(page for page, *_ in placed)
    assert pages > 2
    for page in range(1, pages + 1):
        here = {text for at, _, _, text in placed if at == page}
        assert f"{page}／{pages}" in here
        assert "4827-3956-2284" in here


def test_an_answer_longer_than_a_page_goes_on_on_the_next(tmp_path: Path) -> None:
    answer = replace(sample().answers[0], label=LABEL, display="\n".join("𠮷" * 120))
    placed = words_at(form_pdf(replace(sample(), answers=(answer,))), tmp_path)
    per_page = [page for page, _, _, text in placed if text == "𠮷"]
    assert len(per_page) == 120
    assert len(set(per_page)) == 3


@pytest.mark.parametrize("room", range(30, 140, 7))
def test_no_line_begins_or_ends_against_the_rules_of_print(room: float) -> None:
    text = "「見本市」に、住んで（いる）方は、ゃっ。「はい」を、えらんで（ください）。"
    lines = wrapped(text, 10, room, bold=False)
    assert "".join(lines) == text
    if room > 60:
        assert not [line for line in lines if line[0] in NOT_FIRST or line[-1] in NOT_LAST]


def test_a_selector_stays_with_its_character() -> None:
    assert wrapped("辻\U000e0100" * 9, 10, 31, bold=False) == ["辻\U000e0100" * 3] * 3


@pytest.mark.parametrize("lines", range(1, 40, 2))
def test_the_counters_record_stands_on_the_page_that_is_signed(lines: int, tmp_path: Path) -> None:
    answer = replace(sample().answers[0], display="\n".join("𠮷" * lines))
    placed = words_at(form_pdf(replace(sample(), answers=(answer,))), tmp_path)
    pages = [
        page for page, _, _, text in placed if text in ("窓口の記録", "来た方", "申請者の署名")
    ]
    assert len(pages) == 3
    assert len(set(pages)) == 1


@pytest.mark.parametrize("id", PROCEDURES)
def test_only_long_forms_need_a_second_page(id: str, tmp_path: Path) -> None:
    placed = words_at(form_pdf(filed(id, ConfirmationMethod.SPOKEN)), tmp_path)
    assert max(page for page, *_ in placed) == (2 if id in LONG else 1)


@pytest.mark.parametrize("rows", range(9, 16))
def test_a_heading_stands_on_the_page_of_its_first_row(rows: int, tmp_path: Path) -> None:
    first = long_one(rows)
    tall = replace(first.answers[0], question="tall", display="児" * 150)
    headed = FormSection(title="見出し", rows=(("tall",),))
    layout = FormLayout(sections=(*(FormSection(title="上", rows=((one.question,),))
                                    for one in first.answers), headed))  # fmt: skip
    filing = replace(first, answers=(*first.answers, tall), layout=layout)
    placed = words_at(form_pdf(filing), tmp_path)
    heading = [page for page, _, _, text in placed if text == "見出し"]
    row = [page for page, _, _, text in placed if set(text) == {"児"}]
    assert heading == [min(row)]


def test_a_note_stands_beside_a_short_answer_and_under_a_long_one() -> None:
    [short], [long] = (
        set_boxes([Box("名", text, "出どころ：ご本人")]) for text in ("あ", "あ" * 33)
    )
    assert short.has_note_beside
    assert len(long.value) == 1
    assert not long.has_note_beside
    assert long.height == short.height + NOTE_LINE


def test_two_short_rows_share_one_and_a_long_one_has_its_own() -> None:
    boxes = [Box("あ", "1"), Box("い", "2"), Box("う", "字" * 30), Box("え", "4"), Box("お", "5")]
    rows = [[one.label for one in row] for row in in_pairs(boxes)]
    assert rows == [["あ", "い"], ["う"], ["え", "お"]]
