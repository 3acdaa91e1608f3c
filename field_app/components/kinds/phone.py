"""Draw the field of a telephone number."""

from typing import Final

import flet as ft

from field_app.components.kinds.entry import Asked, Entry, begin_text, text_field


def draw_phone(asked: Asked) -> ft.Control:
    """Return one line to type in, with the keyboard for telephone numbers."""
    return text_field(asked, "phone")


ENTRY: Final = Entry(begin_text, draw_phone)
