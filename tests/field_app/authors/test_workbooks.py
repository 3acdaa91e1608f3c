"""Every definition is the same after its workbook; what is foreign is listed by cell."""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from field_app.authors.drafts.draft import Draft, Remarks, read_draft, write_draft
from field_app.authors.drafts.new import new_draft
from field_app.authors.workbook import xlsx
from field_app.authors.workbook.book import Book, Cell, sheet
from field_app.authors.workbook.columns import (
    OWN_OF_GROUP,
    OWN_OF_PROCEDURE,
    OWN_OF_QUESTION,
    OWN_OF_RULE,
)
from field_app.authors.workbook.read import draft_of
from field_app.authors.workbook.write import book_of
from field_app.platform.assets_folder import assets_folder
from field_app.procedure.definition.model import Procedure

OWN = sorted(path.stem for path in (assets_folder() / "procedures").glob("*.toml"))
TODAY = date(2026, 11, 30)
NOTHING = Draft({"id": "nothing", "version": 1}, {})

# What no shipped definition says: each field once with a value that is not the usual one.
EVERYTHING: dict[str, Any] = {
    "icon": "PETS",
    "fee_key": "copy",
    "fee_times": "copies",
    "fee_varies": True,
    "fee_when": {"field": "copies", "compare": ">", "than": 1},
    "bring": ["card", "a_letter"],
    "due_days": 14,
    "valid_until": date(2027, 3, 31),
    "unverified": ["手数料", "[ ではじまる文"],
    "period": "month",
    "purpose": "withdrawal",
    "columns": ["日", "通数"],
    "form": {"sentence": "= 次のとおり", "wording": ["agreed"], "labels": {"copies": "数"}},
    "questions": [
        {
            "id": "copies",
            "kind": "number",
            "minimum": 2,
            "maximum": 9,
            "digits": 3,
            "has_unit": True,
            "has_hint": True,
            "required": False,
            "may_be_unknown": True,
            "person": "subject",
            "fact": "copies",
            "export": "通数\n二行目",
        },
        {"id": "who", "kind": "person_name", "with_kana": False, "maximum": 40},
        {"id": "account", "kind": "bank_account", "public_account": True},
        {"id": "agreed", "kind": "consent", "wording": "tax_survey"},
        {"id": "home", "kind": "people", "parts": ["address", "birth_date"], "minimum": 2},
        {"id": "days", "kind": "choices", "options": ["mon", "none"], "exclusive": "none"},
        {"id": "since", "kind": "month"},
        {"id": "note", "kind": "text", "minimum": 3, "maximum": 60},
    ],
    "deadlines": [{"id": "report", "from": "since", "months": 2, "before": 3}],
    "groups": [{"id": "first", "questions": ["copies", "who"]}],
    "rules": [
        {
            "id": "late",
            "strength": "ask",
            "when": {"field": "deadline_report", "compare": "<", "than": "today"},
        }
    ],
    "evidence": [{"role": "agent", "one_of": ["registry", "family_register"]}],
}


def everything() -> Draft:
    draft = new_draft("everything", "すべて", TODAY)
    words = {
        language: {**texts, "l_copies_hint": "hint", "s_copies_unit": " copies", "s_loose": "="}
        for language, texts in draft.words.items()
    }
    remarks = Remarks({"": "頭\n二行", "questions.1": "質問の注", "rules.0": "注", "groups.0": "g",
                       "deadlines.0": "d", "evidence.0": "e"})  # fmt: skip
    cases = {
        "answers": {"who": "見本　花子", "copies": 2, "since": "2026-05", "days": ["mon"]},
        "cases": [
            {
                "title": "[ではじまる題]",
                "role": "agent",
                "today": TODAY,
                "answers": {"note": '"引用"', "home": [{"name": {"name": "見本"}}], "x": True},
                "pages": ["first"],
                "marks": ["asked_twice"],
                "exported": {"通数": 2, "日": TODAY, "住所": {"text": "見本市"}},
            }
        ],
    }
    definition = {**draft.definition, **EVERYTHING}
    return Draft(definition, words, cases, remarks, Remarks({"": "事例の注", "cases.0": "注"}))


