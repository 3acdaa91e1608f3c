"""Write tables as TOML text, as an author would: short tables in a line, questions one by one."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

BARE: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
WIDTH: Final = 100


def toml_text(tables: Mapping[str, Any], remarks: Mapping[str, str] | None = None) -> str:
    """Return *tables* as TOML; a list of tables has a header for each, a table one of its own.

    Args:
        tables: the content; what has no value of TOML raises TypeError.
        remarks: what stands as ``#`` above the file (``""``) or above a header
            (``"questions.3"``, ``"form"``); several lines are divided by line breaks.
    """
    return "\n".join(_lines(tables, remarks or {})).rstrip("\n") + "\n"


def value_text(value: Any) -> str:
    """Return one value as it stands behind ``=``, in one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case date():
            return value.isoformat()
        case int() | float():
            return repr(value)
        case Mapping():
            pairs = (f"{_key(name)} = {value_text(one)}" for name, one in value.items())
            return "{ " + ", ".join(pairs) + " }" if value else "{}"
        case Sequence():
            return "[" + ", ".join(map(value_text, value)) + "]"
    raise TypeError(f"TOML has no {type(value).__name__}")


def _lines(tables: Mapping[str, Any], remarks: Mapping[str, str]) -> Iterator[str]:
    yield from _remark(remarks.get("", ""))
    for name, value in tables.items():
        if not (_is_table(value) or _are_tables(value)):
            yield from _assigned(name, value)
    for name, value in tables.items():
        if _is_table(value):
            yield from _table(name, value, remarks)
        elif _are_tables(value):
            yield from _repeated(name, value, remarks)


def _table(name: str, table: Mapping[str, Any], remarks: Mapping[str, str]) -> Iterator[str]:
    plain = {key: one for key, one in table.items() if not (_is_table(one) or _are_tables(one))}
    if plain or name in remarks:
        yield ""
        yield from _remark(remarks.get(name, ""))
        yield f"[{name}]"
    for key, one in plain.items():
        yield from _assigned(key, one)
    for key, one in table.items():
        if _is_table(one):
            yield from _table(f"{name}.{_key(key)}", one, remarks)
        elif _are_tables(one):
            yield from _repeated(f"{name}.{_key(key)}", one, remarks)


def _repeated(
    name: str, tables: Sequence[Mapping[str, Any]], remarks: Mapping[str, str]
) -> Iterator[str]:
    for number, table in enumerate(tables):
        yield ""
        yield from _remark(remarks.get(f"{name}.{number}", ""))
        yield f"[[{name}]]"
        for key, one in table.items():
            yield from _assigned(key, one)


def _assigned(name: str, value: Any) -> Iterator[str]:
    line = f"{_key(name)} = {value_text(value)}"
    if len(line) <= WIDTH or not isinstance(value, list | tuple):
        yield line
        return
    yield f"{_key(name)} = ["
    yield from (f"    {value_text(one)}," for one in value)
    yield "]"


def _remark(text: str) -> Iterator[str]:
    yield from (f"# {line}".rstrip() for line in text.splitlines())


def _key(name: str) -> str:
    return name if name and set(name) <= BARE else value_text(name)


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value)


def _are_tables(value: Any) -> bool:
    return (
        isinstance(value, list | tuple)
        and bool(value)
        and all(isinstance(one, Mapping) for one in value)
    )
