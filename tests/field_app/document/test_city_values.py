"""What the city set for a procedure stands on the paper form, on the slip, and at the office."""

from dataclasses import replace
from pathlib import Path

import pytest

from field_app.document.application import application
from field_app.document.form_pdf import form_pdf
from field_app.document.slip_pdf import slip_pdf
from sync.office.parsing.shape import shown_of
from tests.field_app.document.filed import filed
from tests.field_app.document.test_documents import text_of
from tests.field_app.document.test_forms import squeezed
from tests.field_app.document.test_slip import halves

NOTE = "生活保護の方は無料です"
SET = {"fee_note": NOTE, "window": "市民課（1階）", "bring": ("古い住民票", "理由書")}


def test_the_form_has_the_fee_the_counter_and_what_to_bring(tmp_path: Path) -> None:
    set_by_city = replace(filed("juminhyo"), **SET)  # type: ignore[arg-type]
    plain = squeezed(text_of(form_pdf(filed("juminhyo")), tmp_path))
    shown = squeezed(text_of(form_pdf(set_by_city), tmp_path))
    for said in ("生活保護の方は無料", "担当の窓口", "市民課（1階）", "古い住民票", "理由書"):
        assert said in shown
        assert said not in plain


def test_the_slip_says_inside_what_it_costs_and_where_to_ask(tmp_path: Path) -> None:
    set_by_city = replace(filed("juminhyo"), **SET)  # type: ignore[arg-type]
    upper, lower = halves(slip_pdf(set_by_city.slip), tmp_path)
    for said in (NOTE, "300円×3＝900円", "お問い合わせは市民課（1階）0990-00-1234"):
        assert said in lower
        assert said not in upper
    assert "理由書" not in lower, "class A: all of it was seen at this counter"


def test_a_slip_of_what_ends_at_the_citys_counter_names_that_counter(tmp_path: Path) -> None:
    ends = replace(filed("card_kenko"), **SET)  # type: ignore[arg-type]
    _, lower = halves(slip_pdf(ends.slip), tmp_path)
    for said in ("見本市市民課（1階）で手続きを終えてください", "・古い住民票", "・理由書"):
        assert said in lower


@pytest.mark.parametrize("fee_note", ["", NOTE])
def test_the_office_gets_what_the_tablet_showed(fee_note: str) -> None:
    filing = replace(filed("juminhyo"), **{**SET, "fee_note": fee_note})  # type: ignore[arg-type]
    shown = shown_of(application(filing))
    assert shown["window"] == SET["window"]
    assert shown["bring"] == list(SET["bring"])
    assert (shown["fee"]["total"], shown["fee_note"]) == (900, fee_note)
