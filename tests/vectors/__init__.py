"""Inputs from real life with their right value; the files beside this are read by every test."""

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
TODAY = date(2026, 11, 23)  # the day that the files count from


@dataclass(frozen=True)
class Vector:
    """One input and what it has to become.

    Attributes:
        id: names it in a test's output.
        kind: what it is an input of: a kind of question, a look-up, a rule.
        input: as it is typed, or the parts of it.
        right: the value that is right, or in words what has to happen.
        question: what the definition says of the question, where it matters.
    """

    id: str
    kind: str
    input: Any
    right: Any
    question: dict[str, Any] = field(default_factory=dict)


def vectors(*kinds: str) -> list[Vector]:
    """Return every vector of *kinds*, in the order of the files; of every kind for none."""
    found = [
        Vector(one["id"], one["kind"], one["input"], one["right"], one.get("question") or {})
        for path in sorted(FOLDER.glob("*.json"))
        for one in json.loads(path.read_text(encoding="utf-8"))["vectors"]
    ]
    return [one for one in found if not kinds or one.kind in kinds]
