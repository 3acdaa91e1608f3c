"""Draw the locked tablet: choose a name, type the passphrase."""

import flet as ft

from field_app.components.buttons import BigButton, LinkButton
from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.components.entries.text_entry import TextEntry
from field_app.components.newest import newest
from field_app.components.notes import InfoNote
from field_app.components.text import Heading, Hint
from field_app.design.guard import component
from field_app.design.theme import SideContext
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.staff_page import StaffPage


@component
def SignInScreen() -> ft.Control:
    """Draw names and passphrase; what was typed is kept in this page until it is passed on."""
    app = ft.use_context(AppContext)
    ft.use_context(StateContext)
    words = app.words
    staff = app.staff.names()
    chosen, set_chosen = ft.use_state(staff[0].id if len(staff) == 1 else "")
    passphrase, set_passphrase = ft.use_state("")

    async def sign_in() -> None:
        typed = newest(set_passphrase, passphrase)
        set_passphrase("")
        await app.staff.sign_in(newest(set_chosen, chosen), typed)

    return StaffPage(
        [
            *([CallStaff()] if app.staff.is_with_resident() else []),
            Heading(words("sign_in.l_who")),
            ChoiceCards(
                [Choice(person.id, person.name) for person in staff],
                name="sign_in.staff",
                value=chosen,
                on_change=set_chosen,
            ),
            TextEntry(
                name="sign_in.passphrase",
                label=words("sign_in.s_passphrase"),
                hint=words("sign_in.l_passphrase_hint"),
                value=passphrase,
                on_change=set_passphrase,
                on_submit=sign_in,
                password=True,
            ),
            Hint(words("sign_in.p_sealed")),
        ],
        title_key="sign_in.s_title",
        narrow=True,
        main=BigButton(
            words("sign_in.s_enter"),
            name="sign_in.enter",
            disabled=not can_sign_in(chosen, passphrase),
            on_click=sign_in,
            expand=1,
        ),
        second=LinkButton(
            words("relay_export.s_title"),
            name="sign_in.relay_export",
            on_click=app.relaying.open_export,
        ),
    )


@component
def CallStaff() -> ft.Control:
    """Ask the resident, who held the tablet when it locked, to call the staff; in two languages."""
    edition = ft.use_context(AppContext).services.editions.newest()
    said = "\n".join(edition.words(one)("sign_in.p_call_staff") for one in ("ja", "en"))
    return SideContext("resident", lambda: InfoNote(said, icon=ft.Icons.FRONT_HAND_OUTLINED))


def can_sign_in(staff_id: str, passphrase: str) -> bool:
    """Tell whether a name is chosen and a passphrase typed."""
    return bool(staff_id) and bool(passphrase)
