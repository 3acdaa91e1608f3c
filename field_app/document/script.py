"""Write texts of an added language on paper: its own font first, its marks where they belong.

reportlab puts one glyph beside the other. Devanagari, Arabic and their kin are written by rules
of the font (OpenType GSUB, GPOS) that it does not know; such a piece is drawn by Pillow, which
does, and stands on the paper as a picture of 288 dots an inch.
"""

import io
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from field_app.document.fonts import clusters, runs, width
from field_app.document.lines import NOT_FIRST
from field_app.document.page import LEADING, Paper
from field_app.words.visible import visible

SHARP: Final = 4  # dots a point
# A letter that may stand alone at the end of a line, or a word with the space behind it.
WIDE: Final = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
TOKEN: Final = re.compile(rf"[{WIDE}]|[^\s{WIDE}]+\s*|\s+")
# Scripts whose letters change with those beside them: Hebrew to Thaana, Indic to Myanmar, Khmer.
SHAPED: Final = re.compile("[\u0590-\u07bf\u0900-\u109f\u1780-\u17ff]")


class Script:
    """Measures and writes one language; without a font of its own it is written in ours."""

    def __init__(self, font: Path | None) -> None:
        self._path = font
        self._own = _loaded(font) if font else ""

    def width(self, text: str, size: float) -> float:
        """Return the width of *text* in points."""
        return sum(self._width(piece, size, own=own) for own, piece in self._pieces(text))

    def lines(self, text: str, size: float, room: float) -> list[str]:
        """Return *text* in lines of at most *room*, broken between words or wide letters."""
        made: list[str] = []
        for paragraph in text.split("\n"):
            line = ""
            for token in self._tokens(paragraph, size, room):
                if line and self.width((line + token).rstrip(), size) > room:
                    made.append(line.rstrip())
                    line = token.lstrip()
                else:
                    line += token
            made.append(line.rstrip())
        return made

    def write(self, paper: Paper, text: str, *, size: float, x: float, room: float) -> None:
        """Write *text* from *x* downwards; a new page begins where there is no room."""
        for line in self.lines(text, size, room):
            paper.need(size * LEADING)
            paper.y -= size * LEADING
            at = x
            for own, piece in self._pieces(line):
                self._draw(paper, piece, at, size, own=own)
                at += self._width(piece, size, own=own)

    def _tokens(self, text: str, size: float, room: float) -> Iterator[str]:
        """Yield what is not parted; a sign that begins no line stays with what is before it."""
        held = ""
        for token in TOKEN.findall(visible(text)):
            if held and token[0] not in NOT_FIRST:
                yield held
                held = ""
            if self.width(token, size) > room:
                yield from clusters(token)
            else:
                held += token
        if held:
            yield held

    def _pieces(self, text: str) -> Iterator[tuple[bool, str]]:
        """Yield pieces of *text*, and whether the language's own font draws each."""
        held, own = "", False
        for letter in visible(text):
            is_own = own if letter == " " and held else self._has(letter)
            if held and is_own != own:
                yield own, held
                held = ""
            held, own = held + letter, is_own
        if held:
            yield own, held

    def _has(self, letter: str) -> bool:
        return bool(self._own) and (
            ord(letter) in pdfmetrics.getFont(self._own).face.charToGlyph
            or unicodedata.category(letter) == "Cf"
        )

    def _width(self, piece: str, size: float, *, own: bool) -> float:
        if not own:
            return width(piece, size)
        if SHAPED.search(piece) and self._path:
            return float(_shaper(self._path, size).getlength(piece)) / SHARP
        return float(pdfmetrics.stringWidth(piece, self._own, size))

    def _draw(self, paper: Paper, piece: str, x: float, size: float, *, own: bool) -> None:
        if own and SHAPED.search(piece) and self._path:
            png, low, (wide, high) = _shaped(self._path, size, piece)
            paper.image(png, x, paper.y - low, (wide, high))
            return
        line = paper.canvas.beginText(x, paper.y)
        for font, part in [(self._own, piece)] if own else runs(piece):
            line.setFont(font, size)
            line.textOut(part)
        paper.canvas.drawText(line)


@cache
def _loaded(path: Path) -> str:
    """Give a font to reportlab once; its name is its place."""
    name = f"Demado-{path.parent.name}-{abs(hash(path))}"
    pdfmetrics.registerFont(TTFont(name, str(path)))
    return name


@lru_cache(maxsize=16)
def _shaper(path: Path, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, round(size * SHARP), layout_engine=ImageFont.Layout.RAQM)


def _shaped(path: Path, size: float, text: str) -> tuple[bytes, float, tuple[float, float]]:
    """Return a picture of *text*, how far it reaches below the line, and its size in points."""
    font = _shaper(path, size)
    above, below = font.getmetrics()
    wide, high = max(1, round(font.getlength(text))), above + below
    picture = Image.new("L", (wide, high), 255)
    ImageDraw.Draw(picture).text((0, above), text, font=font, fill=0, anchor="ls")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue(), below / SHARP, (wide / SHARP, high / SHARP)
