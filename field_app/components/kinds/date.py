"""Draw the fields of a date."""

from typing import Any, Final

import flet as ft

from field_app.components.entries.date_entry import DateEntry
from field_app.components.kinds.entry import Asked, Entry


def begin_date(value: Any) -> dict[str, str]:
    """Return era, year, month and day of a kept ISO date; all empty for None."""
    year, month, day = value.split("-") if value else ("", "", "")
    return {"era": "西暦" if value else "", "year": year, "month": month, "day": day}


def draw_date(asked: Asked) -> ft.Control:
    """Return the eras and three fields; the page's title is the label."""
    return DateEntry(name=asked.name, label="", value=asked.raw, on_change=asked.set_raw)


ENTRY: Final = Entry(begin_date, draw_date)
