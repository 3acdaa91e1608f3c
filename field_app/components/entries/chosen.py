"""Draw what was chosen, with a way back to the choice."""

from collections.abc import Callable
from typing import Any

import flet as ft

from field_app.components.buttons import LinkButton
from field_app.components.language import use_words
from field_app.components.notes import paper
from field_app.components.text import Hint, Paragraph
from field_app.design.guard import component


@component
def Chosen(what: str, code: str, *, name: str, on_again: Callable[[], Any]) -> ft.Control:
    """Draw what was chosen, and えらびなおす.

    Args:
        what: what was chosen.
        code: a line that says more of it.
        name: key of the text; the link's is ``<name>.again``.
        on_again: takes it back; may be ``async``.
    """
    words = use_words()
    again = LinkButton(words("components.s_choose_again"), name=f"{name}.again", on_click=on_again)
    said = ft.Column([Paragraph(what, bold=True, name=name), Hint(code)], spacing=2, tight=True)
    return paper(
        ft.Row(
            [said, again],
            wrap=True,
            alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        )
    )
