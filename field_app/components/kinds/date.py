"""Draw the fields of a date."""

from typing import Any, Final

import flet as ft

from field_app.components.entries.date_entry import DateEntry, date_parts
from field_app.components.kinds.entry import Asked, Entry
from field_app.procedure.kinds.date import may_be_partial


def begin_date(value: Any) -> dict[str, str]:
    """Return era, year, month and day of a kept ISO date; all empty for None."""
    return date_parts(value)


def draw_date(asked: Asked) -> ft.Control:
    """Return the eras and three fields; the page's title is the label."""
    return DateEntry(
        name=asked.name,
        label="",
        value=asked.raw,
        on_change=asked.set_raw,
        may_be_partial=may_be_partial(asked.question),
    )


ENTRY: Final = Entry(begin_date, draw_date)
