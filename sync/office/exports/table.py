"""Writes records of one procedure as CSV, in UTF-8 or in cp932, and names what cp932 lacks.

The columns stand in the order that the definition declares. A cell that a spreadsheet would take
for a formula gets an apostrophe before it.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sync.office.exports.records import ForAPerson, Record

Encoding = Literal["utf-8", "cp932"]
Cells = Mapping[str, str]

FIRST: Final = ("番号", "受付番号", "受け付けた時刻", "届いた時刻", "結果", "決めた時刻")
OF_HEAD: Final = ("counter_accepted_at", "received_at", "status", "decided_at")
# With the wide signs, which Japanese spreadsheets read as the narrow ones.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# A spreadsheet takes a file without these three bytes for cp932.
BOM: Final = "\ufeff"
UNKNOWN: Final = {"unknown": True}
IN_LIST: Final = re.compile(r"\.(\d+)(?=\.|$)")


@dataclass(frozen=True)
class Table:
    """A CSV file, how many records stand in it, and those that a person has to carry."""

    content: bytes = field(repr=False)
    numbers: tuple[int, ...]
    left: tuple[ForAPerson, ...] = ()


@dataclass
class Columns:
    """The columns of a table: all that the newest definition declares, then what else was found.

    What stands in a list, 世帯員.*.relation, has a column for each place that somebody fills.
    """

    _declared: tuple[str, ...] = ()
    _version: int = -1
    _found: dict[str, int] = field(default_factory=dict)

    def see(self, record: Record, cells: Cells) -> None:
        """Take a record's declared columns, where they are the newest, and what it fills."""
        version = int((record.head.get("procedure") or {}).get("version") or 0)
        if record.columns and version >= self._version:
            self._declared, self._version = record.columns, version
        for name in cells:
            self._found.setdefault(name, len(self._found))

    def in_order(self) -> list[str]:
        """Return the names of the columns."""
        rank = {name: place for place, name in enumerate(self._declared)}
        first: dict[str, int] = {}
        for name, place in rank.items():
            first.setdefault(name.partition(".*")[0], place)

        def key(name: str) -> tuple[int, int, int]:
            general = IN_LIST.sub(".*", name, count=1)
            found = IN_LIST.search(name)
            if name in rank or found is None or general not in rank:
                return rank.get(name, len(rank)), 0, self._found.get(name, 0)
            return first[general.partition(".*")[0]], int(found[1]), rank[general]

        plain = [name for name in self._declared if ".*" not in name]
        return sorted(dict.fromkeys([*plain, *self._found]), key=key)


def table_of(records: Iterable[Record], encoding: Encoding) -> Table:
    """Return the records as one table."""
    columns, rows = Columns(), [(record, cells_of(record)) for record in records]
    for record, cells in rows:
        columns.see(record, cells)
    names = columns.in_order()
    left = {record.n: why for record, cells in rows if (why := unwritable(record, cells, encoding))}
    kept = [(record, cells) for record, cells in rows if record.n not in left]
    lines = [(*FIRST, *names), *(line(record, cells, names) for record, cells in kept)]
    return Table(
        encoded(lines, encoding), tuple(record.n for record, _ in kept), tuple(left.values())
    )


def cells_of(record: Record) -> dict[str, str]:
    """Return what a record fills, by whole names: 口座.bank_code, 世帯員.1.relation.

    An answer of parts that the resident does not know says so in the first of its columns.
    """
    said: dict[str, str] = {}
    for name, value in record.answers.items():
        parts = [one for one in record.columns if one.startswith(f"{name}.")]
        if value == UNKNOWN and record.columns:
            said[parts[0] if parts and ".*" not in parts[0] else name] = "unknown"
        elif value is not None or not parts:
            said |= flat({name: value})
    return said


def line(record: Record, cells: Cells, columns: Sequence[str]) -> tuple[str, ...]:
    """Return the cells of one record."""
    heads = (str(record.head.get(name) or "") for name in OF_HEAD)
    return (str(record.n), record.number, *heads, *(cells.get(name, "") for name in columns))


def encoded(lines: Iterable[Sequence[str]], encoding: Encoding) -> bytes:
    """Return lines of cells as a file; a sign that the encoding lacks is a mistake of the caller.

    Raises:
        UnicodeEncodeError: see above.
    """
    return b"".join(encoded_lines(lines, encoding))


def encoded_lines(lines: Iterable[Sequence[str]], encoding: Encoding) -> Iterator[bytes]:
    """Yield a file line by line; errors as `encoded` says."""
    if encoding == "utf-8":
        yield BOM.encode()
    for row in lines:
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerow([safe(one) for one in row])
        yield out.getvalue().encode(encoding)


def safe(cell: str) -> str:
    """Return a cell as no spreadsheet calculates with it."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def flat(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield each value under its whole name: 口座.bank_code, 世帯.1.name."""
    if isinstance(value, Mapping):
        for inner, one in value.items():
            yield from flat(one, f"{name}.{inner}" if name else str(inner))
    elif isinstance(value, list):
        for place, one in enumerate(value, 1):
            yield from flat(one, f"{name}.{place}")
    else:
        yield name, "" if value is None else str(value)


def unwritable(record: Record, cells: Cells, encoding: Encoding) -> ForAPerson | None:
    """Return which signs of a record the encoding lacks, and where; None where it has all."""
    lacking = {
        name: [sign for sign in dict.fromkeys(name + text) if not can_write(sign, encoding)]
        for name, text in cells.items()
    }
    said = "、".join(
        f"「{name}」の {' '.join(map(sign_named, signs))}"
        for name, signs in lacking.items()
        if signs
    )
    if not said:
        return None
    return ForAPerson(record.n, record.number, f"{said} は、この文字コードでは書けません")


def can_write(sign: str, encoding: Encoding) -> bool:
    """Tell whether the encoding has a sign."""
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def sign_named(sign: str) -> str:
    """Return a sign by its number, which a person finds in every table of signs: U+20BB7."""
    return f"U+{ord(sign):04X}"
