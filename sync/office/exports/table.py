"""Writes records of one procedure as CSV, in UTF-8 or in cp932, and names what cp932 lacks.

A cell that a spreadsheet would take for a formula gets an apostrophe before it.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sync.office.exports.records import ForAPerson, Record

Encoding = Literal["utf-8", "cp932"]

FIRST: Final = ("番号", "受付番号", "受け付けた時刻", "届いた時刻", "結果", "決めた時刻")
OF_HEAD: Final = ("counter_accepted_at", "received_at", "status", "decided_at")
# With the wide signs, which Japanese spreadsheets read as the narrow ones.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# A spreadsheet takes a file without these three bytes for cp932.
BOM: Final = "\ufeff"


@dataclass(frozen=True)
class Table:
    """A CSV file, how many records stand in it, and those that a person has to carry."""

    content: bytes = field(repr=False)
    numbers: tuple[int, ...]
    left: tuple[ForAPerson, ...] = ()


def table_of(records: Iterable[Record], encoding: Encoding) -> Table:
    """Return the records as one table, whose columns are all the names that any of them has."""
    rows = [(record, dict(flat(record.answers))) for record in records]
    columns = list(dict.fromkeys(name for _, cells in rows for name in cells))
    left = {record.n: why for record, cells in rows if (why := unwritable(record, cells, encoding))}
    kept = [(record, cells) for record, cells in rows if record.n not in left]
    lines = [(*FIRST, *columns), *(line(record, cells, columns) for record, cells in kept)]
    return Table(
        encoded(lines, encoding), tuple(record.n for record, _ in kept), tuple(left.values())
    )


def line(record: Record, cells: Mapping[str, str], columns: Sequence[str]) -> tuple[str, ...]:
    """Return the cells of one record."""
    heads = (str(record.head.get(name) or "") for name in OF_HEAD)
    return (str(record.n), record.number, *heads, *(cells.get(name, "") for name in columns))


def encoded(lines: Iterable[Sequence[str]], encoding: Encoding) -> bytes:
    """Return lines of cells as a file; a sign that the encoding lacks is a mistake of the caller.

    Raises:
        UnicodeEncodeError: see above.
    """
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([safe(one) for one in row] for row in lines)
    text = out.getvalue()
    return (BOM + text).encode() if encoding == "utf-8" else text.encode("cp932")


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


def unwritable(record: Record, cells: Mapping[str, str], encoding: Encoding) -> ForAPerson | None:
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
