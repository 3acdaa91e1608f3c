"""Photographs of invented papers, with an individual number on them or with what looks like one.

Every paper follows from its place in the row alone, so that two measurements see the same ones.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

import reportlab
from PIL import Image, ImageDraw, ImageFont

from field_app.platform.assets_folder import assets_folder
from sync.wire.individual_number import is_individual_number
from tests.bench.photographed import Quad, photographed

SIZE: Final = (800, 720)
INK, PAPER, LINE = (28, 28, 34), (236, 233, 226), (150, 140, 130)
GROTESQUE = Path(str(reportlab.__file__)).parent / "fonts"
JAPANESE: Final = assets_folder() / "fonts" / "BIZUDPGothic-Regular.ttf"
FONTS: Final = (
    JAPANESE,
    assets_folder() / "fonts" / "BIZUDPGothic-Bold.ttf",
    *(GROTESQUE / name for name in ("Vera.ttf", "VeraBd.ttf", "VeraIt.ttf")),
)
LAYOUTS: Final = ("solid", "spaces", "hyphens", "wide", "boxes", "upright")


@dataclass(frozen=True)
class NumberPaper:
    """A picture as it is kept, and where each digit of the number stands in it; none on a decoy.

    ``kind`` is the layout of the number or what the decoy shows, ``hard`` what the camera did.
    """

    jpeg: bytes = field(repr=False)
    kind: str
    hard: tuple[str, ...]
    digits: tuple[Quad, ...]


def number_paper(place: int) -> NumberPaper:
    """Return the paper of an individual number at *place* of the row."""
    dice = random.Random(f"number {place}")  # noqa: S311 - papers that anybody can draw again
    layout = LAYOUTS[place % len(LAYOUTS)]
    return _paper(dice, layout, layout, _number(dice), is_decoy=False)


def decoy_paper(place: int) -> NumberPaper:
    """Return the paper of a decoy at *place* of the row."""
    dice = random.Random(f"decoy {place}")  # noqa: S311 - as above
    kind = list(DECOYS)[place % len(DECOYS)]
    layout = dice.choice(LAYOUTS) if kind == "wrong check digit" else "solid"
    return _paper(dice, kind, layout, DECOYS[kind](dice), is_decoy=True)


def _paper(
    dice: random.Random, kind: str, layout: str, text: str, *, is_decoy: bool
) -> NumberPaper:
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    size = dice.randint(22, 30)
    top = _other_lines(draw, dice)
    font = _font(dice.choice(FONTS) if text.isascii() else JAPANESE, size)
    labels = ("番号", "控", "") if is_decoy else ("個人番号", "番号", "控", "")
    label = dice.choice(labels) if text.isascii() else ""
    draw.text((70, top), label, INK, _font(JAPANESE, size))
    digits = list(WRITERS[layout](draw, (90 + 4 * size, top), text, font))
    jpeg, hard, turned = photographed(image, digits, dice)
    return NumberPaper(jpeg, kind, hard, () if is_decoy else tuple(turned))


def _other_lines(draw: ImageDraw.ImageDraw, dice: random.Random) -> int:
    """Write where and when, and return where the next line may begin."""
    lines = [
        f"住所 見本県見本市青葉町{dice.randint(1, 9)}番{dice.randint(1, 30)}号",
        f"生年月日 昭和{dice.randint(10, 63)}年{dice.randint(1, 12)}月{dice.randint(1, 28)}日",
    ]
    for at, line in enumerate(lines):
        draw.text((70, 60 + at * 62), line, INK, _font(JAPANESE, 28))
    draw.rectangle((40, 30, SIZE[0] - 40, SIZE[1] - 30), outline=LINE, width=2)
    return 60 + len(lines) * 62 + dice.randint(4, 26)


@cache
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


Writer = Callable[
    [ImageDraw.ImageDraw, tuple[int, int], str, ImageFont.FreeTypeFont], Iterator[Quad]
]


def _in_line(
    draw: ImageDraw.ImageDraw, at: tuple[int, int], text: str, font: ImageFont.FreeTypeFont
) -> Iterator[Quad]:
    draw.text(at, text, INK, font)
    for place, sign in enumerate(text):
        if sign.isdecimal():
            left = at[0] + font.getlength(text[:place])
            _, top, _, low = font.getbbox(sign)
            yield _quad(left, at[1] + top, left + font.getlength(sign), at[1] + low)


def _in_boxes(
    draw: ImageDraw.ImageDraw, at: tuple[int, int], text: str, font: ImageFont.FreeTypeFont
) -> Iterator[Quad]:
    """Write one digit a box, as the column for an individual number has them."""
    side = int(font.size * 1.5)
    for place, sign in enumerate(one for one in text if one.isdecimal()):
        left, top = at[0] + place * side, at[1] - side // 5
        draw.rectangle((left, top, left + side, top + side), outline=LINE, width=2)
        yield from _in_line(draw, (left + side // 4, at[1]), sign, font)


def _upright(
    draw: ImageDraw.ImageDraw, _: tuple[int, int], text: str, font: ImageFont.FreeTypeFont
) -> Iterator[Quad]:
    """Write one digit below the other, at the right edge of the paper."""
    step = int(font.size * 1.12)
    for place, sign in enumerate(one for one in text if one.isdecimal()):
        yield from _in_line(draw, (SIZE[0] - 110, 70 + place * step), sign, font)


def _quad(left: float, top: float, right: float, low: float) -> Quad:
    return ((left, top), (right, top), (right, low), (left, low))


def _grouped(sign: str) -> Writer:
    def write(
        draw: ImageDraw.ImageDraw, at: tuple[int, int], text: str, font: ImageFont.FreeTypeFont
    ) -> Iterator[Quad]:
        parted = sign.join((text[:4], text[4:8], text[8:])) if len(text) == 12 else text
        yield from _in_line(draw, at, parted, font)

    return write


def _wide(
    draw: ImageDraw.ImageDraw, at: tuple[int, int], text: str, font: ImageFont.FreeTypeFont
) -> Iterator[Quad]:
    """Write a space behind each digit."""
    yield from _in_line(draw, at, " ".join(text), font)


WRITERS: Final[dict[str, Writer]] = {
    "solid": _in_line,
    "spaces": _grouped(" "),
    "hyphens": _grouped("-"),
    "wide": _wide,
    "boxes": _in_boxes,
    "upright": _upright,
}


def _digits(dice: random.Random, count: int) -> str:
    return "".join(str(dice.randrange(10)) for _ in range(count))


def _number(dice: random.Random) -> str:
    """Return twelve digits with the right check digit; they are nobody's but by chance."""
    body = _digits(dice, 11)
    return next(body + str(last) for last in range(10) if is_individual_number(body + str(last)))


