"""Every definition loads with every word it needs; a mistake is named and hides no other."""

import shutil
from pathlib import Path

import pytest

from field_app.platform.assets_folder import assets_folder
from field_app.procedure.city.layer import load_city
from field_app.procedure.definition.model import Procedure
from field_app.procedure.kinds import KINDS
from field_app.procedure.load import DefinitionError, load_catalogue, load_procedure
from field_app.words.words import LANGUAGES, Words

FOLDER = assets_folder() / "procedures"


def test_every_procedure_is_there() -> None:
    found = load_catalogue(FOLDER)
    assert found.refused == ()
    assert {procedure.id for procedure in found.procedures} == {
        "kaigo_saikofu", "kaigo_nintei", "juminhyo", "kyufukin", "keiro_bus", "card_kenko",
        "torisage",
        "kogaku_kaigo", "futan_gendo", "kouki_gendo", "kouki_kogaku",
        "kokuho_kanyu", "kokuho_dattai", "kogaku_ryoyohi",
        "kazei_shomei", "hinan_meibo", "tennyu_yoyaku", "douro", "tenshutsu", "inu_toroku",
        "jido_teate", "hoiku", "shisetsu", "sodai", "soudan",
        "inkan_shomei", "inkan_toroku", "card_shinsei", "hokensho_riyo", "furigana",
    }  # fmt: skip


def keys(procedure: Procedure) -> list[str]:
    found = [procedure.title_key, procedure.summary_key]
    found += [procedure.bring_key(thing) for thing in procedure.bring]
    found += [group.title_key for group in procedure.groups]
    for question in procedure.questions:
        found.append(question.label_key)
        found += [question.hint_key] if question.hint_key else []
        found += [question.option_key(option) for option in question.options]
        found += KINDS[question.kind].wording_keys(question)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_every_procedure_is_there(language: str) -> None:
    words = Words(language, strict=True)
    for procedure in load_catalogue(FOLDER).procedures:
        for key in keys(procedure):
            assert words(key)


def test_fees_are_in_the_city_layer() -> None:
    city = load_city(assets_folder() / "city" / "mihon.toml")
    for procedure in load_catalogue(FOLDER).procedures:
        assert procedure.fee_key is None or procedure.fee_key in city.fees


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('handling = "B"', 'handling = "Z"', "handling"),
        ('kind = "yes_no"', 'kind = "yes_mo"', "questions.5.kind"),
        ("version = 2", 'version = "x"', "version"),
        ("version = 2", "version = ", "-"),
        ('id = "kyufukin"', 'id = "another"', "id"),
    ],
)
def test_a_mistake_names_file_field_and_reason(
    tmp_path: Path, old: str, new: str, field: str
) -> None:
    shutil.copy(FOLDER / "keiro_bus.toml", tmp_path)
    text = (FOLDER / "kyufukin.toml").read_text()
    assert old in text
    (tmp_path / "kyufukin.toml").write_text(text.replace(old, new, 1))
    with pytest.raises(DefinitionError) as refused:
        load_procedure(tmp_path / "kyufukin.toml")
    assert (refused.value.file, refused.value.field) == ("kyufukin.toml", field)
    assert refused.value.reason
    found = load_catalogue(tmp_path)
    assert [procedure.id for procedure in found.procedures] == ["keiro_bus"]
    assert len(found.refused) == 1


def test_a_choice_with_one_option_is_refused(tmp_path: Path) -> None:
    text = (FOLDER / "kyufukin.toml").read_text()
    old = 'options = ["none", "some"]'
    assert old in text
    (tmp_path / "kyufukin.toml").write_text(text.replace(old, 'options = ["none"]'))
    with pytest.raises(DefinitionError) as refused:
        load_procedure(tmp_path / "kyufukin.toml")
    assert refused.value.field == "questions.8.options"
