"""Draw the field of the number of an insured person."""

from typing import Final

import flet as ft

from field_app.components.kinds.entry import Asked, Entry, begin_text, text_field


def draw_insured_number(asked: Asked) -> ft.Control:
    """Return one line to type in, with the keyboard for digits."""
    return text_field(asked, "number")


ENTRY: Final = Entry(begin_text, draw_insured_number)
