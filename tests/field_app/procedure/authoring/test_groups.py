"""Groups name questions that follow one another, each of them once."""

from pathlib import Path

import pytest

from field_app.platform.assets_folder import assets_folder
from field_app.procedure.load import DefinitionError, load_catalogue, load_procedure
from field_app.procedure.pages import pages

FOLDER = assets_folder() / "procedures"
WHY = 'questions = ["reason", "reason_text"]'


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ('questions = ["reason", "nothing"]', "「nothing」という質問はありません"),
        ('questions = ["reason", "damaged_card"]', "順につづけて並べてください"),
        ('questions = ["reason_text", "reason"]', "順につづけて並べてください"),
        ('questions = ["phone", "cards"]', "質問「phone」は、もう別のページにあります"),
        ('questions = ["cards", "cards"]', "質問「cards」は、もう別のページにあります"),
    ],
)
def test_a_group_that_does_not_fit_is_named(tmp_path: Path, new: str, reason: str) -> None:
    text = (FOLDER / "kaigo_saikofu.toml").read_text()
    assert WHY in text
    (tmp_path / "kaigo_saikofu.toml").write_text(text.replace(WHY, new, 1))
    with pytest.raises(DefinitionError) as refused:
        load_procedure(tmp_path / "kaigo_saikofu.toml")
    assert reason in refused.value.reason
    assert (refused.value.field, refused.value.others) == ("groups.3.questions", ())


def test_a_group_of_one_name_is_there_once(tmp_path: Path) -> None:
    text = (FOLDER / "kaigo_saikofu.toml").read_text().replace('id = "send"', 'id = "why"')
    (tmp_path / "kaigo_saikofu.toml").write_text(text)
    with pytest.raises(DefinitionError, match="まとまり「why」が2つあります"):
        load_procedure(tmp_path / "kaigo_saikofu.toml")


def test_every_question_stands_on_one_page_in_its_order() -> None:
    found = load_catalogue(FOLDER).procedures
    assert any(procedure.groups for procedure in found)
    for procedure in found:
        on_pages = [q for page in pages(procedure, procedure.questions) for q in page.questions]
        assert tuple(on_pages) == procedure.questions
