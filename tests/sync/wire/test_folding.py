"""Folding finds what people write for one another, and changes nothing a second time."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.wire.folding import folded

ONE = [
    ("吉高", "𠮷髙"),
    ("高橋", "髙橋"),
    ("渡辺", "渡邉"),
    ("渡辺", "渡邊"),
    ("沢", "澤"),
    ("浜﨑", "濵崎"),
    ("辻", "辻\U000e0100"),
    ("龍ケ崎", "龍ヶ﨑"),
    ("ミモト", "みもと"),
    ("ﾐﾓﾄ", "ミモト"),
    ("ハ゛ハ゛", "ばバ"),
    ("キョウコ", "キヨウコ"),
    ("スーパー", "ス―パ―"),
    ("見本　髙子", "見本 高子"),
    ("４８２７－３９５６", "4827-3956"),
    ("NGUYEN", "Nguyễn"),
    ("O'Brien", "ＯＢＲＩＥＮ"),
    ("見\u200b本", "見本"),
]
APART = [("斉", "斎"), ("ハ", "バ"), ("三", "3"), ("一", "ー"), ("一", "-"), ("見本", "見木")]


@pytest.mark.parametrize(("one", "other"), ONE)
def test_folded_puts_together_what_stands_for_one_another(one: str, other: str) -> None:
    assert folded(one) == folded(other) != ""


@pytest.mark.parametrize(("one", "other"), APART)
def test_folded_keeps_apart_what_differs(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text())
def test_folded_is_idempotent_for_every_text(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_folded_is_idempotent_for_every_character() -> None:
    characters = (chr(code) for code in range(sys.maxunicode) if not 0xD800 <= code < 0xE000)
    assert [one for one in characters if folded(folded(one)) != folded(one)] == []
