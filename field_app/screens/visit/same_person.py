"""Ask whose visit it is before a half-done one is taken up."""

import flet as ft

from field_app.components.text import Hint
from field_app.design.guard import component
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.person import AnotherButton, AskSamePerson, SameButton
from field_app.screens.frames.staff_page import StaffPage


@component
def SamePersonScreen() -> ft.Control:
    """Draw name and birth year, and nothing else of the visit."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    if state.visit is None:
        return Hint("")
    return StaffPage(
        [AskSamePerson(state.visit)],
        title_key="gate.s_title",
        on_back=app.staff.home,
        narrow=True,
        main=SameButton(),
        second=AnotherButton(),
    )
