"""Move the days of a case, so that it comes out today as it did on its own day."""

import re
from datetime import date, timedelta
from typing import Any, Final

DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
MONTH: Final = re.compile(r"\d{4}-\d{2}")


def moved(raw: Any, by: timedelta) -> Any:
    """Return what a case answers with every day and month in it moved; all else as it is.

    A day that is known in part stays (1935-99-99): nobody born then comes of another age soon.
    """
    if isinstance(raw, dict):
        return {name: moved(one, by) for name, one in raw.items()}
    if isinstance(raw, list | tuple):
        return [moved(one, by) for one in raw]
    if isinstance(raw, date):
        return raw + by
    if isinstance(raw, str) and MONTH.fullmatch(raw):
        return (date.fromisoformat(f"{raw}-15") + by).isoformat()[:7]
    if isinstance(raw, str) and DAY.fullmatch(raw) and "99" not in raw[4:]:
        return (date.fromisoformat(raw) + by).isoformat()
    return raw
