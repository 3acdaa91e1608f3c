"""Says where an application stands among those that are to be decided: by the day it is due."""

from typing import Final

NO_DAY: Final = "9999-12-31"  # nobody promised anything: it stands behind what was promised
BY_DUE: Final = f"coalesce(due_on, '{NO_DAY}') || received_at"


def due_place(due_on: str | None, received_at: str) -> str:
    """Return what ``BY_DUE`` is of a row."""
    return (due_on or NO_DAY) + received_at
