"""Draw a QR code to be read by another tablet or a telephone."""

import flet as ft

from field_app.components.language import use_words
from field_app.design.guard import component
from field_app.design.theme import Colour

SIDE = 220.0


@component
def QrImage(png: bytes, *, name: str) -> ft.Control:
    """Draw *png* on white with the quiet zone that readers need.

    Args:
        png: the code; drawn without smoothing.
        name: key of the picture.
    """
    code = ft.Container(
        ft.Image(
            src=png,
            key=name,
            width=SIDE,
            height=SIDE,
            fit=ft.BoxFit.CONTAIN,
            filter_quality=ft.FilterQuality.NONE,
            semantics_label=use_words()("components.s_qr"),
        ),
        bgcolor=Colour.WHITE,
        border=ft.Border.all(1, Colour.LINE_PALE),
        border_radius=12,
        padding=4,  # the picture brings its quiet zone along
        width=SIDE + 10,
        height=SIDE + 10,
    )
    return ft.Row([code], alignment=ft.MainAxisAlignment.CENTER)
