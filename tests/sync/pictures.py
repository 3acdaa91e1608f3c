"""Pictures that tests make: papers with text, and files that are not what they say."""

import io
import struct
import zlib
from functools import cache
from typing import Any

from PIL import Image, ImageDraw, ImageFont

CANARY = "別府市青山町九番地のひみつ"


@cache
def paper(width: int = 1200, height: int = 1600) -> Image.Image:
    """Return a sheet of paper with lines of text; never change it."""
    image = Image.new("RGB", (width, height), (212, 208, 200))
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(width // 45)
    for line in range(height // 60):
        draw.text((60, 20 + line * 55), "Letter of attorney " * 3, (25, 25, 30), font)
    return image


def file_of(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """Return *image* as a file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def with_exif(image: Image.Image, orientation: int = 1) -> bytes:
    """Return a JPEG whose EXIF names a place, and says how the camera was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = CANARY
    exif.get_ifd(0x8825)[1] = CANARY[:1]
    return file_of(image, exif=exif, comment=CANARY.encode()) + CANARY.encode()


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """Return a small PNG that says it is some gigabytes of pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + crc

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(2**20), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
