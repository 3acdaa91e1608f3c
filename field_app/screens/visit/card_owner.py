"""Ask whose card was read, where it may be another's than the applicant's."""

import flet as ft

from field_app.components.buttons import SecondaryButton
from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.components.notes import paper
from field_app.components.people import NameText
from field_app.components.text import Heading, Hint, Paragraph
from field_app.design.guard import component
from field_app.procedure.definition.people import Person, Role, is_other
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.staff_page import StaffPage
from field_app.state.screen import Screen
from field_app.state.visit import VisitState
from field_app.words.words import Words


@component
def CardOwnerScreen() -> ft.Control:
    """Draw the name that the card says, and the people whose card it may be."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, visit = app.words, state.visit
    if visit is None:
        return Hint("")
    name, born = visit.known(Role.CARD_OWNER, "name"), visit.known(Role.CARD_OWNER, "birth_date")

    async def say(owner: str) -> None:
        await app.identity.say_card_owner(owner)

    async def another() -> None:
        app.visits.show(Screen.IDENTITY)

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
                [choice(owner, visit, words) for owner in visit.card_owners],
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


def choice(owner: Person, visit: VisitState, words: Words) -> Choice:
    """Return one of the people whose card it may be, and who that is."""
    word = "other" if is_other(owner) else owner
    here = "_here" if owner == Role.APPLICANT and visit.is_alone else ""
    hint = words(f"card_owner.l_{word}{here}_hint", name=visit.came)
    return Choice(owner, words(f"card_owner.s_{word}{here}"), hint)
