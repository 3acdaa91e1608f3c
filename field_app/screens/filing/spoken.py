"""Draw the confirmation by word, which the member of staff witnesses."""

import flet as ft

from field_app.components.text import Paragraph
from field_app.design.guard import component
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.resident_page import ResidentPage
from field_app.screens.frames.staff_proof import StaffProof
from field_app.state.screen import Screen
from field_app.state.visit import VisitState
from field_app.words.words import Words


@component
def SpokenScreen() -> ft.Control:
    """Draw one sentence to hear, and ask who heard it for the staff PIN."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words = app.words
    return ResidentPage(
        [
            StaffProof(
                name="spoken",
                submit_label=words("confirm.s_spoken_yes"),
                on_submit=app.confirm.confirm_spoken,
                above=[Paragraph(to_hear(state.visit, words), name="spoken.sentence")],
            )
        ],
        title=words("confirm.s_spoken"),
        on_back=lambda: app.visits.show(Screen.CONFIRM),
    )


def to_hear(visit: VisitState | None, words: Words) -> str:
    """Return what is to be said, and by whom: the resident, or who came in that person's place."""
    came = visit.actor.name if visit and visit.actor else None
    return words("confirm.p_spoken_came", name=came) if came else words("confirm.p_spoken")
