"""Lay a picture out with what belongs to it: under it, or beside it where the page is low."""

from collections.abc import Sequence
from typing import Final

import flet as ft

from field_app.design.layout import GAP, Layout

LYING: Final = 0.54  # the picture's share of the width on a page that lies


def picture_room(layout: Layout) -> tuple[float, float]:
    """Return the width that a picture has on the page, and how high it may be."""
    if layout.portrait:
        # Larger letters take their room from the picture: the button under it stays in sight.
        return layout.content_width, layout.height * (0.38 - 0.18 * (layout.text_scale - 1))
    return round(layout.content_width * LYING), max(200.0, layout.height * 0.36)


def beside(layout: Layout, picture: ft.Control, rest: Sequence[ft.Control]) -> ft.Control:
    """Return *picture* over *rest* on a page that stands, and left of it on one that lies."""
    column = ft.Column(
        list(rest),
        spacing=GAP,
        expand=None if layout.portrait else True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    if layout.portrait:
        middle = ft.Row([picture], alignment=ft.MainAxisAlignment.CENTER)
        return ft.Column(
            [middle, column], spacing=GAP, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
        )
    return ft.Row(
        [picture, column], spacing=2 * GAP, vertical_alignment=ft.CrossAxisAlignment.START
    )
