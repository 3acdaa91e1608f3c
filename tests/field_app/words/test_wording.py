"""How pages speak: titles ask, a PIN is called one, easy Japanese is readable to who reads kana."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from field_app.platform.assets_folder import assets_folder
from field_app.procedure.load import load_catalogue
from field_app.words.words import load_words

FOLDER = assets_folder() / "words"
ASKS = {"ja": r"か(（[^）]*）)?", "ja_easy": r"か(（[^）]*）)?", "en": r".*\?"}
KANJI = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〆ヶ]+"
UNREAD = re.compile(rf"{KANJI}(?!《|{KANJI[:-1]})")
# What stands before 番号 where it is no PIN of the card.
NUMBERS = [
    "暗証",
    "照合",
    "電話",
    "受付",
    "被保険者",
    "保険者",
    "個人",
    "郵便",
    "口座",
    "けたの",
    "記号・",
    "枝",
    "登録",
]
BARE = re.compile("".join(f"(?<!{one})" for one in NUMBERS) + "番号")
ABOUT_CARDS = ("card.", "card_step.", "identity.", "confirm.", "p.")
# They say what the card itself prints, letter by letter.
PRINTED = ("card_step.l_printed_birth", "card_step.l_printed_expiry", "identity.p_no_number")
# What stands at the top of pages that ask and are no question of a procedure.
ASKING = ("gate.s_title", "subject.s_title", "shared_fact.s_title")
ONCE_MORE = {"ja": "もう一度", "ja_easy": "もういちど"}
EASY = sorted((FOLDER / "ja_easy").glob("*.toml"))


def titles(language: str) -> Iterator[tuple[str, str]]:
    """Yield what stands at the top of each page of questions."""
    words = load_words(FOLDER, language)
    yield from ((key, re.sub("《[^》]*》", "", words[key])) for key in ASKING)
    for procedure in load_catalogue(assets_folder() / "procedures").procedures:
        groups = (group.title_key for group in procedure.groups)
        for key in (*(one.label_key for one in procedure.questions), *groups):
            yield key, re.sub("《[^》]*》", "", words[key])


@pytest.mark.parametrize("language", ASKS)
def test_every_title_of_a_page_asks(language: str) -> None:
    found = list(titles(language))
    assert len(found) > 60
    ends = re.compile(rf".*{ASKS[language]}")
    assert [one for one in found if not ends.fullmatch(one[1])] == []


@pytest.mark.parametrize("language", ONCE_MORE)
def test_once_more_is_written_in_one_way(language: str) -> None:
    every = re.compile("もう *(?:一度(?:《いちど》)?|いちど)")
    found = {key: every.findall(text) for key, text in load_words(FOLDER, language).items()}
    assert {way for ways in found.values() for way in ways} == {ONCE_MORE[language]}


def test_a_pin_is_never_a_bare_number() -> None:
    words = load_words(FOLDER, "ja")
    about = {key: text for key, text in words.items() if key.startswith(ABOUT_CARDS)}
    assert any("暗証番号" in text for text in about.values())
    bare = {key: text for key, text in about.items() if BARE.search(text) and key not in PRINTED}
    assert bare == {}


def test_a_question_of_tax_says_whose_and_of_which_year() -> None:
    asked = {key: text for key, text in titles("ja") if "税" in text}
    assert asked
    assert [key for key, text in asked.items() if "世帯" not in text or "年度" not in text] == []


@pytest.mark.parametrize("path", EASY, ids=lambda path: path.stem)
def test_easy_japanese_has_a_reading_on_every_kanji(path: Path) -> None:
    unread = {
        key: UNREAD.findall(text)
        for key, text in flat(tomllib.loads(path.read_text(encoding="utf-8")))
        if UNREAD.search(text)
    }
    assert {key: runs for key, runs in unread.items() if key not in PRINTED} == {}


def flat(table: dict[str, object], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{name}.")
        else:
            yield before + name, str(value)


def test_the_readings_of_easy_japanese_are_kana() -> None:
    for key, text in load_words(FOLDER, "ja_easy").items():
        for reading in re.findall("《([^》]*)》", text):
            assert re.fullmatch(r"[ぁ-んー]+", reading), (key, reading)