def _wrong(dice: random.Random) -> str:
    number = _number(dice)
    return number[:-1] + str((int(number[-1]) + dice.randint(1, 9)) % 10)


def _phone(dice: random.Random) -> str:
    return f"電話 0{_digits(dice, 3)}-{_digits(dice, 2)}-{_digits(dice, 4)}"


def _mobile(dice: random.Random) -> str:
    return f"携帯 090-{_digits(dice, 4)}-{_digits(dice, 4)}"


def _account(dice: random.Random) -> str:
    return f"店番 {_digits(dice, 3)} 口座番号 {_digits(dice, 7)}"


def _corporate(dice: random.Random) -> str:
    return f"法人番号 {dice.randint(1, 9)}{_digits(dice, 12)}"


def _insured(dice: random.Random) -> str:
    return f"保険者 {_digits(dice, 6)} 被保険者 {_digits(dice, 10)}"


def _day_and_hour(dice: random.Random) -> str:
    day = f"2026-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
    return f"{day} {dice.randint(0, 23):02}:{dice.randint(0, 59):02}"


def _two_phones(dice: random.Random) -> str:
    numbers = (f"0{_digits(dice, 2)}-{_digits(dice, 3)}-{_digits(dice, 4)}" for _ in range(2))
    return " / ".join(numbers)


def _verification_b(dice: random.Random) -> str:
    return f"照合番号B {_digits(dice, 14)}"


DECOYS: Final[dict[str, Callable[[random.Random], str]]] = {
    "wrong check digit": _wrong,
    "telephone": _phone,
    "mobile": _mobile,
    "account": _account,
    "法人番号 (13)": _corporate,
    "insured number": _insured,
    "day and hour": _day_and_hour,
    "two telephones": _two_phones,
    "照合番号B (14)": _verification_b,
}
