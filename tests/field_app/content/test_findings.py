"""A question that may be left empty is of a kind whose page can be."""

from datetime import date
from pathlib import Path

import pytest

from field_app.authors.check import check_content
from field_app.authors.drafts.draft import write_draft
from field_app.authors.drafts.new import new_draft
from field_app.components.kinds import ENTRIES
from field_app.procedure.answers import validate
from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds import KINDS
from field_app.procedure.kinds.kind import ValidationContext
from sync.wire.content.pack import LAYER
from tests.field_app.content.layered import content_with

TODAY = date(2026, 11, 30)
NEVER_EMPTY = sorted(name for name, kind in KINDS.items() if not kind.may_be_empty)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_says_whether_its_untouched_page_is_an_empty_answer(kind: str) -> None:
    question = Question(id="x", kind=kind, required=False, options=("a", "b"), digits=10)
    untouched, context = ENTRIES[kind].begin(None), ValidationContext(TODAY)
    if KINDS[kind].may_be_empty:
        assert validate(question, untouched, context) is None
    else:
        with pytest.raises(AnswerRefused):
            validate(question, untouched, context)


@pytest.mark.parametrize("kind", NEVER_EMPTY)
def test_what_no_page_leaves_empty_has_to_be_asked_of_everybody(kind: str, tmp_path: Path) -> None:
    write_draft(tmp_path, new_draft("bicycle", "駐輪場", TODAY))
    path = tmp_path / "procedures/bicycle.toml"
    text = path.read_text(encoding="utf-8")
    question = f'\n[[questions]]\nid = "other"\nkind = "{kind}"\nrequired = false\n'
    path.write_text(text + question, encoding="utf-8")
    (found,) = (one for one in check_content(tmp_path, TODAY) if one.field.endswith("required"))
    assert (found.file, found.is_warning) == ("procedures/bicycle.toml", False)
    assert path.read_text(encoding="utf-8").splitlines()[(found.line or 0) - 1] == (
        "required = false"
    )
    assert f"{kind} の質問「other」" in found.reason
    path.write_text(text + question.replace("false", "true"), encoding="utf-8")
    assert not any(one.field.endswith("required") for one in check_content(tmp_path, TODAY))


def test_a_citys_layer_lets_none_of_them_be_empty_either(tmp_path: Path) -> None:
    layer = "[procedures.keiro_bus.fields.phone]\nhidden = true\n\n"
    layer += "[procedures.keiro_bus.fields.birth_date]\nrequired = false\n"
    folder = content_with(tmp_path / "content", layer)
    (found,) = (one for one in check_content(folder, TODAY) if one.field.endswith("required"))
    assert (found.file, "「birth_date」" in found.reason) == (LAYER, True)
    assert (folder / LAYER).read_text(encoding="utf-8").splitlines()[(found.line or 0) - 1] == (
        "required = false"
    )
