"""Draw the field of an amount of money."""

from typing import Final

import flet as ft

from field_app.components.kinds.entry import Asked, Entry, begin_text, text_field


def draw_amount(asked: Asked) -> ft.Control:
    """Return one line to type in, with the keyboard for digits."""
    return text_field(asked, "number")


ENTRY: Final = Entry(begin_text, draw_amount)
