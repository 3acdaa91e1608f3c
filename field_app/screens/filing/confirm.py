"""Draw the ways to confirm: by card, by hand, or by word."""

import flet as ft

from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.components.notes import InfoNote
from field_app.components.text import Hint
from field_app.design.guard import component
from field_app.document.inputs import ConfirmationMethod
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.glyph_note import paper_note
from field_app.screens.frames.person import (
    AnotherButton,
    AskSamePerson,
    PersonNote,
    SameButton,
)
from field_app.screens.frames.resident_page import ResidentPage
from field_app.state.screen import Screen

# Each way and its words.
WAYS = {
    ConfirmationMethod.CARD_SIGNATURE: "card",
    ConfirmationMethod.HAND_SIGNATURE: "hand",
    ConfirmationMethod.SPOKEN: "spoken",
}


@component
def ConfirmScreen() -> ft.Control:
    """Draw whose application it is; once somebody said so, the ways and what sealing means."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words = app.words
    if state.visit is None:
        return Hint("")
    if not state.visit.filing.is_same_person:
        return ResidentPage(
            [AskSamePerson(state.visit)],
            title=words("gate.s_title"),
            on_back=lambda: app.visits.show(Screen.CHECK),
            main=SameButton(),
            second=AnotherButton(),
        )

    async def choose(way: str) -> None:
        await app.confirm.choose(ConfirmationMethod(way))

    return ResidentPage(
        [
            PersonNote(state.visit),
            InfoNote(words("confirm.p_before")),
            *paper_note(words, state.open_visit.filing.unprintable),
            ChoiceCards(
                [
                    Choice(way, words(f"confirm.s_{word}"), words(f"confirm.l_{word}_hint"))
                    for way, word in WAYS.items()
                ],
                name="confirm.way",
                on_change=choose,
            ),
        ],
        title=words("confirm.l_how"),
        on_back=lambda: app.visits.show(Screen.CHECK),
    )