def same(one: Draft, other: Draft) -> None:
    assert one.definition == other.definition
    assert one.words == other.words
    assert one.cases == other.cases
    assert one.remarks.above == other.remarks.above
    assert one.case_remarks.above == other.case_remarks.above


@pytest.mark.parametrize("id", OWN)
def test_a_shipped_definition_is_the_same_after_its_workbook(id: str, tmp_path: Path) -> None:
    draft = read_draft(assets_folder(), id)
    book, lost = book_of(draft)
    taken = draft_of(book, NOTHING)
    assert (lost, taken.uncarried) == ((), ())
    same(taken.draft, draft)
    write_draft(tmp_path, taken.draft)
    same(read_draft(tmp_path, id), draft)


def test_every_field_of_the_models_is_the_same_after_its_workbook() -> None:
    draft = everything()
    Procedure.model_validate(draft.definition)
    said = {name for one in EVERYTHING["questions"] for name in one}
    assert set(OWN_OF_QUESTION) <= said
    assert set(OWN_OF_PROCEDURE) <= {*draft.definition}
    assert set(OWN_OF_RULE) | set(OWN_OF_GROUP) == {"strength"}
    taken = draft_of(book_of(draft)[0], NOTHING)
    assert taken.uncarried == ()
    same(taken.draft, draft)


@pytest.mark.parametrize("id", ["everything", *OWN])
def test_an_excel_file_says_what_its_workbook_says(id: str) -> None:
    draft = everything() if id == "everything" else read_draft(assets_folder(), id)
    book, unread = xlsx.read_book(xlsx.write_book(book_of(draft)[0]))
    taken = draft_of(book, NOTHING)
    assert (unread, taken.uncarried) == ((), ())
    same(taken.draft, draft)


def test_remarks_that_excel_has_no_place_for_are_named_by_line(tmp_path: Path) -> None:
    write_draft(tmp_path, new_draft("bus", "バス", TODAY))
    path = tmp_path / "procedures" / "bus.toml"
    path.write_text(path.read_text().replace('kind = "text"', 'kind = "text" # 注', 1))
    line = path.read_text().splitlines().index('kind = "text" # 注') + 1
    (lost,) = book_of(read_draft(tmp_path, "bus"))[1]
    assert (lost.sheet, lost.cell) == ("procedures/bus.toml", str(line))


def foreign(survey: list[dict[str, Cell]], choices: list[dict[str, Cell]] | None = None) -> Book:
    """Return a workbook that somebody made for ODK."""
    headings = list(dict.fromkeys(name for row in survey for name in row))
    letters = {name: "ABCDEFGHIJ"[number] for number, name in enumerate(headings)}
    rows = sheet("survey", headings, survey).rows
    settings: list[dict[str, Cell]] = [{"form_title": "駐輪場", "form_id": "bicycle"}]
    return {
        "survey": type(sheet("survey", (), ()))("survey", headings, rows, letters),
        "choices": sheet("choices", ("list_name", "name", "label"), choices or []),
        "settings": sheet("settings", ("form_title", "form_id"), settings),
    }


