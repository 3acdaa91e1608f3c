"""Reads a day or a time from the command line."""

from datetime import datetime

from sync.wire.japan import JAPAN


def day_or_time(text: str) -> datetime:
    """Return the time that *text* says; without a zone it is Japan's.

    Raises:
        ValueError: it says none.
    """
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=JAPAN)
