"""Draw a person's name as it is registered, and the photo beside what the chip said."""

import flet as ft

from field_app.components.language import use_words
from field_app.components.notes import paper
from field_app.components.text import type_style
from field_app.design.guard import component
from field_app.design.layout import use_layout
from field_app.design.theme import Colour, use_sizes
from field_app.words.visible import visible

# The chip's photo is 480 × 600; printed 30 × 37.5 mm.
PHOTO_WIDTH = 240.0
PHOTO_HEIGHT = 300.0


@component
def NameText(text: str, *, image: bytes | None = None, name: str) -> ft.Control:
    """Draw a name in type that has 𠮷, 髙, 﨑; under it the chip's own picture of it.

    Args:
        text: the name, never broken between phrases; only what cannot be seen is marked.
        image: PNG of the name as the card holds it; the letters may lack a variant.
        name: key of the text.
    """
    sizes, layout, words = use_sizes(), use_layout(), use_words()
    size = layout.text(sizes.button + 4)
    written = ft.Text(
        visible(text),
        key=name,
        style=type_style(size, Colour.TEXT_STRONG, bold=True, line_height=1.4),
    )
    if image is None:
        return written
    picture = ft.Container(
        ft.Image(
            src=image,
            height=size * 1.6,
            fit=ft.BoxFit.CONTAIN,
            semantics_label=words("components.s_name_picture"),
            key=f"{name}.picture",
        ),
        bgcolor=Colour.WHITE,
        border=ft.Border.all(1, Colour.LINE_PALE),
        border_radius=8,
        padding=6,
    )
    return ft.Column([written, picture], spacing=6, tight=True)


@component
def PhotoCompare(photo_png: bytes | None, facts: ft.Control) -> ft.Control:
    """Draw the photo, large, beside *facts*; above them where the page is upright and narrow.

    Args:
        photo_png: the photo of the card; ``None`` shows the facts alone.
        facts: what the chip said.
    """
    layout, words = use_layout(), use_words()
    if photo_png is None:
        return paper(facts)
    photo = ft.Container(
        ft.Image(
            src=photo_png,
            key="photo",
            width=PHOTO_WIDTH,
            height=PHOTO_HEIGHT,
            fit=ft.BoxFit.CONTAIN,
            semantics_label=words("components.s_photo"),
        ),
        bgcolor=Colour.WHITE,
        border=ft.Border.all(2, Colour.LINE),
        border_radius=8,
        padding=4,
    )
    if layout.content_width < 620 * layout.text_scale:
        return paper(ft.Column([photo, facts], spacing=20))
    return paper(
        ft.Row(
            [photo, ft.Container(facts, expand=True)],
            spacing=28,
            vertical_alignment=ft.CrossAxisAlignment.START,
        )
    )
