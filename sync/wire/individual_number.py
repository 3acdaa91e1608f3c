"""Finds an individual number (個人番号) in free text, so that it is refused or marked, never kept.

Source: 平成26年総務省令第85号 第5条 (check digit). One run of twelve digits in eleven passes by
chance, and any twelve digits that pass are taken for one here.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from sync.wire.receipt_number import is_receipt_number

LENGTH: Final = 12
KANJI: Final = str.maketrans("〇零○◯一壱壹二弐貳三参參四五伍六七八九", "00001112223334556789")
# What people put between digits; an invisible sign is taken out before.
BETWEEN: Final = r"[\s\-‐‑‒–—―−─ー~・･.,:;/_|、。']"
RUN: Final = re.compile(rf"[0-9]+(?:{BETWEEN}{{1,8}}[0-9]+)*")
DATE: Final = re.compile(r"(?:19|20)[0-9]{2}")


def has_individual_number(text: str, *, receipts: bool = False) -> bool:
    """Tell whether *text* holds twelve digits in a row with the right check digit.

    Full-width and kanji digits count, and so do spaces, hyphens and other signs between them.

    Args:
        text: what was typed.
        receipts: twelve digits that are a receipt number may stand in it.
    """
    return any(
        is_individual_number(digits) and not (receipts and is_receipt_number(digits))
        for run in RUN.findall(_folded(text))
        for digits in _twelves(re.findall("[0-9]+", run))
    )


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


def _folded(text: str) -> str:
    """Return *text* with every digit as an ASCII one and nothing invisible between."""
    seen = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Mn", "Me"))
    folded = unicodedata.normalize("NFKC", seen).translate(KANJI)
    return "".join(str(unicodedata.decimal(c, c)) for c in folded)


def _twelves(groups: list[str]) -> Iterator[str]:
    """Yield the neighbouring groups that are twelve digits together, but no day and its hour."""
    for begin, first in enumerate(groups):
        joined = ""
        for end in range(begin, len(groups)):
            joined += groups[end]
            if len(joined) >= LENGTH:
                break
        sizes = [len(group) for group in groups[begin : end + 1]]
        is_day = DATE.fullmatch(first) and all(size <= 2 for size in sizes[1:3])
        if len(joined) == LENGTH and not (is_day and len(sizes) > 2):
            yield joined
