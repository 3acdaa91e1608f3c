"""Choose fonts for paper: each character of a name is drawn by the first font that has it."""

import logging
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Final

from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from field_app.document.glyphs import code_of, extend, sequences_in, text_of
from field_app.platform.assets_folder import assets_folder
from field_app.words.visible import visible

log = logging.getLogger(__name__)

MAIN: Final = "BIZUDPGothic"
BOLD: Final = "BIZUDPGothic-Bold"
NAMES: Final = "DemadoNames"
FILES: Final = {
    MAIN: "BIZUDPGothic-Regular.ttf",
    BOLD: "BIZUDPGothic-Bold.ttf",
    NAMES: "DemadoNames-Regular.ttf",
}
# Fonts that a tablet may have beside ours, for names that ours cannot draw: see docs/operations.md.
FULLER: Final = (
    "/usr/share/fonts/truetype/ipamj/ipamjm.ttf",
    "/usr/share/fonts/truetype/hanazono/HanaMinA.ttf",
    "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf",
    "/usr/share/fonts/truetype/nanum/NanumGothic.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/malgun.ttf",
    "C:/Windows/Fonts/segoeui.ttf",
)
_LOADING: Final = Lock()
BLOCK, NEW_LINE = 100, "\n"  # a list in a CMap has a hundred entries at most
NO_GLYPH: Final = "〓"  # the printer's sign for a missing character


def register() -> None:
    """Load the fonts once a process (some 0.6 s); whoever comes meanwhile waits for it."""
    with _LOADING:
        _load()


@cache
def _load() -> None:
    ttfonts.makeToUnicodeCMap = to_unicode
    folder = assets_folder() / "fonts"
    for name, file in FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(folder / file)))
    shapes = sequences_in(folder / FILES[MAIN])
    for name in (MAIN, BOLD):  # both number their glyphs alike; a test holds it
        extend(pdfmetrics.getFont(name).face, shapes)


def to_unicode(name: str, subset: list[int]) -> str:
    """Return the CMap by which a reader copies text out of the PDF.

    reportlab 5 writes a character beyond U+FFFF (𠮷) with five hex digits,
    which readers cut off; it must be UTF-16. Source: Adobe TN 5411 §1.4.1.
    """
    pairs = [
        f"<{place:02X}> <{text_of(code).encode('utf-16-be').hex().upper()}>"
        for place, code in enumerate(subset)
    ]
    blocks = [pairs[at : at + BLOCK] for at in range(0, len(pairs), BLOCK)]
    listed = "".join(
        f"{len(block)} beginbfchar\n{NEW_LINE.join(block)}\nendbfchar\n" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def\n"
        f"/CMapName /{name} def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <{len(subset) - 1:02X}>\nendcodespacerange\n"
        f"{listed}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


def runs(text: str, *, bold: bool = False) -> list[tuple[str, str]]:
    """Return ``(font, text)`` pieces that together draw *text*.

    What cannot be seen has a visible mark. A variation sequence that no font
    holds is drawn as its base character; the data keeps the selector.
    """
    register()
    pieces: list[tuple[str, str]] = []
    for one in clusters(visible(text)):
        for font, drawn in _drawn(one, bold=bold):
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


def not_on_screen(texts: Iterable[str]) -> tuple[str, ...]:
    """Return each character that the fonts of the app do not hold as it is written, once."""
    register()
    return _lacking(texts, (MAIN, NAMES))


def unprintable(texts: Iterable[str]) -> tuple[str, ...]:
    """Return each character that no font of this tablet holds as it is written, once.

    A fuller font is looked for only where ours lack something; it takes seconds to load.
    """
    lacking = not_on_screen(texts)
    return _lacking(lacking, _fuller()) if lacking else ()


def clusters(text: str) -> Iterator[str]:
    """Yield each character with the selectors and the marks that belong to it."""
    held = ""
    for character in text:
        if held and not (is_selector(character) or unicodedata.category(character) == "Mn"):
            yield held
            held = ""
        held += character
    if held:
        yield held


def is_selector(character: str) -> bool:
    """Tell whether *character* only chooses a shape (FE00–FE0F, E0100–E01EF)."""
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


@cache
def _fuller() -> tuple[str, ...]:
    """Load the fuller fonts that this tablet has; one that cannot be read is passed over."""
    found = []
    for path in map(Path, FULLER):
        if path.is_file():
            try:
                font = TTFont(path.stem, str(path))
                extend(font.face, sequences_in(path))
            except (TTFError, OSError, ValueError):
                log.warning("a font cannot be used: %s", path.name)
                continue
            pdfmetrics.registerFont(font)
            found.append(path.stem)
    return tuple(found)


def _lacking(texts: Iterable[str], fonts: tuple[str, ...]) -> tuple[str, ...]:
    whole = dict.fromkeys(one for text in texts for one in clusters(visible(text)))
    return tuple(one for one in whole if not one.isspace() and not _exact(one, fonts))


def _drawn(one: str, *, bold: bool) -> list[tuple[str, str]]:
    """Return how one character is drawn: as it is written, else as near as the fonts can."""
    ours = (BOLD if bold else MAIN, MAIN, NAMES)
    if exact := _exact(one, ours) or _exact(one, _fuller()):
        return exact
    if len(one) > 1:
        return _drawn(one[0], bold=bold)
    folded = unicodedata.normalize("NFKC", one)
    return (folded != one and _exact(folded[0], ours)) or [(MAIN, NO_GLYPH)]


def _exact(one: str, fonts: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the pieces that draw *one* as it is written; nothing where the fonts cannot."""
    for text in dict.fromkeys((one, unicodedata.normalize("NFC", one))):
        code = code_of(text)
        for font in fonts:
            if code is not None and code in _glyphs(font):
                return [(font, chr(code))]
    parts = [part for part in one if part not in "\ufe0e\ufe0f"]
    if (len(parts) < 2 and len(parts) == len(one)) or any(is_selector(part) for part in parts):
        return []
    return _together(parts, fonts)


def _together(parts: list[str], fonts: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return a letter and its marks from one font, where the marks stand over the letter."""
    for font in fonts:
        widths = pdfmetrics.getFont(font).face.charWidths
        known = all(ord(part) in _glyphs(font) for part in parts)
        if known and not any(widths.get(ord(mark)) for mark in parts[1:]):
            return [(font, "".join(parts))]
    return []


def _glyphs(font: str) -> dict[int, int]:
    found: dict[int, int] = pdfmetrics.getFont(font).face.charToGlyph
    return found
