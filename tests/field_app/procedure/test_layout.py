"""A definition lays out its form; nothing that was answered is left out of it."""

import tomllib

import pytest
from pydantic import ValidationError

from field_app.platform.assets_folder import assets_folder
from field_app.procedure.definition.layout import FormLayout
from field_app.procedure.definition.model import Procedure
from field_app.procedure.load import load_catalogue

FOLDER = assets_folder() / "procedures"
PROCEDURES = load_catalogue(FOLDER).procedures
LAYOUT: dict[str, object] = {"title": "申請する方", "rows": [["name", "birth_date"], ["address"]]}


def layout(*sections: dict[str, object], **labels: str) -> FormLayout:
    return FormLayout.model_validate({"sections": sections, "labels": labels})


def test_what_has_no_box_stands_after_the_others() -> None:
    asked = ["phone", "name", "address"]
    assert list(layout(LAYOUT).laid_out(asked)) == [
        ("申請する方", [["name"], ["address"]]),
        ("", [["phone"]]),
    ]
    assert list(layout(LAYOUT).laid_out(["phone"])) == [("", [["phone"]])]
    assert list(FormLayout().laid_out(asked)) == [("", [["phone"], ["name"], ["address"]])]


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda one: one.id)
def test_every_procedure_of_the_app_has_a_form_of_its_own(procedure: Procedure) -> None:
    ids = [question.id for question in procedure.questions]
    laid = list(procedure.form.laid_out(ids))
    assert procedure.form.sentence
    assert all(title for title, _ in laid), "every question has a box"
    assert sorted(one for _, rows in laid for row in rows for one in row) == sorted(ids)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"sections": [{"title": "a", "rows": [["nam"]]}]}, "質問「nam」がありません"),
        ({"labels": {"nam": "氏名"}}, "質問「nam」がありません"),
        ({"sections": [{"title": "a", "rows": [["name"], ["name"]]}]}, "2つの枠に入っています"),
        (
            {"sections": [{"title": "a", "rows": [["name", "birth_date", "phone", "need"]]}]},
            "枠は3つまで",
        ),
        ({"sections": [{"title": "", "rows": [["name"]]}]}, "at least 1 character"),
        ({"boxes": []}, "Extra inputs"),
    ],
)
def test_a_layout_that_fits_no_form_is_refused(form: dict[str, object], said: str) -> None:
    content = tomllib.loads((FOLDER / "card_kenko.toml").read_text(encoding="utf-8"))
    with pytest.raises(ValidationError, match=said):
        Procedure.model_validate(content | {"form": form})
