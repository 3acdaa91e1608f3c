"""Write the cases of a definition as rows, a column for each answer and value, and read them."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from field_app.authors.drafts.draft import Draft
from field_app.authors.drafts.toml_text import value_text
from field_app.authors.workbook import columns as at
from field_app.authors.workbook.book import Cell, Sheet, SheetRow, sheet
from field_app.authors.workbook.own import cell_of, toml_value

ANSWER: Final = "answer:"
EXPORTED: Final = "exported:"
LISTS: Final = ("pages", "refuses", "asks", "tells", "marks")


def case_sheet(draft: Draft) -> Sheet:
    """Return the sheet of the cases; its first row has the answers of every case."""
    shared, cases = draft.cases.get("answers", {}), draft.cases.get("cases", [])
    remarks = draft.case_remarks.above
    every = {"role": at.EVERY, **_prefixed(ANSWER, shared), at.REMARK: remarks.get("", "")}
    rows: list[dict[str, Cell]] = [every]
    for number, case in enumerate(cases):
        rows.append(
            {
                **{name: cell_of(case.get(name)) for name in at.CASE_COLUMNS},
                **_prefixed(ANSWER, case.get("answers", {})),
                **_prefixed(EXPORTED, case.get("exported", {})),
                at.REMARK: remarks.get(f"cases.{number}", ""),
            }
        )
    columns = dict.fromkeys(
        [f"{ANSWER}{one['id']}" for one in draft.definition["questions"]]
        + sorted({name for row in rows for name in row if name.startswith((ANSWER, EXPORTED))})
    )
    return sheet(at.CASES, (*at.CASE_COLUMNS, *columns, at.REMARK), rows if cases else [])


def cases_of(found: Sheet) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what the file of the cases says, and the remarks above each of its parts."""
    cases: dict[str, Any] = {}
    remarks = dict[str, str]()
    listed: list[dict[str, Any]] = []
    for row in found.rows:
        answers = _answers(row, ANSWER)
        is_every = row.text("role") == at.EVERY
        if row.text(at.REMARK):
            remarks["" if is_every else f"cases.{len(listed)}"] = row.text(at.REMARK)
        if is_every:
            cases |= {"answers": answers} if answers else {}
        else:
            listed.append({**dict(_head(row)), **_named("answers", answers),
                           **_named("exported", _answers(row, EXPORTED))})  # fmt: skip
    return ({**cases, "cases": listed} if listed else {}), remarks


def _head(row: SheetRow) -> Iterator[tuple[str, Any]]:
    for name in at.CASE_COLUMNS:
        value = row.cells.get(name)
        if value is None:
            continue
        if name in LISTS:
            yield name, _list(str(value))
        elif name == "today" and not isinstance(value, date):
            yield name, _day(str(value))
        else:
            yield name, value if isinstance(value, date) else str(value).strip()


def _list(text: str) -> Any:
    return toml_value(text) if text.startswith("[") else text.split()


def _day(text: str) -> Any:
    try:
        return date.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        return text


def _answers(row: SheetRow, prefix: str) -> dict[str, Any]:
    return {
        name.removeprefix(prefix): _read(value)
        for name, value in row.cells.items()
        if name.startswith(prefix)
    }


def _named(name: str, table: Mapping[str, Any]) -> dict[str, Any]:
    return {name: table} if table else {}


def _prefixed(prefix: str, values: Mapping[str, Any]) -> dict[str, Cell]:
    return {f"{prefix}{name}": _written(value) for name, value in values.items()}


def _written(value: Any) -> Cell:
    """Return a value as a cell; a text that could be taken for something else is quoted."""
    if isinstance(value, bool | int | date):
        return value
    if isinstance(value, str) and value.strip() == value and value and value[0] not in '[{"':
        return value
    return value_text(value)


def _read(cell: Cell) -> Any:
    return toml_value(cell) if isinstance(cell, str) and cell[:1] in {"[", "{", '"'} else cell
