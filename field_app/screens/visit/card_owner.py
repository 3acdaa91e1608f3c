"""Ask whose card was read, where who came is not the applicant."""

import flet as ft

from field_app.components.buttons import SecondaryButton
from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.components.notes import paper
from field_app.components.people import NameText
from field_app.components.text import Heading, Hint, Paragraph
from field_app.design.guard import component
from field_app.procedure.definition.people import OWNERS, Role
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.staff_page import StaffPage
from field_app.state.screen import Screen


@component
def CardOwnerScreen() -> ft.Control:
    """Draw the name that the card says, and the people whose card it may be."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, visit = app.words, state.visit
    if visit is None:
        return Hint("")
    name, born = visit.known(Role.CARD_OWNER, "name"), visit.known(Role.CARD_OWNER, "birth_date")

    async def say(owner: str) -> None:
        await app.identity.say_card_owner(Role(owner))

    async def another() -> None:
        app.visits.show(Screen.IDENTITY)

    came = visit.actor.name if visit.actor and visit.actor.name else ""
    on_card: list[ft.Control] = [
        Hint(words("card_owner.l_on_card")),
        NameText(name.display if name else "", name="card_owner.name"),
        *([Paragraph(born.display)] if born else []),
    ]
    return StaffPage(
        [
            Heading(words("card_owner.l_whose")),
            paper(ft.Column(on_card, spacing=4)),
            ChoiceCards(
                [
                    Choice(
                        role,
                        words(f"card_owner.s_{role}"),
                        words(f"card_owner.l_{role}_hint", name=came),
                    )
                    for role in OWNERS
                ],
                name="card_owner.owner",
                value="",
                on_change=say,
                columns=2,
            ),
            Paragraph(words("card_owner.p_fills")),
        ],
        title_key="card_owner.s_title",
        on_back=another,
        narrow=True,
        second=SecondaryButton(
            words("card_owner.s_neither"), name="card_owner.neither", on_click=another, expand=1
        ),
    )
