"""Finds applications by number, which the database compares, or by name, reading or title.

Names, readings and titles are sealed. They are opened and compared here: an index of sealed
words would tell a thief which rows share a family name. What 10,000 rows cost stands in
docs/data.md.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from sync.wire.folding import folded

MOST_SCANNED: Final = 50_000  # some 30 MiB for the moment of one search

Named = tuple[str, Iterable[str | None]]


def number_in(text: str) -> str:
    """Return the digits of a receipt number, or of a part of one; empty for any other text."""
    digits = folded(text)
    return digits if digits.isascii() and digits.isdigit() else ""


def ids_of(rows: Iterable[Named], text: str) -> Iterator[str]:
    """Yield the ids of the rows of which one text holds *text*."""
    wanted = folded(text)
    for id, texts in rows:
        if any(wanted in folded(one) for text in texts if text for one in text.split("\n")):
            yield id
