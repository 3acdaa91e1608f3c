"""Draw the page on which staff say, with their PIN, that no number stands on a picture."""

import flet as ft

from field_app.components.text import Paragraph
from field_app.design.guard import component
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.resident_page import ResidentPage
from field_app.screens.frames.staff_proof import StaffProof
from field_app.state.screen import Screen


@component
def PictureProofScreen() -> ft.Control:
    """Draw what staff confirm, and ask who looked for the staff PIN."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words = app.words
    shot = state.visit.picture if state.visit else None
    covered = bool(shot and shot.change.bars)
    said = words("pictures.s_covered" if covered else "pictures.s_no_number")
    return ResidentPage(
        [
            StaffProof(
                name="picture_proof",
                submit_label=said,
                on_submit=app.pictures.prove,
                above=[Paragraph(words("pictures.p_look"))],
            )
        ],
        title=words("pictures.l_staff_looks"),
        on_back=lambda: app.visits.show(Screen.QUESTION),
    )
