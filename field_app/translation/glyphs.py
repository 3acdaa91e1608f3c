"""Finds the letters of a language's texts that none of its fonts draws."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from field_app.platform.assets_folder import assets_folder
from field_app.words.translated import read_translation
from field_app.words.visible import code_points

UNSEEN = "\u200b\u200c\u200d\u2060"


def missing_glyphs(content: Path, code: str, texts: Iterable[str]) -> str:
    """Return each letter of *texts* that no font draws, as 语（U+8BED）; empty where all are.

    The fonts are those of the language, in *content* or in the app, and those of Japanese.
    """
    found = (read_translation(parent, code) for parent in (content, assets_folder()))
    own = [one.font for one in found if one is not None and one.font is not None]
    drawn = {code for font in (*own, *_japanese()) for code in _letters(font)}
    letters = dict.fromkeys(letter for text in texts for letter in text)
    lacking = [one for one in letters if _is_seen(one) and ord(one) not in drawn]
    return "、".join(f"{one}（{code_points([one])}）" for one in lacking)


def _is_seen(letter: str) -> bool:
    return not letter.isspace() and letter not in UNSEEN


def _japanese() -> list[Path]:
    return sorted((assets_folder() / "fonts").glob("*-Regular.ttf"))


@cache
def _letters(font: Path) -> frozenset[int]:
    # Loaded here: what a pack says is checked without fonts.
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(font, lazy=True) as opened:
        return frozenset(opened.getBestCmap())
