"""Draw how the resident shows who they are; the way without a PIN stands first."""

import flet as ft

from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.components.text import Heading
from field_app.design.guard import component
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.staff_page import StaffPage
from field_app.state.card import CardWay
from field_app.state.screen import Screen

WAYS = ("card_b", "card_pin", "documents", "interview")


@component
def IdentityScreen() -> ft.Control:
    """Draw four ways, of which a person without a card or a PIN always has one."""
    app = ft.use_context(AppContext)
    ft.use_context(StateContext)
    words = app.words

    async def choose(way: str) -> None:
        if way == "documents":
            app.visits.show(Screen.DOCUMENTS)
        elif way == "interview":
            await app.identity.accept_interview()
        else:
            await app.identity.wait_for_card(
                CardWay.VERIFICATION_B if way == "card_b" else CardWay.PIN
            )

    return StaffPage(
        [
            Heading(words("identity.l_how")),
            ChoiceCards(
                [
                    Choice(way, words(f"identity.s_{way}"), words(f"identity.l_{way}_hint"))
                    for way in WAYS
                ],
                name="identity.way",
                value="",
                on_change=choose,
            ),
        ],
        title_key="identity.s_title",
        on_back=app.staff.home,
        narrow=True,
    )
