"""A definition that can be about somebody else: what does not fit is named by field."""

from pathlib import Path

import pytest

from field_app.platform.assets_folder import assets_folder
from field_app.procedure.load import DefinitionError, load_procedure

SOUND = (assets_folder() / "procedures" / "juminhyo.toml").read_text(encoding="utf-8")
OTHERS = 'equals = ["household", "other"]'
NAMED = 'id = "subject_name"'
ABOUT = 'kind = "about"\n'


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('["applicant", "household", "other"]', '["applicant", "sibling", "other"]', "sibling"),
        (ABOUT, ABOUT + "may_be_unknown = true\n", "いつも聞きます"),
        (ABOUT, ABOUT + 'person = "subject"\n', "person は書けません"),
        ('fact = "name"\nperson = "subject"', 'person = "subject"', 'fact = "name"'),
        (OTHERS, 'equals = "applicant"', "ほかの方のことのときに出てきません"),
        (f'when = {{ field = "about", {OTHERS} }}\n', "", "2度たずねます"),
        ('equals = "other"', 'equals = "friend"', "「about」に「friend」はありません"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert says in refused(tmp_path, SOUND.replace(old, new, 1))


def test_an_age_needs_the_birth_date_of_whom_it_is_about(tmp_path: Path) -> None:
    asked = SOUND.replace('fact = "birth_date"\nperson = "subject"', 'person = "subject"', 1)
    rule = '\n[[rules]]\nid = "old"\nstrength = "tell"\n'
    rule += 'when = { field = "age", compare = ">", than = 70 }\n'
    assert 'person = "subject" の生年月日' in refused(tmp_path, asked + rule)


def test_a_question_about_the_subject_stands_behind_whom_it_is_about(tmp_path: Path) -> None:
    early = '[[questions]]\nid = "early"\nkind = "text"\nperson = "subject"\n\n[[questions]]'
    told = refused(tmp_path, SOUND.replace("[[questions]]", early, 1))
    assert "だれのことかを聞く質問よりあと" in told


def test_it_is_asked_once(tmp_path: Path) -> None:
    again = '\n[[questions]]\nid = "again"\nkind = "about"\noptions = ["applicant", "other"]\n'
    assert "1つまで" in refused(tmp_path, SOUND + again)


def refused(folder: Path, content: str) -> str:
    path = folder / "juminhyo.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DefinitionError) as raised:
        load_procedure(path)
    return str(raised.value)
