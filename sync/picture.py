"""Decodes a stranger's picture within bounds and encodes it anew; for child processes only.

What comes out was drawn by us, pixel by pixel: no EXIF, no place, no thumbnail, no colour
profile and no trailing bytes of the file that came in.
"""

import io
import warnings
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS: Final = ("JPEG", "PNG")
LARGEST_FILE: Final = 20 * 1024 * 1024
MOST_PIXELS: Final = 40_000_000
LEAST_SIDE: Final = 64
LONGEST_SIDE: Final = 2000  # A4 at 170 dots an inch
LARGEST_JPEG: Final = 640 * 1024
QUALITIES: Final = (82, 70, 58)
_SHRINK: Final = 0.8
_HEIF: Final = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")


class PictureOdd(ValueError):
    """The file is no picture that we take; the text is one word that says why."""


def decoded(content: bytes) -> Image.Image:
    """Return the picture in *content*, upright, in RGB, white where it was transparent.

    Raises:
        PictureOdd: ``heic``, ``pdf``, ``format``, ``large``, ``pixels``, ``small`` or ``broken``.
    """
    if len(content) > LARGEST_FILE:
        raise PictureOdd("large")
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF:
        raise PictureOdd("heic")
    if content[:1024].lstrip()[:5] == b"%PDF-":
        raise PictureOdd("pdf")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is odd in a file is an error here, or nothing
            return _upright(content)
    except UnidentifiedImageError as refused:
        raise PictureOdd("format") from refused
    except Image.DecompressionBombError as refused:
        raise PictureOdd("pixels") from refused
    except PictureOdd:
        raise
    except (OSError, SyntaxError, ValueError, LookupError, TypeError, ArithmeticError) as refused:
        raise PictureOdd("broken") from refused


def _upright(content: bytes) -> Image.Image:
    image: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise PictureOdd("pixels")
    if min(image.size) < LEAST_SIDE:
        raise PictureOdd("small")
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded smaller: less memory
    image = ImageOps.exif_transpose(image)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        shape = image.convert("RGBA")
        image = Image.new("RGB", shape.size, "white")
        image.paste(shape, mask=shape.getchannel("A"))
    return image.convert("RGB")


def encoded(image: Image.Image) -> bytes:
    """Return *image* as a JPEG of at most `LARGEST_JPEG` bytes, with nothing but its pixels."""
    shown = image.copy()
    shown.info = {}
    shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    while True:
        for quality in QUALITIES:
            out = io.BytesIO()
            shown.save(out, "JPEG", quality=quality, optimize=True)
            if out.tell() <= LARGEST_JPEG:
                return out.getvalue()
        shown = shown.resize((int(shown.width * _SHRINK) or 1, int(shown.height * _SHRINK) or 1))
