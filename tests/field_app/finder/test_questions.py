"""Everyday questions of our own find the right procedure first, or among the first three."""

import tomllib
from pathlib import Path
from typing import Final

import pytest

from field_app.content.edition import built_in
from field_app.finder.elsewhere import all_elsewhere, elsewhere, look_up
from field_app.finder.everyday import LANGUAGES, everyday, index_of, index_of_texts
from field_app.finder.search import FinderEntry, FinderIndex
from field_app.words.words import LANGUAGES as SPOKEN
from field_app.words.words import Words

FILE: Final = Path(__file__).parents[1] / "procedure" / "questions.toml"
ELSEWHERE: Final = "elsewhere"
FIRST, AMONG_THREE = 0.85, 0.95
LEAST: Final = 120
# The procedures of the reference's table (docs/domain.md).
KNOWN: Final[frozenset[str]] = frozenset(everyday("ja").words)


def questions() -> dict[str, list[tuple[str, str]]]:
    """Return what is asked, with what it is about, by when it was written."""
    halves = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        half: [(one["asked"], one["procedure"]) for one in asked]
        for half, asked in halves.items()
        if half != ELSEWHERE
    }


def asked_elsewhere() -> list[tuple[str, str]]:
    """Return what is asked and is done elsewhere, with the note that says where."""
    halves = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return [(one["asked"], one["answer"]) for one in halves[ELSEWHERE]]


@pytest.fixture(scope="module")
def index() -> FinderIndex:
    return index_of(built_in().catalogue.procedures, map(Words, SPOKEN))


def test_there_are_enough_questions_and_half_of_them_came_before_the_search() -> None:
    asked = questions()
    every = [question for half in asked.values() for question, _ in half]
    assert len(every) == len(set(every)) >= LEAST
    assert len(asked["before"]) >= LEAST / 2
    assert {about for half in asked.values() for _, about in half} == KNOWN


@pytest.mark.parametrize("half", ["before", "after", "last", "later"])
def test_the_right_procedure_is_first_or_among_three(half: str, index: FinderIndex) -> None:
    there = {procedure.id for procedure in built_in().catalogue.procedures}
    asked = [one for one in questions()[half] if one[1] in there]
    skipped = len(questions()[half]) - len(asked)
    found = [(look_up(question, index), about) for question, about in asked]
    first = sum(ids[:1] == (about,) for ids, about in found)
    three = sum(about in ids[:3] for ids, about in found)
    print(f"{half}: {first}/{len(asked)} first, {three} among three, {skipped} not there yet")
    assert first >= FIRST * len(asked)
    assert three >= AMONG_THREE * len(asked)


def test_the_everyday_words_alone_tell_all_procedures_apart() -> None:
    """Also of those whose definition comes later, or from the city: without any title."""
    untitled: list[str] = []
    words = index_of_texts((id, untitled, untitled) for id in KNOWN)
    every = [one for half in questions().values() for one in half]
    first = sum(words.find(question)[:1] == (about,) for question, about in every)
    three = sum(about in words.find(question)[:3] for question, about in every)
    print(f"words alone: {first}/{len(every)} first, {three} among three")
    assert first >= FIRST * len(every)
    assert three >= AMONG_THREE * len(every)


@pytest.mark.parametrize(
    ("typed", "about"),
    [
        ("おむつ", "kaigo_nintei"),
        ("オムツ", "kaigo_nintei"),
        ("ｵﾑﾂ", "kaigo_nintei"),
        ("バスのけん", "keiro_bus"),
        ("ばすの券", "keiro_bus"),
        ("ばす", "keiro_bus"),
        ("住民", "juminhyo"),
        ("じゅうみんひょう", "juminhyo"),
        ("ジュウミンヒョウ", "juminhyo"),
        ("暗証", "card_kenko"),
        ("BUS TICKETS", "keiro_bus"),
    ],
)
def test_kana_width_case_and_pairs_find_it(typed: str, about: str, index: FinderIndex) -> None:
    assert index.find(typed)[0] == about


