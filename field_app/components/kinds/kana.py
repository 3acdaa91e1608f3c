"""Draw the field of a reading in kana."""

from typing import Final

import flet as ft

from field_app.components.kinds.entry import Asked, Entry, begin_text, text_field


def draw_kana(asked: Asked) -> ft.Control:
    """Return one line to type in, with the keyboard for text."""
    return text_field(asked, "text")


ENTRY: Final = Entry(begin_text, draw_kana)
