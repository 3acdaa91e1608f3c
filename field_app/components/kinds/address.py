"""Draw the fields of an address: postal code, and the text as it is written."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import flet as ft

from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.components.entries.chosen import Chosen
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
from field_app.lookup.postal import PostalPlace, postal_digits

POSTAL_WIDTH: Final = 380.0
LARGEST_PAIR: Final = 1.3  # larger letters leave room for one town a line


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
        return change("text")(place + newest(set_parts, parts)["text"])

    def empty(place: str) -> Any:
        return change("text")(newest(set_parts, parts)["text"].removeprefix(place))

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
            TownChoices(parts, name=f"{name}.town", on_choose=fill, on_again=empty),
            text,
        ],
        spacing=sizes.gap,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@component
def TownChoices(
    parts: Mapping[str, str],
    *,
    name: str,
    on_choose: Callable[[str], Any],
    on_again: Callable[[str], Any],
) -> ft.Control:
    """Draw the towns of a whole postal code until the address begins with one of them.

    Args:
        parts: ``postal`` and ``text`` as they were typed so far.
        name: key of the cards, ``<name>.<address>``, and of the chosen one, ``<name>.again``.
        on_choose: called with the address as far as the code tells it; may be ``async``.
        on_again: called with the same to take it out of the address; may be ``async``.
    """
    words, layout, table = use_words(), use_layout(), use_lookups().tables.postal
    code = postal_digits(parts["postal"])
    places = table.find(code)
    if not places:
        return Hint(words("components.l_postal_none")) if code else ft.Container(visible=False)
    chosen = begun_with(parts["text"], places)
    if chosen:
        said = words("components.l_postal_chosen")
        return Chosen(chosen, said, name=name, on_again=lambda: on_again(chosen))
    options = [Choice(one.text, one.text, one.office or None) for one in places]
    columns = 2 if layout.text_scale <= LARGEST_PAIR else 1
    return ft.Column(
        [
            Hint(words("components.l_postal_places")),
            ChoiceCards(options, name=name, on_change=on_choose, columns=columns),
        ],
        spacing=8,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def begun_with(text: str, places: Iterable[PostalPlace]) -> str:
    """Return the place that *text* begins with, with its 丁目 or without; empty for none."""
    known = (part for one in places for part in (one.text, one.town_text))
    return max(filter(text.startswith, known), key=len, default="")


def begin_address(value: Any) -> dict[str, str]:
    """Return the two parts of a kept address; both empty for None."""
    return value or {"postal": "", "text": ""}


def draw_address(asked: Asked) -> ft.Control:
    """Return the two fields of the address."""
    return AddressEntry(name=asked.name, value=asked.raw, on_change=asked.set_raw)


ENTRY: Final = Entry(begin_address, draw_address)
