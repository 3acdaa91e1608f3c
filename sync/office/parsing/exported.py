"""Picks out of an application what its definition gives to the city's other systems."""

from typing import Any, Final

from sync.office.parsing.shape import MOST_ANSWERS

PROCEDURE: Final = ("id", "title", "form", "period")
LONGEST_NAME: Final = 300


def exported_of(document: dict[str, Any]) -> dict[str, Any]:
    """Return the answers that have a name for export, and the facts of the procedure.

    Args:
        document: what the tablet sealed, of which `shown_of` was content with the rest.
    """
    procedure = document.get("procedure") or {}
    version = procedure.get("version")
    answers = [
        {"export": answer["export"], "value": answer.get("value")}
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
        "answers": answers,
    }


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
