"""A workbook as plain tables, whatever library reads and writes the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

Cell: TypeAlias = str | int | bool | date | None


@dataclass(frozen=True)
class Uncarried:
    """What stands in a workbook and could not be taken: the sheet, the cell, and why."""

    sheet: str
    cell: str
    reason: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}：{self.reason}"


@dataclass(frozen=True)
class SheetRow:
    """One row: its number in the sheet, and its filled cells by the name of the column."""

    number: int
    cells: Mapping[str, Cell]

    def text(self, column: str) -> str:
        """Return what stands in *column* as text; empty where there is nothing."""
        value = self.cells.get(column)
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "" if value is None else str(value).strip()


@dataclass(frozen=True)
class Sheet:
    """One sheet: a heading for each column, then rows.

    Attributes:
        columns: the headings in their order.
        rows: the rows below; those without anything are left out.
        letters: the letter of each column.
    """

    name: str
    columns: Sequence[str]
    rows: Sequence[SheetRow]
    letters: Mapping[str, str] = field(default_factory=dict)

    def at(self, row: SheetRow, column: str, reason: str) -> Uncarried:
        """Return that a cell of *row* was not taken."""
        return Uncarried(self.name, f"{self.letters.get(column, 'A')}{row.number}", reason)


Book: TypeAlias = Mapping[str, Sheet]
EMPTY = Sheet("", (), ())


def sheet(name: str, columns: Sequence[str], rows: Sequence[Mapping[str, Cell]]) -> Sheet:
    """Return a new sheet; *rows* by column, the first in row 2."""
    numbered = (
        SheetRow(number, {column: one for column, one in cells.items() if one not in (None, "")})
        for number, cells in enumerate(rows, start=2)
    )
    return Sheet(name, columns, tuple(numbered))
