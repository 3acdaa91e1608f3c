"""The form of every procedure says everything that was answered, with every option beside it."""

from dataclasses import replace
from pathlib import Path

import pytest

from field_app.document.form_pdf import form_pdf
from field_app.procedure.answers import Earlier
from field_app.procedure.definition.model import Procedure
from field_app.procedure.definition.provenance import Source
from tests.field_app.document.filed import filed, procedures
from tests.field_app.document.filing import AT
from tests.field_app.document.test_documents import text_of


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("procedure", procedures(), ids=lambda one: one.id)
def test_every_answer_stands_in_its_box(procedure: Procedure, tmp_path: Path) -> None:
    filing = filed(procedure.id)
    shown = squeezed(text_of(form_pdf(filing), tmp_path))
    assert squeezed(procedure.form_reference) in shown
    assert squeezed(procedure.form.sentence) in shown
    for title, _ in procedure.form.laid_out(answer.question for answer in filing.answers):
        assert squeezed(title) in shown
    for answer in filing.answers:
        label = procedure.form.labels.get(answer.question) or answer.export or answer.label
        assert squeezed(label)[:4] in shown, answer.question
        said = [("■" if chosen else "□") + text for text, chosen in answer.options]
        assert any(chosen for _, chosen in answer.options) == bool(answer.options)
        for text in said or [answer.display]:
            assert squeezed(text)[:8] in shown, answer.question


@pytest.mark.parametrize(("id", "question"), [("kyufukin", "pledge"), ("kaigo_nintei", "consent")])
def test_a_consent_is_printed_as_it_was_asked(id: str, question: str, tmp_path: Path) -> None:
    filing = filed(id)
    shown = squeezed(text_of(form_pdf(filing), tmp_path))
    (answer,) = (one for one in filing.answers if one.question == question)
    assert squeezed(answer.value["text"]) in shown, "all of what is signed"


def test_no_line_tears_an_option_apart(tmp_path: Path) -> None:
    shown = text_of(form_pdf(filed("kaigo_nintei")), tmp_path)
    assert "□生活保護など" in shown.replace(" ", "")


def test_a_changed_answer_shows_both_sources(tmp_path: Path) -> None:
    filing = filed("juminhyo")
    first, *others = filing.answers
    was = Earlier(first.value, Source.CARD, "見本　太朗", AT)
    changed = replace(first, source=Source.RESIDENT, was=was)
    shown = text_of(form_pdf(replace(filing, answers=(changed, *others))), tmp_path)
    assert "出どころ：ご本人（カードでは見本太朗）" in squeezed(shown)
