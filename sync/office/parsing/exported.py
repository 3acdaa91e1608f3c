"""Picks out of an application what its definition gives to the city's other systems."""

from typing import Any, Final

from sync.office.gif.building import application_of
from sync.office.gif.values import Misfit, dumped
from sync.office.parsing.shape import MOST_ANSWERS

PROCEDURE: Final = ("id", "title", "form", "period")
LONGEST_NAME: Final = 300
MOST_COLUMNS: Final = 2_000


def exported_of(document: dict[str, Any]) -> dict[str, Any]:
    """Return the answers that have a name for export, and the facts of the procedure.

    Args:
        document: what the tablet sealed, of which `shown_of` was content with the rest.
    """
    procedure = document.get("procedure") or {}
    version = procedure.get("version")
    answers = [
        answer
        for answer in (document.get("answers") or [])[:MOST_ANSWERS]
        if _is_name(answer.get("export"))
    ]
    return {
        "procedure": {name: _text(procedure.get(name)) for name in PROCEDURE}
        | {"version": version if type(version) is int else 0},
        "pictures": [
            {"label": _text(one.get("label")), "sha256": _text(one.get("sha256"))}
            for one in document.get("attachments") or []
        ],
        "answers": [{"export": one["export"], "value": one.get("value")} for one in answers],
        "columns": _columns(document.get("columns")),
        "gif": _in_gif(document, answers),
    }


def _in_gif(document: dict[str, Any], answers: list[dict[str, Any]]) -> dict[str, Any]:
    """Return A票 and B票; of an application that does not fit them, the name of what does not."""
    try:
        sheets: dict[str, Any] = dumped(application_of(document, answers))
    except Misfit as found:
        return {"misfit": str(found)}
    return sheets


def _columns(value: Any) -> list[str]:
    """Return the order of a table's columns as the definition declares it."""
    found = value if isinstance(value, list) else []
    return [one for one in found[:MOST_COLUMNS] if _is_name(one)]


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