def test_one_letter_finds_what_has_it(index: FinderIndex) -> None:
    assert "keiro_bus" in index.find("券")


@pytest.mark.parametrize("typed", ["", " ", "。", "zzzqqq", "\x1f\x1f", "1234 5678 9018"])
def test_what_says_nothing_finds_nothing(typed: str, index: FinderIndex) -> None:
    assert index.find(typed) == ()


def test_what_may_be_an_individual_number_is_not_looked_for() -> None:
    index = FinderIndex.of([FinderEntry("a", (("123456789018", 1.0), ("住民票", 1.0)))])
    assert index.find("住民票") == ("a",)
    assert index.find("123456789018の住民票") == ()


def test_a_long_text_is_looked_at_in_part(index: FinderIndex) -> None:
    assert index.find("バスの券" + "あ" * 5000)[0] == "keiro_bus"
    assert index.find("@" * 300 + "バスの券") == ()


def test_every_language_has_words_for_the_same_procedures() -> None:
    assert [set(everyday(language).words) for language in LANGUAGES] == [KNOWN] * len(LANGUAGES)
    assert set(KNOWN) >= {p.id for p in built_in().catalogue.procedures if p.purpose == "filing"}


@pytest.mark.parametrize("asked", ["父が亡くなった", "夫が死にました", "死亡", "my father died"])
def test_the_death_of_a_person_is_not_taken_for_a_dogs(asked: str, index: FinderIndex) -> None:
    found = index.find(asked)
    assert "kokuho_dattai" in found[:3]
    assert found[0] != "inu_toroku"


@pytest.mark.parametrize("asked", ["飼っていた犬が死んだ", "犬が死亡", "my dog died"])
def test_the_death_of_a_dog_is_the_dogs(asked: str, index: FinderIndex) -> None:
    assert index.find(asked)[0] == "inu_toroku"


@pytest.mark.parametrize(
    ("asked", "about"),
    [
        ("赤ちゃんが生まれた", "kokuho_kanyu"),
        ("マイナンバーカードをなくした", "card_kenko"),
        ("鑑札なくした", "inu_toroku"),
        ("親が施設に入る", "futan_gendo"),
    ],
)
def test_what_had_been_taken_for_another_thing_is_found(
    asked: str, about: str, index: FinderIndex
) -> None:
    assert index.find(asked)[:1] == (about,)


@pytest.mark.parametrize(("asked", "answer"), asked_elsewhere())
def test_what_is_done_elsewhere_is_told_and_no_dog_is_found(
    asked: str, answer: str, index: FinderIndex
) -> None:
    assert [one.id for one in elsewhere(asked)][:1] == [answer]
    named = next(one.procedures for one in all_elsewhere() if one.id == answer)
    found = look_up(asked, index)
    assert {*named} & {p.id for p in built_in().catalogue.procedures} <= {*found}
    assert not {"inu_toroku", "douro", "sodai"} & {*found}


@pytest.mark.parametrize("asked", ["確定申告", "転校", "水道を止めたい", "パスポートを作りたい"])
def test_what_is_done_elsewhere_alone_finds_nothing_here(asked: str, index: FinderIndex) -> None:
    assert look_up(asked, index) == ()


def test_hardly_any_question_of_a_procedure_is_told_to_go_elsewhere() -> None:
    every = [asked for half in questions().values() for asked, _ in half]
    assert sum(bool(elsewhere(asked)) for asked in every) <= len(every) / 50
    assert elsewhere("確定申告 123456789018") == ()


@pytest.mark.parametrize("asked", ["合格した", "卒業した", "引退した", "優勝した"])
def test_the_ending_of_a_verb_finds_nothing(asked: str, index: FinderIndex) -> None:
    assert look_up(asked, index) == ()