def test_a_foreign_form_is_taken_as_far_as_it_can_be_said() -> None:
    survey: list[dict[str, Cell]] = [
        {"type": "begin group", "name": "who", "label": "どなたですか", "relevant": ""},
        {"type": "text", "name": "name", "label": "お名前", "required": "yes"},
        {"type": "integer", "name": "age", "label": "お年", "constraint": ". > 14 and . < 120"},
        {"type": "end group"},
        {"type": "select_one where", "name": "place", "label": "どこですか", "required": "true()"},
        {"type": "select_one yn", "name": "again", "label": "つづけますか"},
        {"type": "date", "name": "since", "label": "いつから", "relevant": "${again} = 'yes'",
         "constraint": ". >= today()", "constraint_message": "きょうからです。"},
        {"type": "begin_repeat", "name": "family", "label": "ご家族"},
        {"type": "text", "name": "name"},
        {"type": "text", "name": "relation"},
        {"type": "end_repeat"},
    ]  # fmt: skip
    choices: list[dict[str, Cell]] = [
        {"list_name": "where", "name": "north", "label": "北口"},
        {"list_name": "where", "name": "south", "label": "南口"},
        {"list_name": "yn", "name": "yes", "label": "はい"},
        {"list_name": "yn", "name": "no", "label": "いいえ"},
    ]
    taken = draft_of(foreign(survey, choices), new_draft("bicycle", "駐輪場", TODAY))
    (said,) = taken.uncarried
    assert (said.sheet, "legal_basis" in said.reason) == ("procedure", True)
    procedure = Procedure.model_validate(taken.draft.definition)
    asked = {one.id: one for one in procedure.questions}
    assert [one.kind for one in procedure.questions] == [
        "text", "number", "choice", "yes_no", "date", "people",
    ]  # fmt: skip
    assert (asked["age"].minimum, asked["age"].maximum, asked["age"].required) == (15, 119, False)
    assert asked["place"].options == ("north", "south")
    assert asked["place"].required
    assert asked["family"].parts == ("relation",)
    assert procedure.groups[0].questions == ("name", "age")
    assert taken.draft.definition["rules"] == [
        {
            "id": "since_constraint",
            "strength": "refuse",
            "when": {"not": {"field": "since", "compare": ">=", "than": "today"}},
        }
    ]
    words = taken.draft.words["ja"]
    assert words["p_rule_since_constraint"] == "きょうからです。"
    assert (words["l_title"], words["s_place_south"], words["l_group_who"]) == (
        "駐輪場", "南口", "どなたですか",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "cell", "told"),
    [
        ({"type": "note", "name": "hello", "label": "こんにちは"}, "A3", "読むだけの行"),
        ({"type": "geopoint", "name": "place"}, "A3", "地図の位置"),
        ({"type": "start", "name": "start"}, "A3", "「start」という type"),
        ({"type": "text", "name": "a", "relevant": "${name} + 1 = 2"}, "C3", "この条件は入れて"),
        ({"type": "text", "name": "a", "constraint": "regex(., '^a')"}, "C3", "この決まりは入れて"),
        ({"type": "calculate", "name": "b", "calculation": "1 + 1"}, "C3", "計算式は持って"),
        ({"type": "text", "name": "a", "default": "x"}, "C3", "「default」という列は使いません"),
        ({"type": "select_one x or_other", "name": "a"}, "A3", "or_other は使えません"),
        ({"type": "begin_repeat", "name": "r", "label": "家族"}, "A3", "end_repeat がありません"),
        ({"type": "begin_group", "name": "g"}, "A3", "end_group がありません"),
        ({"type": "end_group"}, "A3", "begin_group がありません"),
        ({"name": "a", "label": "題"}, "A3", "type が空です"),
    ],
)  # fmt: skip
def test_what_cannot_be_carried_is_listed_with_its_cell(
    row: dict[str, Cell], cell: str, told: str
) -> None:
    survey: list[dict[str, Cell]] = [{"type": "text", "name": "name"}, row]
    taken = draft_of(foreign(survey), new_draft("bicycle", "駐輪場", TODAY))
    found = {str(one) for one in taken.uncarried if one.sheet == "survey"}
    assert any(one.startswith(f"survey!{cell}：") and told in one for one in found), found


def test_formulas_and_errors_in_cells_are_listed_and_bombs_refused() -> None:
    workbook = openpyxl.Workbook()
    page = workbook.worksheets[0]
    page.title = "survey"
    page.append(["type", "name", "label"])
    page.append(["text", "=A1", "=1+1"])
    page.append(["text", 1.0, 2.5])
    written = io.BytesIO()
    workbook.save(written)
    book, unread = xlsx.read_book(written.getvalue())
    assert [one.cell for one in unread] == ["B2", "C2"]
    assert book["survey"].rows[1].cells == {"type": "text", "name": 1, "label": "2.5"}
    with pytest.raises(xlsx.NoWorkbook):
        xlsx.read_book(b"no workbook")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b"0" * (xlsx.LARGEST + 1))
    with pytest.raises(xlsx.NoWorkbook, match="大きすぎます"):
        xlsx.read_book(packed.getvalue())


def test_texts_that_look_like_formulas_stay_texts() -> None:
    written = xlsx.write_book({"words": sheet("words", ("name",), [{"name": "=1+1"}])})
    cell = openpyxl.load_workbook(io.BytesIO(written))["words"]["A2"]
    assert (cell.data_type, cell.value) == ("s", "=1+1")
