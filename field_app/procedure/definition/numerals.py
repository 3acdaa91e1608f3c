"""Read the digits of people: full-width, circled, and 十五 for 15."""

import re
from typing import Final

from sync.wire.folding import digits_of, plain

DIGITS: Final = {digit: number for number, digit in enumerate("〇一二三四五六七八九")} | {"零": 0}
RUN: Final = re.compile("[〇零一二三四五六七八九十]+")


def plain_digits(text: str) -> str:
    """Return *text* in one width, its kanji numerals as digits: 二〇 and 二十 are 20."""
    return RUN.sub(lambda found: _number(found[0]), plain(text))


def _number(text: str) -> str:
    if "十" not in text:
        return "".join(str(DIGITS[digit]) for digit in text)
    tens, _, ones = text.partition("十")
    return str(DIGITS.get(tens, 1) * 10 + DIGITS.get(ones, 0))


def copied_digits(raw: object) -> str:
    """Return the digits of a number as it stands on a paper, without spaces and dashes.

    Empty where anything else stands among them.
    """
    return digits_of(str(raw or ""))
