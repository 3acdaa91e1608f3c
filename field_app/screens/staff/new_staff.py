"""Draw how a colleague is added: an id, a name, a passphrase that they type themselves."""

import flet as ft

from field_app.components.buttons import BigButton
from field_app.components.newest import newest
from field_app.components.notes import InfoNote
from field_app.design.guard import component
from field_app.flow.joining import NewStaff
from field_app.screens.context import AppContext
from field_app.screens.frames.new_staff_entries import Entered, NewStaffEntries
from field_app.screens.frames.staff_page import StaffPage


@component
def NewStaffScreen() -> ft.Control:
    """Draw the fields for the colleague; what was typed is kept in this page only."""
    app = ft.use_context(AppContext)
    words = app.words
    entered, set_entered = ft.use_state(Entered())

    async def add() -> None:
        typed = newest(set_entered, entered)
        set_entered(typed.without_secrets())
        await app.shift.add_colleague(NewStaff(typed.id, typed.name, typed.passphrase), typed.again)

    return StaffPage(
        [
            InfoNote(words("new_staff.p_colleague")),
            NewStaffEntries(name="new_staff", value=entered, on_change=set_entered),
        ],
        title_key="new_staff.s_title",
        on_back=app.shift.open,
        narrow=True,
        main=BigButton(
            words("new_staff.s_add"),
            name="new_staff.add",
            disabled=not entered.is_complete,
            on_click=add,
            expand=1,
        ),
    )
