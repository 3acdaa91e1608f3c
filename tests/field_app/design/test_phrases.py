"""Where lines may break: between phrases, never in or before a reading."""

import pytest

from field_app.design.phrases import BREAK_HERE, NO_BREAK, READING, ems, phrased
from field_app.platform.assets_folder import assets_folder
from field_app.words.words import load_words, plain


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("住民票のある住所はどこですか", "住民票の|ある|住所は|どこですか"),
        ("どこに 連絡(れんらく)すれば いいですか", "どこに |連絡(れんらく)すれば |いいですか"),
        ("職員(しょくいん)に もどします", "職員(しょくいん)に |もどします"),
        ("とりなおしてください", "とりなおしてください"),
        ("もう一度えらびなおす", "もう一度|えらびなおす"),
        ("姓(せい)(名字(みょうじ))", "姓(せい)|(名字(みょうじ))"),
        ("子どもを引き取った・離婚した", "子どもを|引き取った・|離婚した"),
        ("什么时候发生了什么？", "什么时候发生了什么？"),
        ("Where can we reach you?", "Where can we reach you?"),
        ("", ""),
    ],
)
def test_a_line_breaks_between_phrases_and_keeps_every_letter(text: str, phrases: str) -> None:
    marked = phrased(text)
    assert marked.replace(NO_BREAK, "").replace(BREAK_HERE, "|") == phrases
    assert marked.replace(NO_BREAK, "").replace(BREAK_HERE, "") == text


@pytest.mark.parametrize("letter", ["辻\U000e0100", "葛\U000e0103", "か\u309a", "\u908a\ufe00"])
@pytest.mark.parametrize("longest", [12, 3])
def test_a_variant_of_a_letter_stays_what_it_is(letter: str, longest: int) -> None:
    for text in (f"見本　{letter}子さんの手続きです", f"{letter}", f"お名前は{letter}"):
        marked = phrased(text, longest)
        assert letter in marked
        assert marked.replace(NO_BREAK, "").replace(BREAK_HERE, "") == text


def test_a_phrase_too_long_for_the_line_breaks_but_not_in_its_reading() -> None:
    marked = phrased("電話番号(でんわばんごう)でしょうか", 6)
    parts = ("電話番号(でんわばんごう)", "でしょうか")
    assert marked == "".join(map(NO_BREAK.join, parts))


def test_a_particle_stays_with_the_reading_that_it_ends() -> None:
    marked = phrased("電話番号(でんわばんごう)は いつ", 6)
    assert marked.split(BREAK_HERE)[0] == NO_BREAK.join("電話番号(でんわばんごう)は") + " "


def test_a_reading_is_never_torn_in_any_sentence() -> None:
    for marked in load_words(assets_folder() / "words", "ja_easy").values():
        text = plain(marked)
        seen = phrased(text, 4)
        assert seen.replace(NO_BREAK, "").replace(BREAK_HERE, "") == text
        assert all(NO_BREAK.join(found[0]) in seen for found in READING.finditer(text))


def test_a_japanese_letter_is_wider_than_a_latin_one() -> None:
    assert ems("もどる") == 3
    assert 2 < ems("Back") < 3


def test_a_korean_word_is_not_torn() -> None:
    marked = phrased("언제부터 가입합니까?", 12)
    assert marked.split(" ") == [NO_BREAK.join("언제부터"), NO_BREAK.join("가입합니까?")]
    long = "가" * 13
    assert phrased(long, 12) == long
