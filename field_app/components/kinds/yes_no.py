"""Draw はい and いいえ."""

from typing import Final

import flet as ft

from field_app.components.entries.choices import YesNo
from field_app.components.kinds.entry import Asked, Entry, begin_text


def draw_yes_no(asked: Asked) -> ft.Control:
    """Return two cards, of which one is chosen."""
    return YesNo(name=asked.name, value=asked.raw, on_change=asked.set_raw)


ENTRY: Final = Entry(begin_text, draw_yes_no)
