"""Draw 「封をした申請を運ぶ」: the sealed queue as a file, on a tablet nobody signed in to.

Anybody may relay it: it says how many, and nothing of anyone.
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
def RelayExportScreen() -> ft.Control:
    """Draw the button that saves what waits, and where to take it."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, relay = app.words, state.relay

    async def save() -> None:
        await app.relaying.export_applications(partial(save_file, app.services.files))

    return StaffPage(
        [
            *said(words, relay),
            block(
                words("relay.s_out"),
                words("relay_export.p_out", waiting=relay.waiting),
                words("relay.s_save"),
                "relay_export.save",
                save,
                disabled=relay.waiting == 0,
            ),
            Hint(words("relay_export.p_where")),
        ],
        title_key="relay_export.s_title",
        on_back=app.relaying.close_export,
        narrow=True,
    )
