"""Draw the choice of the staff PIN: the digits, and once more."""

import flet as ft

from field_app.components.entries.keypads import NumberPad
from field_app.components.text import Paragraph
from field_app.design.guard import component
from field_app.screens.context import AppContext
from field_app.screens.frames.staff_page import StaffPage
from field_app.state.app import PIN_DIGITS


@component
def PinScreen() -> ft.Control:
    """Draw the keys twice; the digits of the first time stay in this page until the second."""
    app = ft.use_context(AppContext)
    words = app.words
    first, set_first = ft.use_state("")

    async def take(pin: str) -> None:
        if not first:
            set_first(pin)
            return
        set_first("")
        await app.staff.choose_pin(first, pin)

    which = "again" if first else "new"
    return StaffPage(
        [
            Paragraph(words("staff_pin.p_why")),
            NumberPad(
                name=f"pin.{which}",
                label=words(f"staff_pin.l_{which}"),
                length=PIN_DIGITS[1],
                least=PIN_DIGITS[0],
                groups=(PIN_DIGITS[1],),
                masked=True,
                submit_label=words("staff_pin.s_keep" if first else "staff_pin.s_next"),
                on_submit=take,
            ),
        ],
        title_key="staff_pin.s_title",
        on_back=app.staff.home,
        narrow=True,
    )
