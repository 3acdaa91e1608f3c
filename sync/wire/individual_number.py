"""Finds an individual number (個人番号) in free text, so that it is refused or marked, never kept.

Source: 平成26年総務省令第85号 第5条 (check digit). One run of twelve digits in eleven passes by
chance, and any twelve digits that pass are taken for one here.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from sync.wire.folding import KANJI_DIGITS
from sync.wire.receipt_number import is_receipt_number

LENGTH: Final = 12
# Whatever is neither a digit nor a letter may stand between digits, this many times.
BETWEEN, LETTER, MOST_BETWEEN = " ", "x", 16
RUN: Final = re.compile(rf"[0-9]+(?:{BETWEEN}{{1,{MOST_BETWEEN}}}[0-9]+)*")
# 1234の5678の9018: one and the same letter parts the groups, twice or more.
PARTED: Final = re.compile(r"[0-9]{1,6} *([^\W0-9_]) *[0-9]{1,6}(?: *\1 *[0-9]{1,6})+")
FILLERS: Final = "\u115f\u1160"  # letters of no width; others become these
LETTERS: Final = ("Lu", "Ll", "Lt", "Lo", "Nl", "No")  # ー is of another class, Lm
# A day, an hour and a telephone number are no part of a number, also when several follow.
_SIGNS, _LINES = r"[\Wー]{1,3}", "[-‐–—−ー()]{1,2}"
OTHERS: Final = re.compile(
    rf"(?<![0-9])(?:19|20)[0-9]{{2}}{_SIGNS}(?:0?[1-9]|1[0-2]){_SIGNS}"
    r"(?:0?[1-9]|[12][0-9]|3[01])(?![0-9])"
    r"|(?<![0-9:])(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9])?(?![0-9:])"
    rf"|(?<![0-9])(?:\+81{_LINES}[1-9]|0)[0-9]{{1,4}}{_LINES}[0-9]{{1,4}}{_LINES}[0-9]{{4}}"
    rf"(?!{_LINES}[0-9]|[0-9])"
)
PHONE_SIZES: Final = (10, 11)


def has_individual_number(text: str, *, receipts: bool = False) -> bool:
    """Tell whether *text* holds twelve digits in a row with the right check digit.

    Full-width, kanji and circled digits count, and so do signs of any kind between them, or one
    letter again and again.

    Args:
        text: what was typed.
        receipts: twelve digits that are a receipt number may stand in it.
    """
    plain = _plain(text)
    runs = [*RUN.findall("".join(map(_kind, plain))), *(one[0] for one in PARTED.finditer(plain))]
    return any(
        is_individual_number(digits) and not (receipts and is_receipt_number(digits))
        for run in runs
        for digits in _twelves(re.findall("[0-9]+", run))
    )


def others_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield begin and end of each day, hour and telephone number in *text* of ASCII digits."""
    for found in OTHERS.finditer(text):
        if _without_others(found) == LETTER:
            yield found.span()


def is_individual_number(digits: str) -> bool:
    """Tell whether twelve ASCII digits have the check digit of an individual number."""
    if not any(digit != "0" for digit in digits):
        return False
    total = sum(
        int(digit) * (place + 1 if place <= 6 else place - 5)
        for place, digit in enumerate(reversed(digits[:-1]), 1)
    )
    rest = total % 11
    return int(digits[-1]) == (0 if rest <= 1 else 11 - rest)


def texts_in(value: Any) -> Iterator[str]:
    """Yield every text in a JSON value, but for the names of its fields."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts_in(inner)


def _plain(text: str) -> str:
    """Return *text* with ASCII digits; days, hours and telephone numbers are one letter each.

    Nothing invisible is left.
    """
    seen = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Mn", "Me"))
    plain = unicodedata.normalize("NFKC", seen).translate(KANJI_DIGITS)
    digits = "".join(str(unicodedata.digit(c, c)) for c in plain)
    return OTHERS.sub(_without_others, digits)


def _without_others(found: re.Match[str]) -> str:
    """Return a letter, or what was found where it has another length than a telephone number."""
    said = found[0].replace("+81", "0")
    is_phone = said.startswith("0") and ":" not in said
    size = sum(c.isdigit() for c in said)
    return said if is_phone and size not in PHONE_SIZES else LETTER


def _kind(character: str) -> str:
    """Return a digit as it is, LETTER for every letter, and BETWEEN for the rest."""
    if character in "0123456789":
        return character
    is_letter = unicodedata.category(character) in LETTERS and character not in FILLERS
    return LETTER if is_letter else BETWEEN


def _twelves(groups: list[str]) -> Iterator[str]:
    """Yield the neighbouring groups that are twelve digits together."""
    for begin in range(len(groups)):
        joined = ""
        for end in range(begin, len(groups)):
            joined += groups[end]
            if len(joined) >= LENGTH:
                break
        if len(joined) == LENGTH:
            yield joined
