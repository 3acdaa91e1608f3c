"""Reads the times that a row holds: what is no moment is none, and stops nobody."""

from datetime import datetime


def read_moment(text: str | None) -> datetime | None:
    """Return an ISO time with its zone; None for anything else.

    The arrival is the reception's word and the counter's time the tablet's: either may be wrong.
    """
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return at if at.tzinfo else None
