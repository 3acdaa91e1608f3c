"""Write a receipt number as people read it."""

from typing import Final

GROUP: Final = 4


def grouped(number: str) -> str:
    """Return the number, with or without hyphens, as it is printed: 4827-3956-2284."""
    digits = number.replace("-", "")
    return "-".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))
