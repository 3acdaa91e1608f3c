"""Every character of a name is drawn as it is written, or staff are told which one is not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics

from field_app.document import fonts
from field_app.document.archive import PaperFacts
from field_app.document.fonts import BOLD, FILES, MAIN, NO_GLYPH, not_on_screen, runs, unprintable
from field_app.document.glyphs import sequences_in
from field_app.document.page import Paper
from field_app.platform.assets_folder import assets_folder
from tests.field_app.document.filing import AT
from tests.field_app.document.test_documents import text_of
from tests.vectors import vectors

FOLDER = assets_folder() / "fonts"
ONE_DOT = "辻\U000e0100"
# Latin letters with tones and two brackets of JIS X 0213, in no name of a register.
NOT_OURS = set("⦅⦆ǏǓǗǛǙǕǵ")


@pytest.fixture(autouse=True)
def _no_fuller_font(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A tablet that has no fonts beside ours, whatever this machine has."""
    monkeypatch.setattr(fonts, "FULLER", ())
    fonts._fuller.cache_clear()
    yield
    fonts._fuller.cache_clear()


def jis_x_0213() -> Iterator[str]:
    for row in range(0xA1, 0xFF):
        for cell in range(0xA1, 0xFF):
            for code in (bytes([row, cell]), bytes([0x8F, row, cell])):
                try:
                    yield code.decode("euc_jis_2004")
                except UnicodeDecodeError:
                    continue


def test_all_of_jis_x_0213_is_drawn_but_nine_signs() -> None:
    everything = list(jis_x_0213())
    assert len(everything) > 11_000
    assert set(unprintable(everything)) == NOT_OURS


def test_every_variation_that_the_font_holds_is_drawn_by_its_own_glyph() -> None:
    found = sequences_in(FOLDER / FILES[MAIN])
    selected = {text: glyph for text, glyph in found.items() if fonts.is_selector(text[-1])}
    assert len(selected) > 9_000
    assert unprintable(selected) == ()
    for text, glyph in selected.items():
        ((font, drawn),) = runs(text)
        assert pdfmetrics.getFont(font).face.charToGlyph[ord(drawn)] == glyph


def test_both_weights_number_their_shapes_alike() -> None:
    assert sequences_in(FOLDER / FILES[BOLD]) == sequences_in(FOLDER / FILES[MAIN])


def test_story_13_the_one_dot_tsuji_is_drawn_and_copied_whole(tmp_path: Path) -> None:
    (story,) = (one for one in vectors("story") if one.id == "story-13")
    assert story.input == "辻 + U+E0100"
    for bold in (False, True):
        ((font, drawn),) = runs(ONE_DOT, bold=bold)
        face = pdfmetrics.getFont(font).face
        with TTFont(FOLDER / FILES[font]) as held:
            (table,) = (one for one in held["cmap"].tables if one.format == 14)
            name = dict(table.uvsDict[0xE0100])[ord("辻")]
            assert face.charToGlyph[ord(drawn)] == held.getGlyphID(name)
        assert face.charToGlyph[ord(drawn)] != face.charToGlyph[ord("辻")]
    paper = Paper()
    paper.line(f"見本{ONE_DOT}か゚")
    assert f"見本{ONE_DOT}か゚" in text_of(paper.finish(PaperFacts("x", "見本市", AT)), tmp_path)


@pytest.mark.parametrize(
    ("name", "lacking"),
    [
        ("陈伟", ("陈", "伟")),
        ("김민수", ("김", "민", "수")),
        ("𛀁よ", ("𛀁",)),
        ("Nguyễn Văn Đạt", ("ễ", "ạ")),
        ("葛\U000e0103城", ("葛\U000e0103",)),
        ("𠮷田　髙子", ()),
        ("か゚ Müller Ōno", ()),
    ],
)
def test_story_12_each_character_that_no_font_holds_is_named(
    name: str, lacking: tuple[str, ...]
) -> None:
    assert unprintable([name, name]) == lacking
    assert not_on_screen([name]) == lacking


def test_a_variation_that_no_font_holds_is_drawn_as_its_base() -> None:
    assert runs("葛\U000e0103") == [(MAIN, "葛")]
    assert runs("陈") == [(MAIN, NO_GLYPH)]


def test_a_font_that_the_tablet_has_draws_what_ours_lack(monkeypatch: pytest.MonkeyPatch) -> None:
    deja = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
    monkeypatch.setattr(fonts, "FULLER", ("/nowhere.ttf", __file__, deja))
    fonts._fuller.cache_clear()
    assert unprintable(["Nguyễn", "陈"]) == ("陈",)
    assert ("DejaVuSans", "ễ") in runs("Nguyễn")
    assert not_on_screen(["Nguyễn"]) == ("ễ",), "the screen has our fonts alone"


def test_marks_that_are_typed_apart_are_drawn_as_one_letter() -> None:
    assert runs("u\u0308") == runs("ü")
    assert unprintable(["e\u0302\u0303"]) == ("e\u0302\u0303",)


@pytest.mark.parametrize("private", ["\ue000", "\U000f0001", "\U000f25d6"])
def test_a_private_character_is_never_drawn_as_somebody_elses(private: str) -> None:
    assert unprintable([private]) == (private,)
    assert runs(private) == [(MAIN, NO_GLYPH)]
