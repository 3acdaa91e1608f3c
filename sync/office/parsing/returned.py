"""Picks out of an application the answers that go back to its tablet when it is returned."""

from typing import Any, Final

from sync.office.parsing.shape import MOST_ANSWERS

TEXTS: Final = ("question", "label", "display", "source", "at", "kind")


def returned_of(document: dict[str, Any]) -> dict[str, Any]:
    """Return procedure, version and answers, of which each has the id of its question.

    Args:
        document: what the tablet sealed, of which `shown_of` was content with the rest.
    """
    procedure = document.get("procedure") or {}
    version = procedure.get("version")
    return {
        "procedure": str(procedure.get("id") or ""),
        "version": version if type(version) is int else 0,
        "answers": [
            {**{name: _text(answer, name) for name in TEXTS}, "value": answer.get("value")}
            for answer in (document.get("answers") or [])[:MOST_ANSWERS]
            if _text(answer, "question")
        ],
    }


def _text(answer: dict[str, Any], name: str) -> str:
    value = answer.get(name)
    return value if isinstance(value, str) else ""
