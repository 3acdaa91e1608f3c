"""Draw the field of a whole number, with what is counted beside it where the question says it."""

from typing import Final

import flet as ft

from field_app.components.kinds.entry import Asked, Entry, begin_text, text_field
from field_app.components.text import sentence
from field_app.design.guard import component
from field_app.design.layout import GAP, use_layout
from field_app.design.theme import Colour, use_sizes

COUNTED_WIDTH: Final = 260.0  # nine digits


def draw_number(asked: Asked) -> ft.Control:
    """Return one line to type in, with the keyboard for digits."""
    unit = asked.question.unit_key
    if unit is None:
        return text_field(asked, "number")
    return WithUnit(text_field(asked, "number"), asked.words(unit).strip())


@component
def WithUnit(field: ft.Control, unit: str) -> ft.Control:
    """Draw a short *field* and 通 behind it."""
    sizes, layout = use_sizes(), use_layout()
    size = layout.text(sizes.button)
    width = min(layout.text(COUNTED_WIDTH), layout.content_width * 2 / 3)
    return ft.Row(
        [
            ft.Container(field, width=width),
            sentence(unit, size=size, colour=Colour.TEXT_STRONG, bold=True),
        ],
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


ENTRY: Final = Entry(begin_text, draw_number)
