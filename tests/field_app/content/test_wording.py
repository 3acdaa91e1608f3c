"""An author's words are there, fit their place and are translated, before a city publishes."""

from argparse import Namespace
from pathlib import Path

import pytest

from field_app.__main__ import check_content
from field_app.content.edition import ContentRefused, refuse_any_mistake
from field_app.content.findings import word_keys
from field_app.content.wording import mistakes_in_words, words_to_look_at
from field_app.platform.assets_folder import assets_folder
from field_app.procedure.load import load_catalogue
from field_app.words.words import Words
from tests.sync.pack_city import WORDS, PackCity


@pytest.fixture
def city(tmp_path: Path) -> PackCity:
    return PackCity(tmp_path)


def say(city: PackCity, title: str, question: str) -> None:
    text = WORDS.format(id="bus", title=title, question="reason")
    city.write("words/ja/bus.toml", text.replace('"質問"', f'"{question}"'))


def test_kanji_without_a_reading_are_a_warning(city: PackCity) -> None:
    city.write(
        "words/ja_easy/bus.toml", WORDS.format(id="bus", title="敬老バス", question="reason")
    )
    said = refuse_any_mistake(city.content)
    assert [one.split(": ")[1] for one in said] == ["l_title", "p_summary", "l_reason"]
    assert "words/ja_easy/bus.toml:2: l_title: p.bus.l_title：「敬老」によみがな" in said[0]


def test_a_missing_word_is_told_by_file_and_language(city: PackCity) -> None:
    city.write("words/ja_easy/bus.toml", "[p.bus]\nl_title = '敬老《けいろう》バス'\n")
    with pytest.raises(ContentRefused) as refused:
        refuse_any_mistake(city.content)
    assert "words/ja_easy/bus.toml:1: l_reason: p.bus.l_reason が ja_easy" in str(refused.value)
    assert "l_title" not in str(refused.value)


def test_a_label_of_sixty_characters_is_refused_with_its_length(city: PackCity) -> None:
    say(city, "バス券", "あ" * 60)
    with pytest.raises(ContentRefused, match=r"p\.bus\.l_reason が60文字です。40文字まで"):
        refuse_any_mistake(city.content)


def test_a_label_of_forty_characters_and_foreign_letters_are_fine(city: PackCity) -> None:
    say(city, "PDF", "あ" * 40)
    assert refuse_any_mistake(city.content) == ()


def test_what_the_app_brings_fits_its_place_as_a_citys_words_do() -> None:
    """A sample city publishes these; one label too long, and it does not start."""
    procedures = load_catalogue(assets_folder() / "procedures").procedures
    keys = [key for procedure in procedures for key in word_keys(procedure)]
    assert list(mistakes_in_words(keys, Words)) == []
    assert list(words_to_look_at(keys, Words)) == []


def test_english_left_in_the_japanese_is_a_warning(
    city: PackCity, capsys: pytest.CaptureFixture[str]
) -> None:
    say(city, "バス券", "Your name")
    (warning,) = refuse_any_mistake(city.content)
    assert "p.bus.l_reason" in warning
    assert "日本語になっていません" in warning
    check_content(Namespace(content=city.content))
    assert warning in capsys.readouterr().out


def test_the_check_names_every_mistake_at_once(city: PackCity) -> None:
    say(city, "あ" * 41, "い" * 42)
    path = city.content / "procedures" / "cat.toml"
    path.write_text((city.content / "procedures" / "bus.toml").read_text().replace("A", "Z"))
    with pytest.raises(ContentRefused) as refused:
        refuse_any_mistake(city.content)
    told = str(refused.value)
    assert [found for found in ("41文字", "42文字", "cat.toml") if found not in told] == []
