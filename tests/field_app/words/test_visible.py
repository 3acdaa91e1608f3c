"""No character that turns or hides a text reaches a screen or a paper as it is."""

import ast
import sys
import unicodedata
from pathlib import Path

import pytest

import field_app
from field_app.components.text import sentence
from field_app.document.fonts import runs
from field_app.words.visible import isolated, shown
from field_app.words.words import Words
from sync.visible import unseen_name, visible
from tests.field_app.headless_flet import plain

DRAW = {"ft.Text", "ft.TextField", "ft.TextSpan", "ft.Markdown"}
RLO, LRI, PDI, FSI, ZWSP = "\u202e", "\u2066", "\u2069", "\u2068", "\u200b"
HEBREW = "שלום"


def test_mended_18_every_control_and_format_character_is_marked() -> None:
    raw = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in ("Cc", "Cf", "Zl", "Zp", "Cs")
        and unicodedata.bidirectional(chr(code)) not in ("AN", "AL")  # signs that are seen
        and chr(code) not in "\n\t"
        and not 0x110BD <= code <= 0x1D17A  # signs of numbers, shorthand and music
    ]
    assert len(raw) > 200
    assert [f"{ord(one):04X}" for one in raw if visible(f"a{one}b") != _marked(one)] == []


def _marked(character: str) -> str:
    return f"a［{unseen_name(character)}］b"


@pytest.mark.parametrize("filler", ["\u3164", "\uffa0", "\u115f", "\u2800", "\u034f"])
def test_mended_18_letters_that_look_like_nothing_are_marked(filler: str) -> None:
    assert visible(filler) == f"［{unseen_name(filler)}］"


@pytest.mark.parametrize("name", ["見本　太郎", "𠮷田　髙子・辻󠄀", "葛\U000e0100城", "a\nb", HEBREW])
def test_mended_18_what_can_be_seen_stays_as_it_is(name: str) -> None:
    assert visible(name) == name


def test_mended_18_a_selector_that_chooses_no_shape_is_marked() -> None:
    assert visible("a\U000e0101") == "a［U+E0101］"
    assert visible("葛\U000e0100\U000e0101") == "葛\U000e0100［U+E0101］"


@pytest.mark.parametrize("selector", ["\ufe0e", "\ufe0f"])
def test_mended_18_a_selector_of_a_picture_is_marked_after_anything_else(selector: str) -> None:
    mark = f"［U+{ord(selector):04X}］"
    for before in ("a", "田", "1", "", "あ", "\n", "\u2800"):
        assert visible(f"{before}{selector}4") == f"{visible(before)}{mark}4"
    for picture in "☎❤ℹ©㊙⭐🈂😀":
        assert visible(picture + selector) == picture + selector
        assert visible(picture + selector * 2) == picture + selector + mark
    assert visible(f"1{selector}\u20e3") == f"1{selector}\u20e3"
    assert visible(f"a{selector}\u20e3") == f"a{mark}\u20e3"


def test_mended_18_a_part_cannot_turn_the_sentence_around_it() -> None:
    assert isolated("見本") == "見本"
    assert isolated(HEBREW) == FSI + HEBREW + PDI
    assert isolated(f"{PDI}{HEBREW}{RLO}") == f"{FSI}［PDI］{HEBREW}［RLO］{PDI}"
    told = Words("ja", strict=True)("relay.p_saved", name=f"{HEBREW}{RLO}")
    assert f"{FSI}{HEBREW}［RLO］{PDI}" in told
    assert shown(told) == told


@pytest.mark.parametrize("raw", [f"{FSI}a{PDI}", f"{FSI}{HEBREW}{RLO}{PDI}", f"{PDI}{HEBREW}{FSI}"])
def test_mended_18_an_isolate_that_is_not_ours_is_marked(raw: str) -> None:
    assert not {FSI, PDI, RLO} & set(shown(raw))


def test_mended_18_a_sentence_and_its_reading_hold_no_control() -> None:
    drawn = sentence(f"見本{RLO}太郎{LRI}です", size=20)
    for text in (drawn.value, drawn.semantics_label or ""):
        assert not {RLO, LRI} & set(text)
    assert "［RLO］" in plain(drawn.value)


def test_mended_18_paper_shows_the_mark() -> None:
    assert "".join(piece for _, piece in runs(f"見本{RLO}太郎")) == "見本［RLO］太郎"


def test_mended_18_no_text_is_drawn_past_the_marks() -> None:
    """Texts and fields are made in the files that mark what is hidden, and nowhere else."""
    root = Path(field_app.__file__).parent
    makers = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in DRAW
    }
    assert makers == {
        "components/text.py",
        "components/people.py",
        "components/summary_list.py",
        "components/entries/text_entry.py",
        "components/entries/date_entry.py",  # a date as we write it
        "components/receipt_number.py",  # digits of ours
        "design/guard.py",  # one fixed sentence
    }
