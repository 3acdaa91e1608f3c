"""「封をした申請を運ぶ」: the sealed queue as a file, on a tablet that nobody signed in to.

Anybody may carry it: it says how many, and nothing of anyone.
"""

from functools import partial

import flet as ft

from field_app.components.files import save_file
from field_app.components.text import Hint
from field_app.design.guard import component
from field_app.screens.context import AppContext, StateContext
from field_app.screens.delivery.relay import block, said
from field_app.screens.frames.staff_page import StaffPage


@component
def CarryOutScreen() -> ft.Control:
    """Save what waits, and say where to take it."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, carry = app.words, state.carry

    async def save() -> None:
        await app.carrying.save_applications(partial(save_file, app.services.files))

    return StaffPage(
        [
            *said(words, carry),
            block(
                words("carry.s_out"),
                words("carry_out.p_out", waiting=carry.waiting),
                words("carry.s_save"),
                "carry_out.save",
                save,
                disabled=carry.waiting == 0,
            ),
            Hint(words("carry_out.p_where")),
        ],
        title_key="carry_out.s_title",
        on_back=app.carrying.close_out,
        narrow=True,
    )
