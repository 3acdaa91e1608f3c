"""Write a receipt number in groups of four, as people copy it."""

from typing import Final

GROUP: Final = 4


def number_groups(number: str) -> list[str]:
    """Return the digits of *number*, with or without hyphens, in groups of four."""
    digits = number.replace("-", "")
    return [digits[start : start + GROUP] for start in range(0, len(digits), GROUP)]


def grouped(number: str) -> str:
    """Return *number* as it is printed: 4827-3956-2284."""
    return "-".join(number_groups(number))
