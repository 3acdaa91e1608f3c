"""The resident types the signature password; it goes to the card once."""

import flet as ft

from field_app.components.buttons import SecondaryButton
from field_app.components.keypads import PasswordPad
from field_app.components.text import Paragraph
from field_app.context import AppContext, StateContext
from field_app.guard import component
from field_app.screens.resident_page import ResidentPage
from field_app.state import Screen

LEAST = 6
MOST = 16
LAST_TRY = "card.p_last_try"


@component
def CardSignatureScreen() -> ft.Control:
    """One field; the last try needs a second, explicit yes."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words = app.words
    asks = state.problem is not None and state.problem.message_key == LAST_TRY
    confirm = SecondaryButton(
        words("card_step.s_last_try_yes"),
        name="card_signature.last_try_yes",
        on_click=app.confirm.confirm_last_try,
    )
    pad = PasswordPad(
        name="card_signature",
        label=words("confirm.l_password"),
        min_length=LEAST,
        max_length=MOST,
        submit_label=words("confirm.s_sign"),
        on_submit=app.confirm.sign_with_card,
    )
    return ResidentPage(
        [
            Paragraph(words("card_step.l_put")),
            Paragraph(words("confirm.p_password"), tone="sub"),
            *([confirm] if asks else []),
            *([] if state.busy else [pad]),
        ],
        title=words("confirm.s_card"),
        on_back=lambda: app.visits.show(Screen.CONFIRM),
    )
