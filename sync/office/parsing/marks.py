"""Finds what an opened application is to be marked with."""

from typing import Any

from sync.wire.individual_number import has_individual_number, texts_in
from sync.wire.marks import Mark

SAID: tuple[Mark, ...] = (Mark.PRACTICE, Mark.NO_CONTACT)


def marks_of(document: dict[str, Any]) -> list[Mark]:
    """Return the marks of a document as the console shows it: the tablet's, and those found here.

    Args:
        document: what `shown_of` returned.
    """
    said = document.get("marks") or []
    texts = texts_in([document.get("answers"), document.get("actor"), document.get("person")])
    found = any(has_individual_number(text) for text in texts)
    return [mark for mark in SAID if mark in said] + ([Mark.INDIVIDUAL_NUMBER] if found else [])
