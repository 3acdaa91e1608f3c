"""Draw any number of options out of several."""

from typing import Any, Final

import flet as ft

from field_app.components.entries.choices import ChoiceCards
from field_app.components.kinds.entry import Asked, Entry


def begin_choices(value: Any) -> tuple[str, ...]:
    """Return the options that were chosen; none for None."""
    return tuple(value or ())


def draw_choices(asked: Asked) -> ft.Control:
    """Return a card an option; one that excludes the others takes their marks away."""
    return ChoiceCards(
        asked.choices,
        name=asked.name,
        values=asked.raw,
        on_change_many=asked.set_raw,
        exclusive=asked.question.exclusive,
        columns=asked.columns,
        untorn=True,
    )


ENTRY: Final = Entry(begin_choices, draw_choices)
