"""Give every shape that is written with several characters a code point, so that it is drawn.

reportlab draws one glyph a code point. 辻 with the selector U+E0100, or か with
U+309A, is one glyph of the font and two characters of the text; here each such
sequence gets a code point of the private plane 15, and the font's table the
glyph for it. Source: OpenType 1.9 cmap format 14, GSUB type 4 (feature ccmp).
"""

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

FIRST: Final = 0xF0000
SELECTORS: Final = 14  # the format of the table of variation sequences

_CODES: dict[str, int] = {}
_SEQUENCES: dict[int, str] = {}


def code_of(text: str) -> int | None:
    """Return the code point that *text*, one character to a reader, is drawn by; None for none.

    A private character in a text has none: each system means another shape by it.
    """
    if len(text) > 1:
        return _CODES.get(text)
    return None if unicodedata.category(text) == "Co" else ord(text)


def text_of(code: int) -> str:
    """Return what a code point stands for: itself, or its sequence."""
    return _SEQUENCES.get(code) or chr(code)


def sequences_in(path: Path, number: int = 0) -> dict[str, int]:
    """Return every sequence that the font at *path* has a shape for, with the glyph's number."""
    # Loaded here: at the start it would keep the first screen waiting.
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True, fontNumber=number) as font:
        cmap: dict[int, str] = font.getBestCmap()
        named = dict(_variations(font, cmap)) | dict(_joined(font, cmap))
        return {text: font.getGlyphID(name) for text, name in named.items()}


def extend(face: Any, sequences: dict[str, int]) -> None:
    """Let a face of reportlab draw *sequences*, each by its own code point."""
    scale = 1000 / face.unitsPerEm
    for text, glyph in sequences.items():
        code = _CODES.setdefault(text, FIRST + len(_CODES))
        _SEQUENCES[code] = text
        face.charToGlyph[code] = glyph
        face.charWidths[code] = round(face.hmetrics[glyph][0] * scale)


def _variations(font: "TTFont", cmap: dict[int, str]) -> Iterator[tuple[str, str]]:
    for table in font["cmap"].tables:
        if table.format == SELECTORS:
            for selector, pairs in table.uvsDict.items():
                for base, name in pairs:
                    if drawn := name or cmap.get(base):
                        yield chr(base) + chr(selector), drawn


def _joined(font: "TTFont", cmap: dict[int, str]) -> Iterator[tuple[str, str]]:
    """Yield what becomes one glyph in every text of this font, such as か with U+309A."""
    if "GSUB" not in font:
        return
    rules, characters = font["GSUB"].table, {name: chr(code) for code, name in cmap.items()}
    found = rules.FeatureList.FeatureRecord if rules.FeatureList else []
    wanted = {at for one in found if one.FeatureTag == "ccmp" for at in one.Feature.LookupListIndex}
    for at in sorted(wanted):
        for table in rules.LookupList.Lookup[at].SubTable:
            inner = getattr(table, "ExtSubTable", table)
            for first, ligatures in getattr(inner, "ligatures", {}).items():
                for one in ligatures:
                    parts = [characters.get(name) for name in (first, *one.Component)]
                    if None not in parts:
                        yield "".join(part or "" for part in parts), one.LigGlyph
