"""Draw the receipt number as large as the page allows, to be copied by hand."""

import flet as ft

from field_app.components.language import use_words
from field_app.components.text import type_style
from field_app.design.guard import component
from field_app.design.layout import GAP, use_layout
from field_app.design.theme import Colour
from field_app.words.receipt_number import number_groups

SIZE = 60.0


@component
def ReceiptNumber(number: str, *, name: str = "receipt_number") -> ft.Control:
    """Draw the twelve digits in three groups of four.

    Args:
        number: with or without hyphens, e.g. ``4827-3956-2284``.
        name: key of the row; a screen reader hears digit by digit.
    """
    words, layout = use_words(), use_layout()
    groups = number_groups(number)
    spoken = "、".join(" ".join(group) for group in groups)
    size = min(layout.text(SIZE), layout.content_width / 12.5)
    boxes: list[ft.Control] = [
        ft.Container(
            ft.Text(group, style=type_style(size, Colour.NAVY, bold=True, line_height=1.2)),
            bgcolor=Colour.WHITE,
            border=ft.Border.all(3, Colour.NAVY),
            border_radius=14,
            padding=ft.Padding.symmetric(horizontal=16, vertical=8),
        )
        for group in groups
    ]
    return ft.Semantics(
        label=words("components.l_number", number=spoken),
        exclude_semantics=True,
        container=True,
        content=ft.Row(
            boxes,
            key=name,
            spacing=GAP,
            run_spacing=GAP,
            wrap=True,
            alignment=ft.MainAxisAlignment.CENTER,
        ),
    )
