"""Names, readings, free text and numbers of real life. Source: docs/domain.md; tests/vectors."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.definition.written_name import read_name, split_name
from field_app.procedure.kinds import KINDS
from field_app.procedure.kinds.kana import read_kana
from field_app.procedure.kinds.kind import ValidationContext
from tests.vectors import TODAY, Vector, vectors

CONTEXT = ValidationContext(TODAY)
OF_KINDS = ("kana", "text", "number")


def kept(kind: str, raw: Any, **settings: Any) -> Any:
    return KINDS[kind].validate(Question(id="x", kind=kind, **settings), raw, CONTEXT)


def refused(kind: str, raw: Any, **settings: Any) -> str:
    with pytest.raises(AnswerRefused) as found:
        kept(kind, raw, **settings)
    return found.value.message_key


@pytest.mark.parametrize("vector", vectors(*OF_KINDS), ids=lambda one: one.id)
def test_an_input_of_real_life_is_kept_or_refused(vector: Vector) -> None:
    if vector.right == "REFUSE":
        refused(vector.kind, vector.input, **vector.question)
    else:
        assert kept(vector.kind, vector.input, **vector.question) == vector.right


def test_the_vectors_of_each_kind_are_all_here() -> None:
    assert [len(vectors(kind)) for kind in OF_KINDS] == [18, 18, 8]


@pytest.mark.parametrize(
    ("text", "kana"),
    [
        ("きょうこ", "キョウコ"),
        ("ｷｮｳｺ", "キョウコ"),
        ("ミスヾ", "ミスズ"),
        ("ﾊﾞﾊﾞ", "ババ"),
        ("ヷ", "ヷ"),
        (" みほん\u200b　たろう ", "ミホン タロウ"),
    ],
)
def test_a_reading_becomes_katakana_and_small_ones_stay(text: str, kana: str) -> None:
    assert kept("kana", text) == kana


@pytest.mark.parametrize("text", ["見本", "ミホン1", "Mihon", "-ミホン", "ミホン、タロウ"])
def test_what_is_no_kana_is_asked_again(text: str) -> None:
    assert refused("kana", text) == "kinds.p_kana"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("見本\u202e太郎", "見本太郎"),
        ("見\u200b本\ufeff　太郎", "見本　太郎"),
        ("Nguye\u0302\u0303n Văn An", "Nguy\u1ec5n Văn An"),
        ("NGUYEN\tVAN AN", "NGUYEN VAN AN"),
        ("O’Brien-Smith, J.", "O’Brien-Smith, J."),
        ("見本［試験］花子", "見本［試験］花子"),
        ("陈伟", "陈伟"),
        ("김민수", "김민수"),
        ("〇〇", "〇〇"),
        ("𛀁よ", "𛀁よ"),
    ],
)
def test_a_name_of_every_script_is_kept_without_what_nobody_sees(raw: str, name: str) -> None:
    assert read_name(raw) == name


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("見本\x07太郎", "p_characters"),
        ("\ue000田", "p_characters"),
        ("見本2", "p_name"),
        ("😀", "p_name"),
        ("山田□", "p_name_lost"),
        ("\ufffd田", "p_name_lost"),
        (" \u200b ", "p_empty"),
        ("あ" * 201, "p_too_long"),
    ],
)
def test_what_no_name_is_written_with_is_told(raw: str, key: str) -> None:
    with pytest.raises(AnswerRefused) as found:
        read_name(raw)
    assert found.value.message_key == f"kinds.{key}"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("見本　太郎", ("見本", "太郎")),
        ("見本 太郎", ("見本", "太郎")),
        ("見本太郎", ("見本太郎", "")),
        ("スリ", ("スリ", "")),
        ("NGUYEN VAN", ("NGUYEN VAN", "")),
        ("見本　花子〔旧氏：試験〕", ("見本　花子〔旧氏：試験〕", "")),
        ("見本　マリア　花子", ("見本　マリア　花子", "")),
    ],
)
def test_a_whole_name_is_parted_only_where_it_says_so(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name) == parts


@pytest.mark.parametrize("raw", ["ー", "・", "-", "ー　ー"])
def test_a_mark_alone_is_no_reading(raw: str) -> None:
    assert refused("kana", raw) == "kinds.p_kana"


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_a_name_that_is_kept_is_kept_again(text: str) -> None:
    try:
        name = read_name(text)
    except AnswerRefused:
        return
    assert read_name(name) == name
    assert not {unicodedata.category(c) for c in name} & {"Cf", "Cc", "Co"}


@given(st.text("ァアィイゥウカガキギヽヾーぁあっつゃやんｱｶﾞﾊﾟｰ ー　・", max_size=30))
def test_a_reading_that_is_kept_is_kept_again(text: str) -> None:
    try:
        kana = read_kana(text)
    except AnswerRefused:
        return
    assert read_kana(kana) == kana


@pytest.mark.parametrize(
    "text",
    [
        "暗証番号は1234です",
        "暗証番号：１２３４",
        "パスワード ABC123",
        "pin 1234",
        "カードの暗証番号（署名用）はAB12CD3です",
        "PINコード 1234",
        "Ｐｉｎ１２３４",
        "あんしょうばんごうは1234",
        "暗唱番号1234",
        "暗 証 番 号 1234",
        "暗証番号: 一二三四",
        "暗証は 12 34",
        "１２３４が暗証番号",
        "1234 (暗証番号)",
        "1234はカードの暗証番号",
        "PIN:1234、電話0977-21-1111",
    ],
)
def test_a_pin_in_a_text_is_asked_to_be_left_out(text: str) -> None:
    assert refused("text", text) == "kinds.p_pin_in_text"


@pytest.mark.parametrize(
    "text",
    [
        "暗証番号を忘れた",
        "暗証番号の再設定をしたい",
        "spinning 1234",
        "電話は0977-21-1111",
        "10時30分",
        "暗証番号を忘れた。電話は0977-21-1111",
        "0977-21-1111 暗証番号を忘れた",
        "暗証番号を2026年11月に忘れた",
        "2026年11月30日に暗証番号を忘れた",
        "暗証番号を3回まちがえた",
        "内線1234で暗証番号の相談",
        "ヘアピン1234",
    ],
)
def test_a_text_about_pins_and_other_numbers_stays(text: str) -> None:
    assert kept("text", text) == text


@pytest.mark.parametrize("text", ["二", "２", " 2 ", "2 通", "2部"])
def test_a_number_is_read_however_it_is_written(text: str) -> None:
    assert kept("number", text, minimum=1, maximum=10) == 2


@pytest.mark.parametrize("text", ["1,000", "一〇〇〇", "1000人"])
def test_a_large_number_is_read(text: str) -> None:
    assert kept("number", text) == 1000


@pytest.mark.parametrize("text", ["1,00", "2x", "12345678901", "通", "2通3"])
def test_what_is_no_number_is_asked_again(text: str) -> None:
    assert refused("number", text) == "kinds.p_number"
