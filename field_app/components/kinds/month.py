"""Draw the fields of a month."""

from typing import Any, Final

import flet as ft

from field_app.components.entries.date_entry import DateEntry, date_parts
from field_app.components.kinds.entry import Asked, Entry


def begin_month(value: Any) -> dict[str, str]:
    """Return era, year and month of a kept ``YYYY-MM``; all empty for None."""
    return date_parts(f"{value}-99" if value else None)


def draw_month(asked: Asked) -> ft.Control:
    """Return the eras and two fields; the page's title is the label."""
    return DateEntry(
        name=asked.name,
        label="",
        value=asked.raw,
        on_change=asked.set_raw,
        has_day=False,
    )


ENTRY: Final = Entry(begin_month, draw_month)
