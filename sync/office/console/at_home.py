"""Makes of an opened application what a clerk may see from home."""

import re
from collections.abc import Mapping
from typing import Any, Final

DIGIT: Final = re.compile(r"\d")
HIDDEN: Final = "•"


def seen_from_home(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document whose accounts have no digits; everything else stays."""
    answers = [_masked(one) if one.get("account") else one for one in document.get("answers", [])]
    return {**document, "answers": answers}


def _masked(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Hide the digits of an answer, and of what it was before."""
    masked = {**answer, "display": DIGIT.sub(HIDDEN, answer.get("display") or "")}
    if was := answer.get("was"):
        masked["was"] = {**was, "display": DIGIT.sub(HIDDEN, was.get("display") or "")}
    return masked
