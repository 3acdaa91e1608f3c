"""Draw the page of a second tab: Demado is used on one screen at a time."""

import flet as ft

from field_app.components.buttons import BigButton
from field_app.components.text import Paragraph
from field_app.design.guard import component
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.staff_page import StaffPage


@component
def ElsewhereScreen() -> ft.Control:
    """Draw the button that takes over here; the other screen then locks, its draft stays sealed."""
    app = ft.use_context(AppContext)
    ft.use_context(StateContext)
    words = app.words
    return StaffPage(
        [Paragraph(words("elsewhere.p_elsewhere"))],
        title_key="elsewhere.s_title",
        narrow=True,
        main=BigButton(
            words("elsewhere.s_use_here"),
            name="elsewhere.use_here",
            on_click=app.take_over,
            expand=1,
        ),
    )
