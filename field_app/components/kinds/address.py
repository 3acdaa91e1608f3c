"""Draw the fields of an address: postal code, and the text as it is written."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import flet as ft

from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.components.entries.text_entry import TextEntry
from field_app.components.handlers import use_told
from field_app.components.kinds.entry import Asked, Entry
from field_app.components.language import use_words
from field_app.components.lookups import use_lookups
from field_app.components.newest import newest
from field_app.components.text import Hint
from field_app.design.guard import component
from field_app.design.layout import use_layout
from field_app.design.theme import use_sizes
from field_app.lookup.postal import postal_digits

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

    def fill(place: str) -> Any:
        return change("text")(filled(place, newest(set_parts, parts)["text"]))

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
        [
            ft.Row([ft.Container(postal, width=width)], wrap=True),
            TownChoices(parts["postal"], name=f"{name}.town", on_choose=fill),
            text,
        ],
        spacing=sizes.gap,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@component
def TownChoices(postal: str, *, name: str, on_choose: Callable[[str], Any]) -> ft.Control:
    """Draw the towns of a whole postal code; one that is pressed goes into the address.

    Args:
        postal: as it was typed so far.
        name: key of the cards, ``<name>.<address>``.
        on_choose: called with the address as far as the code tells it; may be ``async``.
    """
    words, table = use_words(), use_lookups().tables.postal
    code = postal_digits(postal)
    places = table.find(code)
    if not places:
        return Hint(words("components.l_postal_none")) if code else ft.Container(visible=False)
    options = [Choice(one.text, one.text, one.office or None) for one in places]
    return ft.Column(
        [
            Hint(words("components.l_postal_places")),
            ChoiceCards(options, name=name, on_change=on_choose, columns=2),
        ],
        spacing=8,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def filled(place: str, text: str) -> str:
    """Return *text* with *place* in front of it; what was typed stays whole."""
    return text if text.startswith(place) else f"{place}{text}"


def begin_address(value: Any) -> dict[str, str]:
    """Return the two parts of a kept address; both empty for None."""
    return value or {"postal": "", "text": ""}


def draw_address(asked: Asked) -> ft.Control:
    """Return the two fields of the address."""
    return AddressEntry(name=asked.name, value=asked.raw, on_change=asked.set_raw)


ENTRY: Final = Entry(begin_address, draw_address)
