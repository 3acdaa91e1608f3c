"""Draw one option out of several."""

from typing import Final

import flet as ft

from field_app.components.entries.choices import ChoiceCards
from field_app.components.kinds.entry import Asked, Entry, begin_text


def draw_choice(asked: Asked) -> ft.Control:
    """Return a card an option, of which one is chosen."""
    return ChoiceCards(
        asked.choices,
        name=asked.name,
        value=asked.raw,
        on_change=asked.set_raw,
        columns=asked.columns,
        untorn=True,
    )


ENTRY: Final = Entry(begin_text, draw_choice)
