"""Draws the pictures in the chip: a face as JPEG 2000, name and address as PNG."""

import io
from functools import cache
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

NAMES: Final = ("BIZUDPGothic-Regular.ttf", "DemadoNames-Regular.ttf")
_ROOT: Final = Path(__file__).parents[2]
# In the checkout, and in the installed package (pyproject.toml, force-include).
FOLDERS: Final = (_ROOT / "assets" / "fonts", _ROOT / "field_app" / "_assets" / "fonts")
SIZE: Final = 24  # pixels
BASELINE: Final = 21
EDGE: Final = 4


def face(seed: int) -> bytes:
    """Return a drawn, monochrome face as a JP2 file of some kB."""
    image = Image.new("L", (240, 320), 225)
    draw = ImageDraw.Draw(image)
    hair = 60 + seed * 37 % 150
    draw.rectangle((30, 250, 210, 320), fill=90)
    draw.ellipse((62, 50, 178, 215), fill=hair)
    draw.ellipse((70, 75, 170, 235), fill=200)
    for x in (97, 143):
        draw.ellipse((x - 8, 140, x + 8, 152), fill=40)
        draw.arc((x - 14, 122, x + 14, 142), 200, 340, fill=60, width=3)
    draw.line((120, 150, 116, 178, 124, 180), fill=120, width=3)
    draw.arc((98, 180, 142, 208), 20, 160, fill=80, width=4)
    out = io.BytesIO()
    image.save(out, "JPEG2000", quality_mode="rates", quality_layers=[8])
    return out.getvalue()


@cache
def _fonts() -> tuple[tuple[frozenset[int], Font], ...]:
    """The app's own fonts with what each can draw; without them squares stand for kanji."""
    paths = [folder / name for folder in FOLDERS for name in NAMES if (folder / name).is_file()]
    found = [(_drawable(path), ImageFont.truetype(path, SIZE)) for path in paths]
    return (*found, (frozenset(), ImageFont.load_default(SIZE)))


def _drawable(path: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # not needed without fonts

    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def _font_of(character: str) -> Font:
    fonts = _fonts()
    return next((font for drawable, font in fonts if ord(character) in drawable), fonts[-1][1])


def _is_drawn(character: str) -> bool:
    """A variation selector has no shape of its own (Unicode, block E0100-E01EF)."""
    return not 0xE0100 <= ord(character) <= 0xE01EF


def text(line: str) -> bytes:
    """Return *line* as a small one-bit PNG, as the chip holds name and address."""
    pieces = [(character, _font_of(character)) for character in line if _is_drawn(character)]
    width = sum(int(font.getlength(character)) for character, font in pieces)
    image = Image.new("1", (max(width, 1) + 2 * EDGE, SIZE + 2 * EDGE), 1)
    draw, at = ImageDraw.Draw(image), EDGE
    for character, font in pieces:
        draw.text((at, EDGE + BASELINE), character, font=font, fill=0, anchor="ls")
        at += int(font.getlength(character))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
