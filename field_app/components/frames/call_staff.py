"""Let the resident call a member of staff: the button, and the note while they come."""

from dataclasses import dataclass

import flet as ft

from field_app.components.buttons import SecondaryButton
from field_app.components.language import use_words
from field_app.components.text import sentence
from field_app.design.guard import Handler, component
from field_app.design.layout import use_layout
from field_app.design.theme import Colour, use_sizes


@dataclass(frozen=True)
class StaffCall:
    """What a page knows of the call.

    Attributes:
        is_called: whether staff were called on this page.
        on_call: calls them.
        on_back: takes the call back, or ends it when they are there.
    """

    is_called: bool
    on_call: Handler
    on_back: Handler


@component
def CallStaffButton(on_click: Handler) -> ft.Control:
    """Draw 職員をよぶ, always at the same place (WCAG 2.2 3.2.6)."""
    return SecondaryButton(
        use_words()("shell.s_call_staff"),
        name="frame.call_staff",
        on_click=on_click,
        icon=ft.Icons.FRONT_HAND_OUTLINED,
    )


@component
def StaffCalledNote(on_back: Handler) -> ft.Control:
    """Draw 「職員が来ます」 over the full width, with もどる; a screen reader says it at once."""
    words, sizes, layout = use_words(), use_sizes(), use_layout()
    text = sentence(
        words("shell.p_staff_called"),
        size=layout.text(sizes.title - 4),
        colour=Colour.NAVY,
        bold=True,
        name="frame.staff_called",
        line_height=1.4,
    )
    back = SecondaryButton(
        words("shell.s_back"),
        name="frame.staff_called.back",
        on_click=on_back,
        icon=ft.Icons.ARROW_BACK_IOS_NEW,
    )
    said = ft.Row(
        [
            ft.Icon(ft.Icons.FRONT_HAND_OUTLINED, color=Colour.NAVY, size=layout.text(48)),
            ft.Container(text, expand=True),
        ],
        spacing=20,
    )
    return ft.Semantics(
        live_region=True,
        content=ft.Container(
            ft.Column(
                [said, ft.Row([back])],
                spacing=12,
                tight=True,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            ),
            bgcolor=Colour.PRIMARY_PALE,
            border=ft.Border.symmetric(vertical=ft.BorderSide(2, Colour.PRIMARY_LINE)),
            padding=ft.Padding.symmetric(
                horizontal=layout.margin, vertical=10 if layout.short else 24
            ),
        ),
    )
