"""Write any field of a model into one cell and read it back, by what the model says of it."""

import tomllib
import types
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from field_app.authors.drafts.toml_text import value_text
from field_app.authors.workbook.book import Cell

YES, NO = "yes", "no"


def cell_of(value: Any) -> Cell:
    """Return *value* as a cell: yes or no, a number, a day, a text; texts of a list line by line.

    What is neither stands there as TOML.
    """
    if isinstance(value, bool):
        return YES if value else NO
    if value is None or isinstance(value, str | int | date):
        return value
    if isinstance(value, list | tuple) and value and all(_fits_a_line(one) for one in value):
        return "\n".join(value)
    return value_text(value)


def value_of(cell: Cell, field: FieldInfo) -> Any:
    """Return what *cell* gives for *field*; as it is where it does not fit, for the check."""
    kinds = frozenset(_kinds(field.annotation))
    text = str(cell).strip()
    if bool in kinds:
        return {YES: True, NO: False, "true": True, "false": False}.get(text.lower(), cell)
    if date in kinds:
        return _day(cell)
    if int in kinds and text.lstrip("-").isdecimal():
        return int(text)
    if kinds & {tuple, list, dict} or any(_is_model(kind) for kind in kinds):
        is_plain = bool(kinds & {tuple, list}) and not text.startswith("[")
        lines = [one.strip() for one in text.splitlines() if one.strip()]
        return lines if is_plain else toml_value(text)
    return text if str in kinds else cell


def toml_value(text: str) -> Any:
    """Return a value of TOML; the text itself where it is none."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (tomllib.TOMLDecodeError, KeyError):
        return text


def own_fields(model: type[BaseModel], without: Iterable[str]) -> dict[str, FieldInfo]:
    """Return the fields of *model* by their names in a file, but for those in *without*."""
    named = {field.alias or name: field for name, field in model.model_fields.items()}
    return {name: field for name, field in named.items() if name not in set(without)}


def _day(cell: Cell) -> Any:
    if isinstance(cell, date):
        return cell
    try:
        return date.fromisoformat(str(cell).strip().replace("/", "-"))
    except ValueError:
        return cell


def _fits_a_line(one: Any) -> bool:
    return isinstance(one, str) and one == one.strip() and bool(one) and not _is_odd(one)


def _is_odd(one: str) -> bool:
    return len(one.splitlines()) > 1 or one.startswith("[")


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _kinds(annotation: Any) -> Iterable[Any]:
    """Yield what a value may be: of a union each part, of a literal text."""
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        for part in get_args(annotation):
            yield from _kinds(part)
    elif origin is Annotated:
        yield from _kinds(get_args(annotation)[0])
    elif origin is Literal:
        yield from map(type, get_args(annotation))
    elif isinstance(annotation, type) and issubclass(annotation, str):
        yield str
    else:
        yield origin or annotation
