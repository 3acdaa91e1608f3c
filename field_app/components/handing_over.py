"""Draw who gives the tablet to whom: three faces, one sentence, and who holds it from here on."""

from typing import Final

import flet as ft

from field_app.components.language import use_words
from field_app.components.text import sentence
from field_app.design.guard import component
from field_app.design.layout import Layout, use_layout
from field_app.design.phrases import longest_phrase
from field_app.design.theme import Colour

LARGEST: Final = 56.0  # larger letters push the keys of who takes the tablet out of sight


@component
def HandOverNotice(*, to: str, name: str = "hand_over") -> ft.Control:
    """Say タブレットを お渡しください, and to whom; to ``staff`` it is given back.

    Args:
        to: who holds it from here on: ``staff``, or who types on the resident's pages.
        name: key of the sentence.
    """
    words, layout = use_words(), use_layout()
    is_back = to == "staff"
    said = words("shell.l_hand_back" if is_back else "shell.l_hand_over")
    size = hand_over_letters(said, layout)
    content: list[ft.Control] = [
        faces(layout, is_back=is_back),
        sentence(said, size=size, bold=True, align=ft.TextAlign.CENTER, name=name, line_height=1.4),
    ]
    if not (is_back and layout.large):  # there the room is for the keys
        more = words(f"shell.p_hand_to_{to}")
        smaller = min(layout.text(24), hand_over_letters(more, layout))
        content.append(sentence(more, size=smaller, align=ft.TextAlign.CENTER))
    return ft.Column(
        content,
        spacing=16 if layout.large else 28,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )


def faces(layout: Layout, *, is_back: bool) -> ft.Control:
    """Return who gives the tablet, the tablet, and who takes it, with arrows between."""
    face, arrow = hand_over_sizes(layout)
    staff, other = ft.Icons.BADGE_OUTLINED, ft.Icons.PERSON_OUTLINE
    gives, takes = (other, staff) if is_back else (staff, other)
    return ft.Row(
        [
            ft.Icon(gives, size=face, color=Colour.NAVY),
            ft.Icon(ft.Icons.ARROW_FORWARD, size=arrow, color=Colour.WARNING_LINE),
            ft.Icon(ft.Icons.TABLET_MAC_OUTLINED, size=face, color=Colour.PRIMARY),
            ft.Icon(ft.Icons.ARROW_FORWARD, size=arrow, color=Colour.WARNING_LINE),
            ft.Icon(takes, size=face, color=Colour.NAVY),
        ],
        alignment=ft.MainAxisAlignment.CENTER,
        spacing=8,
    )


def hand_over_room(layout: Layout) -> float:
    """Return the width that the notice has: half where the tablet lies, keys may stand beside."""
    return layout.content_width if layout.portrait else layout.content_width / 2 - 16


def hand_over_sizes(layout: Layout) -> tuple[float, float]:
    """Return the sizes of the three faces and of the two arrows between them, in one row."""
    face = min(96.0, (hand_over_room(layout) - 4 * 8) / 4.5)
    return face, face * 0.75


def hand_over_letters(text: str, layout: Layout) -> float:
    """Return letters in which no phrase of *text* is torn, and the keys below stay near."""
    fitting = hand_over_room(layout) / max(1.0, longest_phrase(text))
    return min(layout.text(40), LARGEST, fitting)
