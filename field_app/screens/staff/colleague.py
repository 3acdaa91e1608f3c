"""Draw the choice of who takes a half-done visit over."""

import flet as ft

from field_app.components.buttons import BigButton
from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.components.notes import InfoNote, paper
from field_app.components.text import Heading, Paragraph
from field_app.design.guard import component
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.staff_page import StaffPage


@component
def ColleagueScreen() -> ft.Control:
    """Draw the visit and the colleagues; nothing is transferred before the button is pressed."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words = app.words
    chosen, set_chosen = ft.use_state("")
    assert state.transferring is not None  # noqa: S101 - this page shows only with a visit

    async def transfer() -> None:
        await app.shift.transfer(chosen)

    return StaffPage(
        [
            paper(Paragraph(state.transferring.name or words("home.s_no_name"), bold=True)),
            Heading(words("shift.l_colleague")),
            ChoiceCards(
                [Choice(person.id, person.name) for person in app.shift.colleagues()],
                name="colleague",
                value=chosen,
                on_change=set_chosen,
            ),
            InfoNote(words("shift.p_give")),
        ],
        title_key="shift.s_give_title",
        on_back=app.staff.home,
        narrow=True,
        main=BigButton(
            words("shift.s_give"),
            name="colleague.give",
            on_click=transfer,
            disabled=not chosen,
            expand=1,
        ),
    )
