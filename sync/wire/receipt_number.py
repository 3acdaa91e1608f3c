"""Prints the receipt number in groups, as people read it."""

from typing import Final

GROUP: Final = 4


def grouped(number: str) -> str:
    """Return the number as it is printed: 4827-3956-2284."""
    return "-".join(number[at : at + GROUP] for at in range(0, len(number), GROUP))
