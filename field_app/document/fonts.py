"""Choose fonts for paper: each character of a name is drawn by the first font that has it."""

import unicodedata
from functools import cache
from typing import Final

from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.ttfonts import TTFont

from field_app.platform.assets_folder import assets_folder
from field_app.words.visible import visible

MAIN: Final = "BIZUDPGothic"
BOLD: Final = "BIZUDPGothic-Bold"
NAMES: Final = "DemadoNames"
FILES: Final = {
    MAIN: "BIZUDPGothic-Regular.ttf",
    BOLD: "BIZUDPGothic-Bold.ttf",
    NAMES: "DemadoNames-Regular.ttf",
}
NO_GLYPH: Final = "〓"  # the printer's sign for a missing character


@cache
def register() -> None:
    """Load the fonts once a process (some 0.2 s)."""
    ttfonts.makeToUnicodeCMap = to_unicode
    for name, file in FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(assets_folder() / "fonts" / file)))


def to_unicode(name: str, subset: list[int]) -> str:
    """Return the CMap by which a reader copies text out of the PDF.

    reportlab 5 writes a character beyond U+FFFF (𠮷) with five hex digits,
    which readers cut off; it must be UTF-16. Source: Adobe TN 5411 §1.4.1.
    """
    pairs = "\n".join(
        f"<{place:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>"
        for place, code in enumerate(subset)
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def\n"
        f"/CMapName /{name} def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <{len(subset) - 1:02X}>\nendcodespacerange\n"
        f"{len(subset)} beginbfchar\n{pairs}\nendbfchar\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


def runs(text: str, *, bold: bool = False) -> list[tuple[str, str]]:
    """Return ``(font, text)`` pieces that together draw *text*.

    What cannot be seen has a visible mark. Variation selectors choose a shape
    that the fonts do not hold; the base character is drawn, and the data keeps
    the selector.
    """
    register()
    pieces: list[tuple[str, str]] = []
    for character in visible(text):
        if is_selector(character):
            continue
        font, drawn = _font_for(character, bold=bold)
        if pieces and pieces[-1][0] == font:
            pieces[-1] = (font, pieces[-1][1] + drawn)
        else:
            pieces.append((font, drawn))
    return pieces


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of *text* in points."""
    return float(
        sum(pdfmetrics.stringWidth(piece, font, size) for font, piece in runs(text, bold=bold))
    )


def is_selector(character: str) -> bool:
    """Tell whether *character* only chooses a shape (FE00–FE0F, E0100–E01EF)."""
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _font_for(character: str, *, bold: bool) -> tuple[str, str]:
    for font in (BOLD if bold else MAIN, MAIN, NAMES):
        if ord(character) in pdfmetrics.getFont(font).face.charToGlyph:
            return font, character
    folded = unicodedata.normalize("NFKC", character)
    if folded != character and ord(folded[0]) in pdfmetrics.getFont(MAIN).face.charToGlyph:
        return MAIN, folded
    return MAIN, NO_GLYPH
