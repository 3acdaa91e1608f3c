"""Draw the fields of an address: postal code, and the text as it is written."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import flet as ft

from field_app.components.entries.text_entry import TextEntry
from field_app.components.handlers import use_told
from field_app.components.kinds.entry import Asked, Entry
from field_app.components.language import use_words
from field_app.components.newest import newest
from field_app.design.guard import component
from field_app.design.layout import use_layout
from field_app.design.theme import use_sizes

POSTAL_WIDTH: Final = 380.0


@component
def AddressEntry(
    *, name: str, value: object, on_change: Callable[[dict[str, str]], Any]
) -> ft.Control:
    """Draw a field for 〒 (may stay empty) and one for the address.

    Args:
        name: keys ``<name>.postal`` and ``<name>.text``.
        value: what it begins with: ``{"postal", "text"}``, all or some.
        on_change: called with both after every key; may be ``async``.
    """
    words, sizes, layout = use_words(), use_sizes(), use_layout()
    width = min(layout.text(POSTAL_WIDTH), layout.content_width)
    tell = use_told(on_change)
    given = value if isinstance(value, Mapping) else {}
    first = {part: str(given.get(part) or "") for part in ("postal", "text")}
    parts, set_parts = ft.use_state(first)

    def change(part: str) -> Callable[[str], Any]:
        def changed(text: str) -> Any:
            set_parts(lambda now: {**now, part: text})
            return tell(newest(set_parts, parts))

        return changed

    postal = TextEntry(
        name=f"{name}.postal",
        label=words("components.s_postal"),
        hint=words("components.l_postal_hint"),
        value=parts["postal"],
        on_change=change("postal"),
        keyboard="phone",
        max_length=8,
    )
    text = TextEntry(
        name=f"{name}.text",
        label=words("components.s_address"),
        hint=words("components.l_address_hint"),
        value=parts["text"],
        on_change=change("text"),
        multiline=True,
    )
    return ft.Column(
        [ft.Row([ft.Container(postal, width=width)], wrap=True), text],
        spacing=sizes.gap,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def begin_address(value: Any) -> dict[str, str]:
    """Return the two parts of a kept address; both empty for None."""
    return value or {"postal": "", "text": ""}


def draw_address(asked: Asked) -> ft.Control:
    """Return the two fields of the address."""
    return AddressEntry(name=asked.name, value=asked.raw, on_change=asked.set_raw)


ENTRY: Final = Entry(begin_address, draw_address)
