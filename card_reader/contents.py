"""Parses what the card's files hold of a person: the four attributes, the face, the versions.

Tags: docs/card.md.
"""

import io
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from card_reader import tlv
from card_reader.errors import CardUnreadable, PhotoUnreadable

LARGEST_PHOTO: Final = 4_000_000  # pixels; the chip's has some 100,000

TAG_SUPPORT_INFORMATION: Final = 0xDF41
# Name, address, birth and sex in the attribute file.
TAGS_ATTRIBUTES: Final = (0xDF22, 0xDF23, 0xDF24, 0xDF25)
TAG_FRONT_BIRTH: Final = 0xDF22
TAG_FRONT_SEX: Final = 0xDF23
TAG_FRONT_NAME: Final = 0xDF25
TAG_FRONT_ADDRESS: Final = 0xDF26
TAG_FRONT_PHOTO: Final = 0xDF27
TAG_FRONT_EXPIRY: Final = 0xDF29


@dataclass(frozen=True)
class SupportInformation:
    """What 券面事項入力補助AP says of itself (EF 0005, DF41)."""

    version: int
    extended_length: int
    vendor: int
    option: int


@dataclass(frozen=True)
class Attributes:
    """The four attributes of the chip. ``sex`` is ISO 5218; ``birth_raw`` has eight digits.

    ``content`` is the file as it was read: its digest is what the city signed.
    """

    name: str = field(repr=False)
    address: str = field(repr=False)
    birth_date: date | None = field(repr=False)
    birth_raw: str = field(repr=False)
    sex: str = field(repr=False)
    content: bytes = field(default=b"", repr=False, compare=False)


@dataclass(frozen=True)
class Front:
    """The card's face as the chip holds it; images are PNG, ``content`` is the file as read."""

    photo_png: bytes = field(repr=False)
    name_png: bytes = field(repr=False)
    address_png: bytes = field(repr=False)
    expires_on: date | None
    birth_raw: str = field(repr=False)
    sex: str = field(repr=False)
    content: bytes = field(default=b"", repr=False, compare=False)


def parse_support_information(content: bytes) -> SupportInformation:
    """Read EF 0005 of the application for the attributes. CardUnreadable without its DF41."""
    said = _inner(content).get(TAG_SUPPORT_INFORMATION, b"")
    if len(said) < 4:
        raise CardUnreadable("the application says nothing of itself")
    return SupportInformation(*said[:4])


def parse_front(content: bytes) -> Front:
    """Read the file of the face; a field that is missing is empty.

    Raises:
        PhotoUnreadable: the photo is no JPEG 2000 that can be drawn; CardUnreadable: no TLV.
    """
    found = _inner(content)

    def text(tag: int) -> str:
        return found.get(tag, b"").decode("ascii", errors="replace")

    return Front(
        photo_png=to_png(found.get(TAG_FRONT_PHOTO, b"")),
        name_png=found.get(TAG_FRONT_NAME, b""),
        address_png=found.get(TAG_FRONT_ADDRESS, b""),
        expires_on=eight_digits(text(TAG_FRONT_EXPIRY)),
        birth_raw=text(TAG_FRONT_BIRTH),
        sex=text(TAG_FRONT_SEX),
        content=content,
    )


def parse_attributes(content: bytes) -> Attributes:
    """Read the attribute file. CardUnreadable when a field is missing or not UTF-8."""
    found = _inner(content)
    try:
        name, address, birth, sex = (found[tag].decode() for tag in TAGS_ATTRIBUTES)
    except (KeyError, UnicodeDecodeError) as refused:
        raise CardUnreadable("the attributes cannot be read") from refused
    return Attributes(name, address, eight_digits(birth), birth, sex, content)


def eight_digits(text: str) -> date | None:
    """Return the day in ``YYYYMMDD``; None when it is unknown in part (``00``) or no day."""
    if len(text) != 8 or not text.isascii() or not text.isdigit():
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def to_png(jpeg2000: bytes) -> bytes:
    """Convert the chip's JPEG 2000 photo to PNG.

    Raises:
        PhotoUnreadable: it is no JPEG 2000, or has more than four million pixels.
    """
    # Loaded with the first photo: a reading without one need not wait for it.
    from PIL import Image

    try:
        with Image.open(io.BytesIO(jpeg2000), formats=["JPEG2000"]) as photo:
            if photo.width * photo.height > LARGEST_PHOTO:
                raise PhotoUnreadable
            png = io.BytesIO()
            photo.convert("RGB" if photo.mode not in ("L", "RGB") else photo.mode).save(png, "PNG")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as refused:
        raise PhotoUnreadable from refused
    return png.getvalue()


def _inner(content: bytes) -> dict[int, bytes]:
    outer = tlv.parse(content)
    if not outer:
        raise CardUnreadable("an empty file")
    return tlv.parse(next(iter(outer.values())))
