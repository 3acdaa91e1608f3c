"""Read and write workbooks as Excel files; the one place that knows openpyxl."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from field_app.authors.workbook.book import Book, Cell, Sheet, SheetRow, Uncarried

LARGEST: Final = 8 * 1024 * 1024  # unpacked; the largest definition of ours has 200 KB
WIDTHS: Final = {"label": 36, "hint": 30, "relevant": 36, "value": 70, "summary": 40, "title": 24,
                 "remark": 40, "export": 24}  # fmt: skip
TEXT: Final = "@"


class NoWorkbook(ValueError):
    """A file is no Excel workbook that can be read; ``reason`` says so in Japanese."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def write_book(book: Book) -> bytes:
    """Return *book* as an Excel file: headings stay in sight, texts stay texts."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for one in book.values():
        page = workbook.create_sheet(one.name)
        page.append(list(one.columns))
        for row in one.rows:
            for number, column in enumerate(one.columns, start=1):
                if column in row.cells:
                    _write(page.cell(row.number, number), row.cells[column])
        _dress(page, one)
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def read_book(content: bytes) -> tuple[Book, tuple[Uncarried, ...]]:
    """Return the sheets of an Excel file, and the cells that hold no value of their own.

    Raises:
        NoWorkbook: it is none, or unpacks to more than any definition needs.
    """
    _refuse_bombs(content)
    try:
        workbook = load_workbook(io.BytesIO(content))
    except (InvalidFileException, KeyError, ValueError, OSError, zipfile.BadZipFile) as refused:
        raise NoWorkbook("Excel のブック（.xlsx）として読めません。") from refused
    uncarried: list[Uncarried] = []
    book = {page.title: _sheet(page, uncarried) for page in workbook.worksheets}
    return book, tuple(uncarried)


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(one.file_size for one in packed.infolist())
    except zipfile.BadZipFile as refused:
        reason = "Excel のブック（.xlsx）ではありません。「Excel ブック」で保存しなおしてください。"
        raise NoWorkbook(reason) from refused
    if size > LARGEST:
        raise NoWorkbook("大きすぎます。定義のシートだけのブックにしてください。")


def _sheet(page: Any, uncarried: list[Uncarried]) -> Sheet:
    lines = page.iter_rows()
    headings = {
        cell.column: str(cell.value).strip() for cell in next(lines, ()) if cell.value is not None
    }
    rows = [
        SheetRow(number, dict(cells)) for number, cells in _filled(page, lines, headings, uncarried)
    ]
    letters = {name: get_column_letter(number) for number, name in headings.items()}
    return Sheet(page.title, tuple(headings.values()), tuple(rows), letters)


def _filled(
    page: Any, lines: Iterator[Any], headings: dict[int, str], uncarried: list[Uncarried]
) -> Iterator[tuple[int, dict[str, Cell]]]:
    for line in lines:
        cells: dict[str, Cell] = {}
        for cell in line:
            if cell.value is None or cell.column not in headings:
                continue
            value, reason = _value(cell)
            if reason:
                uncarried.append(Uncarried(page.title, cell.coordinate, reason))
            elif value not in (None, ""):
                cells[headings[cell.column]] = value
        if cells:
            yield line[0].row, cells


def _value(cell: Any) -> tuple[Cell, str]:
    """Return what a cell holds, or why it cannot be taken."""
    value = cell.value
    if cell.data_type == "f":
        return None, "Excel の式は読めません。値として貼りつけてください。"
    if cell.data_type == "e":
        return None, f"Excel の誤り {value} です。"
    if isinstance(value, datetime):
        return value.date(), ""
    if isinstance(value, float) and value.is_integer():
        return int(value), ""
    if isinstance(value, bool | int | date):
        return value, ""
    return str(value), ""


def _write(cell: Any, value: Cell) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with "=" is no formula
        cell.number_format = TEXT
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"


def _dress(page: Any, one: Sheet) -> None:
    page.freeze_panes = "C2" if one.name == "survey" else "B2"
    for number, column in enumerate(one.columns, start=1):
        heading = page.cell(1, number)
        heading.font = Font(bold=True)
        heading.fill = PatternFill("solid", fgColor="DDE8F5")
        width = WIDTHS.get(column.partition("::")[0], 14)
        page.column_dimensions[get_column_letter(number)].width = width
