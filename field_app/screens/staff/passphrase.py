"""Draw the change of a passphrase: the old one, the new one, and the new one again."""

from collections.abc import Callable
from typing import Any

import flet as ft

from field_app.components.buttons import BigButton
from field_app.components.entries.text_entry import TextEntry
from field_app.components.newest import newest
from field_app.components.text import Hint
from field_app.design.guard import component
from field_app.screens.context import AppContext
from field_app.screens.frames.staff_page import StaffPage


@component
def PassphraseScreen() -> ft.Control:
    """Draw the three fields; what was typed is kept in this page until it is passed on."""
    app = ft.use_context(AppContext)
    words = app.words
    old, set_old = ft.use_state("")
    new, set_new = ft.use_state("")
    again, set_again = ft.use_state("")

    async def change() -> None:
        typed = newest(set_old, old), newest(set_new, new), newest(set_again, again)
        for forget in (set_old, set_new, set_again):
            forget("")
        await app.shift.change_passphrase(*typed)

    return StaffPage(
        [
            Secret("old", old, set_old),
            Secret("new", new, set_new, words("sign_in.l_passphrase_hint")),
            Secret("again", again, set_again),
            Hint(words("shift.p_passphrase")),
        ],
        title_key="shift.s_passphrase",
        on_back=app.shift.open,
        narrow=True,
        main=BigButton(
            words("shift.s_change"),
            name="passphrase.change",
            on_click=change,
            disabled=not can_change(old, new, again),
            expand=1,
        ),
    )


@component
def Secret(
    which: str, value: str, on_change: Callable[[str], Any], hint: str | None = None
) -> ft.Control:
    """Draw one of the three fields, in dots."""
    return TextEntry(
        name=f"passphrase.{which}",
        label=ft.use_context(AppContext).words(f"shift.s_{which}"),
        hint=hint,
        value=value,
        on_change=on_change,
        password=True,
    )


def can_change(old: str, new: str, again: str) -> bool:
    """Tell whether all three fields have something in them."""
    return bool(old and new and again)
