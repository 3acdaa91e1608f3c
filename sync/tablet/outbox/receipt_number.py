"""Makes and checks receipt numbers: twelve digits that are safe to say on the phone.

Only the digits 2 to 9 (no 0/O, no 1/I/7-like one), written 4-4-4: four digits
for the tablet, four for the day, three to count, one to check.
"""

import unicodedata
from datetime import date
from typing import Final

from sync.tablet.errors import NumberInvalid
from sync.wire.receipt_number import check_value, is_receipt_number

FIRST_DAY: Final = date(2026, 1, 1)
PER_DAY: Final = 512
DAYS: Final = 4096
PREFIXES: Final = 4096


def make_number(prefix: int, count: int) -> str:
    """Return the number of a tablet's *count*-th place (days × 512 + number of the day).

    Raises:
        ValueError: *prefix* is not 0..4095 or *count* is negative.
    """
    if not 0 <= prefix < PREFIXES or count < 0:
        raise ValueError("prefix or count out of range")
    value = prefix * DAYS * PER_DAY + count % (DAYS * PER_DAY)
    octal = [int(digit) for digit in f"{value:011o}"]
    return "".join(str(digit + 2) for digit in [*octal, check_value(octal)])


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
    if not is_receipt_number(digits):
        raise NumberInvalid
    return digits
