"""Draw the confirmation by word, which the member of staff witnesses."""

import flet as ft

from field_app.components.buttons import BigButton
from field_app.components.text import Paragraph
from field_app.design.guard import component
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.resident_page import ResidentPage
from field_app.state.screen import Screen


@component
def SpokenScreen() -> ft.Control:
    """Draw one sentence to hear, and one button."""
    app = ft.use_context(AppContext)
    ft.use_context(StateContext)
    words = app.words
    return ResidentPage(
        [Paragraph(words("confirm.p_spoken"))],
        title=words("confirm.s_spoken"),
        on_back=lambda: app.visits.show(Screen.CONFIRM),
        main=BigButton(
            words("confirm.s_spoken_yes"),
            name="spoken.yes",
            on_click=app.confirm.confirm_spoken,
            expand=1,
        ),
    )
