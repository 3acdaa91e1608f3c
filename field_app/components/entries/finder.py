"""Draw a field that looks something up while one types, and what it finds as cards."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import flet as ft

from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.components.entries.kana_pad import KanaPad, is_lying
from field_app.components.entries.keys import delete_key, key_cell
from field_app.components.entries.text_entry import TextEntry
from field_app.components.language import use_words
from field_app.components.text import Hint
from field_app.design.guard import component
from field_app.design.layout import GAP, use_layout
from field_app.design.theme import use_sizes

WIDE: Final = ft.CrossAxisAlignment.STRETCH
DELETE_WIDTH: Final = 96.0


@component
def Finder(
    *,
    name: str,
    label: str,
    hint: str,
    nothing: str,
    search: Callable[[str], Sequence[Choice]],
    on_choose: Callable[[str], Any],
) -> ft.Control:
    """Draw the field, keys for kana, and a card for each thing that is found.

    Args:
        name: keys ``<name>.text``, ``<name>.pad.<kana>``, ``<name>.pad.delete``,
            ``<name>.found.<value>``.
        label: what is looked for.
        hint: how to look for it.
        nothing: said where a text finds nothing.
        search: returns what a text finds; of an empty one, what is likely.
        on_choose: called with the value of the pressed card; may be ``async``.
    """
    words, layout, sizes = use_words(), use_layout(), use_sizes()
    text, set_text = ft.use_state("")
    found = search(text)
    field = TextEntry(name=f"{name}.text", label=label, hint=hint, value=text, on_change=set_text)
    delete = delete_key(words("components.s_delete"), lambda: set_text(lambda now: now[:-1]))
    pad = KanaPad(name=f"{name}.pad", on_press=lambda kana: set_text(lambda now: now + kana))
    cards: ft.Control = ChoiceCards(found, name=f"{name}.found", on_change=on_choose)
    if text and not found:
        cards = Hint(nothing)
    typing = ft.Row(
        [
            ft.Container(field, expand=True),
            ft.Container(
                ft.Row([key_cell(delete, f"{name}.pad", sizes, layout)]),
                width=layout.text(DELETE_WIDTH),
            ),
        ],
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.END,
    )
    share = 6 if is_lying(layout) else 5
    beside = ft.Row(
        [ft.Container(pad, expand=share), ft.Container(cards, expand=10 - share)],
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    return ft.Column([typing, beside], spacing=GAP, tight=True, horizontal_alignment=WIDE)
