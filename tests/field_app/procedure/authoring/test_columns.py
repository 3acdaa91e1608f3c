"""Issue 13, point 5: a definition declares the order of its table, down to parts of an answer."""

import re
from pathlib import Path

import pytest

from field_app.platform.assets_folder import assets_folder
from field_app.procedure.authoring.columns import columns_of
from field_app.procedure.definition.model import Procedure
from field_app.procedure.load import DefinitionError, load_procedure

FOLDER = assets_folder() / "procedures"
DECLARED = re.compile(r"^columns = .*$", re.MULTILINE)
# Of each benefit: whom it is for and where the money goes stand before all else.
PAID = ("jido_teate", "kogaku_kaigo", "kogaku_ryoyohi", "kouki_kogaku", "kyufukin")


def with_columns(folder: Path, columns: str) -> Procedure:
    text = (FOLDER / "kyufukin.toml").read_text()
    path = folder / "kyufukin.toml"
    changed, times = DECLARED.subn(f"columns = [{columns}]", text)
    assert times == 1
    path.write_text(changed)
    return load_procedure(path)


def test_the_named_ones_come_first_and_no_value_is_left_out(tmp_path: Path) -> None:
    asked = columns_of(with_columns(tmp_path, ""))
    assert asked[:2] == ("氏名.name", "氏名.family"), "as they are asked, where none are named"
    found = columns_of(with_columns(tmp_path, '"口座.number", "氏名カナ", "口座", "世帯人数"'))
    assert found[:4] == ("口座.number", "氏名カナ", "口座.kind", "口座.bank_code")
    assert found.index("口座.holder_kana") + 1 == found.index("世帯人数")
    assert sorted(found) == sorted(asked), "each once"


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ('"口座", "指名"', "「指名」は、どの質問の export にもありません。"),
        ('"口座", "口座.numbr"', "「口座.number」ではありませんか。"),
        ('"口座", "口座"', "columns「口座」が2つあります。"),
    ],
)
def test_a_column_of_nothing_is_named_with_what_was_meant(
    tmp_path: Path, columns: str, reason: str
) -> None:
    with pytest.raises(DefinitionError) as refused:
        with_columns(tmp_path, columns)
    assert (refused.value.field, reason in refused.value.reason) == ("columns.1", True)


@pytest.mark.parametrize("id", PAID)
def test_a_table_of_payments_begins_with_who_and_where_to(id: str) -> None:
    found = columns_of(load_procedure(FOLDER / f"{id}.toml"))
    last = max(place for place, name in enumerate(found) if name.startswith("口座."))
    first = {name.partition(".")[0] for name in found[: last + 1]}
    assert {"口座"} < first
    assert any("氏名" in name for name in first)
    assert any("生年月日" in name for name in first)
    assert "電話番号" not in first
