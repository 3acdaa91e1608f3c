"""Write a receipt number as people read it, and check its last digit.

The check digit lies in GF(8), each place weighted by another power of a generator, so that
every wrong digit and every swap of neighbours is found.
"""

from collections.abc import Sequence
from typing import Final

GROUP: Final = 4
LENGTH: Final = 12
DIGITS: Final = "23456789"

# Powers of x in GF(8) with x^3 = x + 1; the exponent of an element is its place.
_POWERS: Final = (1, 2, 4, 3, 6, 7, 5)


def grouped(number: str) -> str:
    """Return the number, with or without hyphens, as it is printed: 4827-3956-2284."""
    digits = number.replace("-", "")
    return "-".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))


def is_receipt_number(digits: str) -> bool:
    """Tell whether *digits* are twelve of those that a receipt number has, the last one right."""
    if len(digits) != LENGTH or any(c not in DIGITS for c in digits):
        return False
    values = [DIGITS.index(c) for c in digits]
    return check_value(values[:-1]) == values[-1]


def check_value(values: Sequence[int]) -> int:
    """Return the check of eleven values of 0 to 7."""
    total = 0
    for place, value in enumerate(values, 1):
        total ^= _times(value, _POWERS[place % 7])
    return total


def _times(a: int, b: int) -> int:
    if not a or not b:
        return 0
    return _POWERS[(_POWERS.index(a) + _POWERS.index(b)) % 7]
