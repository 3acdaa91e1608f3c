"""The copy says each line in Japanese and in the resident's language, in letters that are drawn."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_app.document.copy_pdf import GlossedCopy, Pair, copy_pdf
from field_app.document.script import Script
from field_app.words.words import Words
from tests.field_app.document.test_documents import text_of

NUMBER = "482739562284"
ADDED = [one for one in Words().languages() if one not in ("ja", "ja_easy", "en")]
KEYS = ("event.l_birth_nursery", "kinds.p_address_town", "consent.p_household_survey")
NEPALI = "कर्मचारी बोलाउने"


def copy_in(language: str) -> GlossedCopy:
    ours, theirs = Words("ja"), Words(language)
    pairs = [Pair(ours(key), theirs(key)) for key in KEYS]
    return GlossedCopy(
        NUMBER,
        "見本市",
        datetime(2026, 11, 30, tzinfo=UTC),
        heading=Pair(ours("document.s_copy"), theirs("document.s_copy")),
        title=pairs[0],
        warning=pairs[1],
        rows=((pairs[0], Pair("𠮷田　花子", "𠮷田　花子")),),
        after=(pairs[2],),
        note=theirs.machine_note,
        font=theirs.font,
    )


def letters(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("language", ["ja_easy", "en", *ADDED])
def test_every_line_stands_there_in_japanese_and_in_the_language(
    language: str, tmp_path: Path
) -> None:
    copy = copy_in(language)
    read = letters(text_of(copy_pdf(copy), tmp_path))
    assert "482739562284" in read.replace("-", "")
    assert "機械訳・要確認" in read or language in ("ja_easy", "en")
    for pair in (copy.heading, copy.title, copy.after[0]):
        assert letters(pair.japanese) in read
        if language != "ne":  # whose letters are pictures
            assert letters(pair.said)[:30] in read
    assert "〓" not in read


def test_a_name_that_is_the_same_in_both_stands_there_once(tmp_path: Path) -> None:
    assert text_of(copy_pdf(copy_in("zh_hans")), tmp_path).count("花子") == 1


def test_devanagari_is_shaped_by_its_font_and_not_set_letter_by_letter() -> None:
    font = Words("ne").font
    assert font is not None
    script = Script(font)
    alone = sum(script.width(letter, 12) for letter in NEPALI)
    assert script.width(NEPALI, 12) < 0.95 * alone
    pictures = copy_pdf(copy_in("ne")).count(b"/Subtype /Image")
    assert pictures > 5
    assert copy_pdf(copy_in("vi")).count(b"/Subtype /Image") == 0


@given(
    text=st.text("语言 lời nói कर्मचारी한국어、。（）ABC", max_size=120), room=st.integers(60, 400)
)
def test_lines_fit_and_no_letter_is_lost(text: str, room: int) -> None:
    script = Script(Words("ne").font)
    lines = script.lines(text, 12, room)
    assert letters("".join(lines)) == letters(text)
    assert all(script.width(line, 12) <= room or len(line) < 4 for line in lines)


def test_a_sign_that_ends_a_sentence_begins_no_line() -> None:
    script = Script(Words("zh_hans").font)
    lines = script.lines("请确认日期。" * 20, 12, 72)
    assert [line for line in lines if line[0] in "。，）"] == []
