"""An added language says a whole sentence or none: what it lacks is of one other language."""

import pickle
from pathlib import Path

import pytest

from field_app.words.said import SaidText, language_of
from field_app.words.words import LANGUAGES, UnknownWord, Words
from tests.field_app.translation.small_city import JAPANESE, make_city, translate


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return make_city(tmp_path)


def latin(city: Path, *, strict: bool = False) -> Words:
    return Words("la", over=city / "words", strict=strict)


def test_a_city_adds_a_language_that_calls_itself_by_its_own_name(city: Path) -> None:
    translate(city, l_title="De arboribus")
    assert latin(city).languages()["la"] == "Lingua"
    assert tuple(latin(city).languages())[:3] == LANGUAGES
    said = latin(city)("p.tree.l_title")
    assert (said, language_of(said)) == ("De arboribus", "la")


def test_a_language_that_nobody_has_is_refused(city: Path) -> None:
    with pytest.raises(ValueError, match="'xx' is not one of"):
        Words("xx", over=city / "words")


def test_a_missing_text_is_the_one_that_the_head_names(city: Path) -> None:
    said = latin(city)("p.tree.l_when")
    assert (said, language_of(said)) == ("en いつですか", "en")
    assert latin(city)("shell.s_back") == Words("en")("shell.s_back")


def test_a_text_made_from_an_older_japanese_is_not_shown(city: Path, tmp_path: Path) -> None:
    translate(city, l_when="Quando?")
    newer = make_city(tmp_path / "newer", JAPANESE | {"p.tree.l_when": "何日ですか"})
    for file in (city / "languages/la").iterdir():
        (newer / "languages/la" / file.name).write_bytes(file.read_bytes())
    assert latin(city)("p.tree.l_when") == "Quando?"
    assert latin(newer)("p.tree.l_when") == "en 何日ですか"


def test_a_sentence_with_a_part_of_another_language_is_of_that_language_whole(city: Path) -> None:
    translate(city, l_whom="Estne de {what}?")
    words = latin(city)
    assert words("p.tree.l_whom", what="Marco") == "Estne de Marco?"
    untranslated = words("p.tree.l_title")
    assert words("p.tree.l_whom", what=untranslated) == "en en 木の相談のことですか"


def test_a_translated_part_of_a_missing_sentence_is_said_again_in_its_language(city: Path) -> None:
    translate(city, l_title="De arboribus")
    words = latin(city)
    assert words("p.tree.l_whom", what=words("p.tree.l_title")) == "en en 木の相談のことですか"


def test_a_text_without_its_place_is_not_shown(city: Path) -> None:
    translate(city, p_summary="Usque ad {count}.")
    file = city / "languages/la/procedure_tree.toml"
    file.write_text(file.read_text().replace("{count}", "tres"), encoding="utf-8")
    assert latin(city)("p.tree.p_summary", count=3).startswith("en 3本")


def test_a_city_may_add_texts_to_a_language_of_the_app(city: Path) -> None:
    own = city / "languages" / "zh_hans"
    own.mkdir()
    words = Words("zh_hans", over=city / "words")
    assert words.languages()["zh_hans"] == "简体中文"


@pytest.mark.parametrize("broken", ["x = ", "fallback = 'fr'", "name = 3"])
def test_a_head_that_cannot_be_read_is_named(broken: str, city: Path) -> None:
    (city / "languages/la/language.toml").write_text(broken, encoding="utf-8")
    with pytest.raises(ValueError, match=r"la/language\.toml"):
        latin(city)


def test_the_mark_stays_until_every_text_is_approved(city: Path) -> None:
    translate(city, l_title="De arboribus")
    assert latin(city).machine_note == "nondum lecta"
    assert Words("en").machine_note == ""


def test_a_sentence_is_a_plain_text_in_another_process(city: Path) -> None:
    said = latin(city)("p.tree.l_title")
    assert isinstance(said, SaidText)
    there = pickle.loads(pickle.dumps(said))  # noqa: S301 - our own bytes
    assert (type(there), there) == (str, said)


def test_an_unknown_key_is_shown_as_itself(city: Path) -> None:
    assert latin(city)("p.tree.l_nothing") == "p.tree.l_nothing"
    with pytest.raises(UnknownWord):
        Words("ja", over=city / "words", strict=True)("p.tree.l_nothing")
