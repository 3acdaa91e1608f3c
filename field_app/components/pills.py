"""Draw a state by symbol and words, never by colour alone."""

from typing import Final, Literal

import flet as ft

from field_app.components.text import sentence
from field_app.design.guard import component
from field_app.design.layout import use_layout
from field_app.design.theme import Colour, use_sizes

Tone = Literal["good", "quiet", "warn", "bad"]

# tone: paper, ink, line, symbol
LOOKS: Final[dict[Tone, tuple[str, str, str, ft.IconData]]] = {
    "good": (Colour.SUCCESS_PALE, Colour.SUCCESS, Colour.SUCCESS, ft.Icons.CHECK_CIRCLE_OUTLINE),
    "quiet": (Colour.WHITE, Colour.TEXT_SUB, Colour.LINE, ft.Icons.SCHEDULE),
    "warn": (Colour.WARNING_PALE, Colour.WARNING, Colour.WARNING_LINE, ft.Icons.WARNING_AMBER),
    "bad": (Colour.ERROR_PALE, Colour.ERROR, Colour.ERROR, ft.Icons.ERROR_OUTLINE),
}


@component
def StatusPill(text: str, *, tone: Tone, name: str) -> ft.Control:
    """Draw *text* with a symbol on a small rounded paper.

    Args:
        text: the state, e.g. 市に届きました.
        tone: good (done), quiet (waits, all is well), warn (look at it), bad (stopped).
        name: key of the text.
    """
    paper, ink, line, symbol = LOOKS[tone]
    size = use_layout().text(min(use_sizes().hint, 20))
    return ft.Container(
        ft.Row(
            [
                ft.Icon(symbol, color=ink, size=size * 1.2),
                sentence(text, size=size, colour=ink, bold=True, name=name, line_height=1.2),
            ],
            spacing=6,
            tight=True,
        ),
        bgcolor=paper,
        border=ft.Border.all(1.5, line),
        border_radius=size * 1.2,
        padding=ft.Padding.symmetric(horizontal=12, vertical=6),
    )
