"""Makes and checks receipt numbers: twelve digits that are safe to say on the phone.

Only the digits 2 to 9 (no 0/O, no 1/I/7-like one), written 4-4-4: four digits
for the tablet, four for the day, three to count, one to check. The check digit
lies in GF(8), each place weighted by another power of a generator, so that
every wrong digit and every swap of neighbours is found.
"""

import unicodedata
from datetime import date
from typing import Final

from sync.tablet.errors import NumberInvalid

FIRST_DAY: Final = date(2026, 1, 1)
PER_DAY: Final = 512
DAYS: Final = 4096
PREFIXES: Final = 4096
LENGTH: Final = 12

# Powers of x in GF(8) with x^3 = x + 1; the exponent of an element is its place.
_POWERS: Final = (1, 2, 4, 3, 6, 7, 5)


def make_number(prefix: int, count: int) -> str:
    """Return the number of a tablet's *count*-th place (days × 512 + number of the day).

    Raises:
        ValueError: *prefix* is not 0..4095 or *count* is negative.
    """
    if not 0 <= prefix < PREFIXES or count < 0:
        raise ValueError("prefix or count out of range")
    value = prefix * DAYS * PER_DAY + count % (DAYS * PER_DAY)
    octal = [int(digit) for digit in f"{value:011o}"]
    return "".join(str(digit + 2) for digit in [*octal, _check(octal)])


def first_count(day: date) -> int:
    """Return the first place of *day*; a clock before 2026 counts as the first day."""
    return max(0, (day - FIRST_DAY).days) * PER_DAY


def check_number(text: str) -> str:
    """Return the twelve digits of *text* as a person typed or read them.

    Full-width digits, spaces and hyphens of every kind are taken.

    Raises:
        NumberInvalid: it cannot be a receipt number.
    """
    folded = unicodedata.normalize("NFKC", text)
    digits = "".join(c for c in folded if not c.isspace() and c not in "-‐‑–—−ー・")
    if len(digits) != LENGTH or any(c not in "23456789" for c in digits):
        raise NumberInvalid
    values = [int(c) - 2 for c in digits]
    if _check(values[:-1]) != values[-1]:
        raise NumberInvalid
    return digits


def _check(values: list[int]) -> int:
    total = 0
    for place, value in enumerate(values, 1):
        total ^= _times(value, _POWERS[place % 7])
    return total


def _times(a: int, b: int) -> int:
    if not a or not b:
        return 0
    return _POWERS[(_POWERS.index(a) + _POWERS.index(b)) % 7]
