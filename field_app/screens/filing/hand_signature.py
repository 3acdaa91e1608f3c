"""Draw the pad on which the resident writes their name."""

import flet as ft

from field_app.components.buttons import BigButton
from field_app.components.entries.signature_pad import SignaturePad, Stroke
from field_app.design.guard import component
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.resident_page import ResidentPage
from field_app.state.screen import Screen


@component
def HandSignatureScreen() -> ft.Control:
    """Draw the pad; nothing is sealed before 「これでよい」."""
    app = ft.use_context(AppContext)
    ft.use_context(StateContext)
    words = app.words
    nothing: tuple[Stroke, ...] = ()
    strokes, set_strokes = ft.use_state(nothing)

    async def done() -> None:
        await app.confirm.sign_by_hand(strokes)

    return ResidentPage(
        [SignaturePad(name="hand_signature", on_change=set_strokes)],
        title=words("confirm.l_draw"),
        on_back=lambda: app.visits.show(Screen.CONFIRM),
        main=BigButton(
            words("confirm.s_done"),
            name="hand_signature.done",
            disabled=not strokes,
            on_click=done,
            expand=1,
        ),
    )
