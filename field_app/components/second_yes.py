"""Ask a second time for what cannot be taken back: the sentence, and two equally large answers."""

import flet as ft

from field_app.components.buttons import BigButton, SecondaryButton
from field_app.components.text import Paragraph
from field_app.design.guard import Handler, component


@component
def SecondYes(
    text: str,
    *,
    no: str,
    no_name: str,
    on_no: Handler,
    yes: str,
    yes_name: str,
    on_yes: Handler,
) -> ft.Control:
    """Draw the question; the quiet answer, which keeps everything, stands first."""
    answers = ft.Row(
        [
            SecondaryButton(no, name=no_name, on_click=on_no, expand=1),
            BigButton(yes, name=yes_name, on_click=on_yes, danger=True, expand=1),
        ],
        spacing=14,
    )
    return ft.Column([Paragraph(text, tone="error"), answers], spacing=12)
