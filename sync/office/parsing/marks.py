"""Finds what an opened application is to be marked with."""

from datetime import date, datetime
from typing import Any, Final

from sync.wire.individual_number import has_individual_number, texts_in
from sync.wire.japan import JAPAN
from sync.wire.marks import Mark

SAID: tuple[Mark, ...] = (Mark.PRACTICE, Mark.NO_CONTACT)
LATER: Final = "later"  # the state of evidence whose original is still to come


def marks_of(document: dict[str, Any]) -> list[Mark]:
    """Return the marks of a document as the console shows it: the tablet's, and those found here.

    Args:
        document: what `shown_of` returned.
    """
    said = document.get("marks") or []
    found = {
        Mark.INDIVIDUAL_NUMBER: _has_individual_number(document),
        Mark.EXPIRED: _is_expired(document),
        Mark.ASKED_TWICE: bool(document.get("asked_twice")),
        Mark.CHANGED: any(answer.get("was") for answer in document.get("answers") or []),
        Mark.UNPRINTABLE: bool(document.get("unprintable")),
        Mark.EVIDENCE_LATER: any(
            one.get("state") == LATER for one in document.get("evidence") or []
        ),
    }
    return [mark for mark in SAID if mark in said] + [
        mark for mark, is_so in found.items() if is_so
    ]


def _has_individual_number(document: dict[str, Any]) -> bool:
    texts = texts_in([document.get("answers"), document.get("actor"), document.get("person")])
    return any(has_individual_number(text) for text in texts)


def _is_expired(document: dict[str, Any]) -> bool:
    """Tell whether the definition's last day lay before the day of the counter, in Japan."""
    last = (document.get("procedure") or {}).get("valid_until")
    at = document.get("counter_accepted_at")
    if last is None or at is None:
        return False
    try:
        return date.fromisoformat(last) < datetime.fromisoformat(at).astimezone(JAPAN).date()
    except ValueError:
        return True  # a last day that is no day: a person looks at it
