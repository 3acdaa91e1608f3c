"""Draw where a number stands on the face of a My Number Card."""

from typing import Literal

import flet as ft

from field_app.components.text import sentence
from field_app.design.guard import component
from field_app.design.layout import use_layout
from field_app.design.theme import Colour, use_sizes

FaceField = Literal["birth", "expiry", "code"]
WIDTH = 340.0


@component
def CardFace(*, field: FaceField, said: str, birth: str, expiry: str, code: str) -> ft.Control:
    """Draw the face in outline; the field that is asked now is framed and filled.

    Args:
        field: which one.
        said: what a screen reader says instead of the picture.
        birth: what stands where the birth date is printed.
        expiry: what stands where the expiry is printed.
        code: what stands where the security code is printed.
    """
    layout, sizes = use_layout(), use_sizes()
    size = min(layout.text(sizes.body) * 0.75, 18.0)

    def printed(name: FaceField, text: str) -> ft.Control:
        is_asked = name == field
        return ft.Container(
            sentence(text, size=size, colour=Colour.TEXT_STRONG, bold=is_asked),
            key=f"card_face.{name}",
            padding=ft.Padding.symmetric(horizontal=6, vertical=1),
            border=ft.Border.all(3, Colour.PRIMARY) if is_asked else None,
            border_radius=6,
            bgcolor=Colour.NAVY_PALE if is_asked else None,
        )

    lines = [printed("birth", birth), printed("expiry", expiry), printed("code", code)]
    face = ft.Container(
        ft.Row(
            [
                ft.Container(
                    ft.Icon(ft.Icons.PERSON_OUTLINE, size=44, color=Colour.LINE),
                    width=70,
                    height=84,
                    alignment=ft.Alignment.CENTER,
                    border=ft.Border.all(2, Colour.LINE),
                ),
                ft.Column(lines, spacing=4, tight=True),
            ],
            spacing=14,
        ),
        width=WIDTH,
        padding=10,
        border=ft.Border.all(2, Colour.LINE),
        border_radius=12,
        bgcolor=Colour.WHITE,
    )
    return ft.Semantics(
        label=said,
        exclude_semantics=True,
        container=True,
        content=ft.Row([face], alignment=ft.MainAxisAlignment.CENTER),
    )
