"""Ask who is signed in for the staff PIN, or for the passphrase where none was chosen."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import flet as ft

from field_app.components.buttons import BigButton
from field_app.components.entries.keypads import NumberPad
from field_app.components.entries.text_entry import TextEntry
from field_app.components.newest import newest
from field_app.design.guard import component
from field_app.design.layout import LayoutContext, use_layout
from field_app.screens.context import AppContext, StateContext
from field_app.state.app import PIN_DIGITS


@component
def StaffProof(
    *,
    name: str,
    submit_label: str,
    on_submit: Callable[[str], Any],
    above: Sequence[ft.Control],
) -> ft.Control:
    """Draw *above*, and the keys or the field; what is typed is forgotten when it is passed on.

    The keys keep the size for staff, who press them: the resident's large letters on *above*
    would push them off the page.
    """
    words, state = ft.use_context(AppContext).words, ft.use_context(StateContext)
    layout = replace(use_layout(), text_scale=1.0)
    if not state.has_staff_pin:
        return PassphraseProof(
            name=name, submit_label=submit_label, on_submit=on_submit, above=above
        )
    keys = partial(
        NumberPad,
        name=name,
        label=words("staff_pin.l_ask"),
        length=PIN_DIGITS[1],
        least=PIN_DIGITS[0],
        groups=(PIN_DIGITS[1],),
        masked=True,
        submit_label=submit_label,
        on_submit=on_submit,
        above=lambda _: above,
    )
    return LayoutContext(layout, keys)


@component
def PassphraseProof(
    *,
    name: str,
    submit_label: str,
    on_submit: Callable[[str], Any],
    above: Sequence[ft.Control],
) -> ft.Control:
    """Draw *above*, one field in dots, and the button."""
    words = ft.use_context(AppContext).words
    typed, set_typed = ft.use_state("")

    async def submit() -> None:
        entered = newest(set_typed, typed)
        set_typed("")
        await on_submit(entered)

    return ft.Column(
        [
            *above,
            TextEntry(
                name=f"{name}.passphrase",
                label=words("staff_pin.l_passphrase"),
                value=typed,
                on_change=set_typed,
                password=True,
            ),
            BigButton(submit_label, name=f"{name}.submit", disabled=not typed, on_click=submit),
        ],
        spacing=16,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
