"""Issue 13, point 5: a definition declares the order of its table, down to parts of an answer."""

from pathlib import Path

import pytest

from field_app.platform.assets_folder import assets_folder
from field_app.procedure.authoring.columns import columns_of
from field_app.procedure.definition.model import Procedure
from field_app.procedure.load import DefinitionError, load_procedure

FOLDER = assets_folder() / "procedures"
HANDLING = 'handling = "B"\n'


def with_columns(folder: Path, columns: str) -> Procedure:
    text = (FOLDER / "kyufukin.toml").read_text()
    assert HANDLING in text
    path = folder / "kyufukin.toml"
    path.write_text(text.replace(HANDLING, f"{HANDLING}columns = [{columns}]\n", 1))
    return load_procedure(path)


def test_the_named_ones_come_first_and_no_value_is_left_out(tmp_path: Path) -> None:
    asked = columns_of(load_procedure(FOLDER / "kyufukin.toml"))
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
