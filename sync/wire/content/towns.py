"""The format of a city's own list of its towns: ``city/towns.csv``, one town a line.

A city writes it with a spreadsheet, saved as CSV in UTF-8: postal code, town, and how many 丁目
the town has; nothing where it has none, ``?`` while nobody has said it. What it lists under a
postal code stands in the place of what the country's table knows of this city there.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, Literal, NamedTuple

from sync.errors import WireError
from sync.wire.folding import digits_of

TOWNS: Final = "city/towns.csv"
HEAD: Final = ("postal", "town", "chome")
TOWNS_MOST: Final = 20_000
LONGEST_TOWN: Final = 40
MOST_CHOME: Final = 60
NOT_SAID: Final = "?"
POSTAL_DIGITS: Final = 7
UNSEEN: Final = ("C", "Z", "M")  # categories that have no place in the name of a town

Fault = Literal["utf8", "csv", "head", "columns", "postal", "town", "chome", "twice", "many"]
REASONS: Final[dict[Fault, str]] = {
    "utf8": "is not UTF-8",
    "csv": "is no CSV",
    "head": f"the first line is not {','.join(HEAD)}",
    "columns": f"has not {len(HEAD)} columns",
    "postal": f"postal: not {POSTAL_DIGITS} digits",
    "town": f"town: not a name of 1 to {LONGEST_TOWN} characters without space and 丁目",
    "chome": f"chome: not empty, not {NOT_SAID} and not a number from 1 to {MOST_CHOME}",
    "twice": "stands there already",
    "many": f"more than {TOWNS_MOST} towns",
}


class Town(NamedTuple):
    """A town of a postal code.

    ``chome`` is the number of its 丁目, 0 where it has none, None while nobody has said it.
    """

    postal: str
    name: str
    chome: int | None


class TownsRefused(WireError):
    """A list of towns with mistakes; each of ``mistakes`` is a line and what is wrong there."""

    def __init__(self, mistakes: Sequence[tuple[int, Fault]]) -> None:
        super().__init__("; ".join(f"line {line}: {REASONS[fault]}" for line, fault in mistakes))
        self.mistakes = tuple(mistakes)


def read_towns(content: bytes) -> tuple[Town, ...]:
    """Return the towns of a list, in its order; lines without any text are passed over.

    Raises:
        TownsRefused: naming every line with a mistake.
    """
    rows = list(_rows(content))
    if not rows or tuple(rows[0][1]) != HEAD:
        raise TownsRefused([(1, "head")])
    if len(rows) - 1 > TOWNS_MOST:
        raise TownsRefused([(TOWNS_MOST + 2, "many")])
    towns: dict[tuple[str, str], Town] = {}
    mistakes: list[tuple[int, Fault]] = []
    for line, row in rows[1:]:
        town = _town(row)
        if not isinstance(town, Town):
            mistakes.append((line, town))
        elif (town.postal, town.name) in towns:
            mistakes.append((line, "twice"))
        else:
            towns[town.postal, town.name] = town
    if mistakes:
        raise TownsRefused(mistakes)
    return tuple(towns.values())


def _rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield number and columns of each line that has any text."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as refused:
        line = content[: refused.start].count(b"\n") + 1
        raise TownsRefused([(line, "utf8")]) from refused
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            columns = [column.strip() for column in row]
            if any(columns):
                yield reader.line_num, columns
    except csv.Error as refused:
        raise TownsRefused([(reader.line_num, "csv")]) from refused


def _town(row: Sequence[str]) -> Town | Fault:
    """Return the town of a line, or what is wrong with it."""
    if len(row) != len(HEAD):
        return "columns"
    postal, name, chome = digits_of(row[0], "-"), unicodedata.normalize("NFC", row[1]), row[2]
    if len(postal) != POSTAL_DIGITS:
        return "postal"
    unseen = any(unicodedata.category(sign).startswith(UNSEEN) for sign in name)
    if not 1 <= len(name) <= LONGEST_TOWN or unseen or "丁目" in name:
        return "town"
    if chome == NOT_SAID:
        return Town(postal, name, None)
    if chome and not (chome.isdecimal() and 1 <= int(chome) <= MOST_CHOME):
        return "chome"
    return Town(postal, name, int(chome or 0))
