"""Draw 「読みあわせ」: each answer is read aloud, and the resident says はい."""

import flet as ft

from field_app.components.buttons import BigButton, SecondaryButton
from field_app.components.frames.resident_frame import Progress
from field_app.components.text import Hint, Paragraph
from field_app.design.guard import component
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.resident_page import ResidentPage
from field_app.state.screen import Screen


@component
def ReadBackScreen() -> ft.Control:
    """Draw one answer, large."""
    app = ft.use_context(AppContext)
    ft.use_context(StateContext)
    words, filing = app.words, app.filing.filing
    shown = app.filing.questions()
    at = min(filing.read_back, len(shown) - 1)
    question = shown[at]

    async def edit() -> None:
        await app.filing.edit_answer(question.id, Screen.READ_BACK)

    return ResidentPage(
        [
            Hint(words(question.label_key)),
            Paragraph(filing.answers[question.id].display, bold=True, name="read_back.value"),
        ],
        title=words("read_back.l_is_it_right"),
        progress=Progress(at + 1, len(shown)),
        on_back=lambda: app.visits.show(Screen.CHECK),
        main=BigButton(
            words("read_back.s_yes"),
            name="read_back.yes",
            on_click=app.filing.confirm_read_back,
            expand=2,
        ),
        second=SecondaryButton(
            words("read_back.s_no"), name="read_back.no", on_click=edit, expand=1
        ),
    )
