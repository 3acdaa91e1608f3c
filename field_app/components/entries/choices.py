"""Draw choices as large cards: one of several, some of several, yes or no."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import flet as ft

from field_app.components.handlers import use_press, use_told
from field_app.components.language import use_words
from field_app.components.text import sentence
from field_app.design.guard import Handler, component
from field_app.design.layout import GAP, Layout, use_layout
from field_app.design.phrases import longest_phrase
from field_app.design.theme import Colour, Sizes, focus_ring, use_sizes
from field_app.words.visible import shown

CARD = ft.RoundedRectangleBorder(radius=14)
LEAST_CARD = 240.0  # a narrower card tears its label apart
FRAME = 54.0  # of a card is no label's: its edges, and what parts the mark from the label
MARK = 1.3  # the mark, in widths of a letter
PART = re.compile(r"(?<=[・、（])")  # a line may end behind these, also within a phrase
INDENT = 28.0  # what stands under a card belongs to that one


@dataclass(frozen=True)
class Choice:
    """One card: what it stands for, what it says, and a line that explains it."""

    value: str
    label: str
    hint: str | None = None


@component
def ChoiceCards(
    options: Sequence[Choice],
    *,
    name: str,
    value: str = "",
    on_change: Callable[[str], Any] | None = None,
    values: Sequence[str] = (),
    on_change_many: Callable[[tuple[str, ...]], Any] | None = None,
    exclusive: str | None = None,
    columns: int = 1,
    untorn: bool = False,
    below: Mapping[str, Sequence[ft.Control]] | None = None,
) -> ft.Control:
    """Draw a card an option; the whole card is the target.

    Args:
        options: the cards, in their order.
        name: key of the group; a card's key is ``<name>.<value>``.
        value: the chosen one.
        on_change: called with the pressed one; may be ``async``.
        values: the chosen ones, where several may be.
        on_change_many: called with all chosen ones in the options' order;
            given, the cards carry boxes instead of circles.
        exclusive: the one of several that takes the others' marks away.
        columns: cards side by side, where they fit.
        untorn: side by side only where no word of a label is torn by it.
        below: what stands close under the card of a value, to read before it is chosen.
    """
    layout, size = use_layout(), use_sizes().button
    choose, choose_many = use_told(on_change), use_told(on_change_many)
    several = on_change_many is not None
    chosen = set(values) if several else {value}
    # A card may be pressed before the last press is drawn: that one is not lost.
    newest = ft.use_ref(tuple[str, ...]())
    newest.current = tuple(values)

    async def turn(option: str) -> None:
        before = newest.current or ()
        newest.current = alone(toggled(options, before, option), before, exclusive)
        await choose_many(newest.current)

    def press(option: Choice) -> Handler:
        return lambda: turn(option.value) if several else choose(option.value)

    def card(option: Choice) -> ft.Control:
        face = ChoiceCard(
            option,
            name=f"{name}.{option.value}",
            chosen=option.value in chosen,
            several=several,
            on_click=press(option),
        )
        return with_below(face, (below or {}).get(option.value, ()))

    cards = [card(option) for option in options]
    widths = [least_width(one.label, size) for one in options] if untorn else []
    return in_columns(cards, layout.columns(columns, max((LEAST_CARD, *widths))))


def least_width(label: str, size: float) -> float:
    """Return how wide a card is at 100 % that tears no word of *label*, in letters of *size*."""
    widest = max(longest_phrase(part) for part in PART.split(label))
    return (widest + MARK) * size + FRAME


def with_below(card: ft.Control, below: Sequence[ft.Control]) -> ft.Control:
    """Return *card*, and close under it what belongs to it, a little to the right."""
    if not below:
        return card
    return ft.Column(
        [card, *(ft.Container(one, padding=ft.Padding.only(left=INDENT)) for one in below)],
        spacing=6,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        tight=True,
    )


def toggled(options: Sequence[Choice], values: Sequence[str], value: str) -> tuple[str, ...]:
    """Return *values* with *value* added or taken away, in the options' order."""
    chosen = set(values) ^ {value}
    return tuple(option.value for option in options if option.value in chosen)


def alone(now: Sequence[str], before: Sequence[str], exclusive: str | None) -> tuple[str, ...]:
    """Return *now* without what the newest choice excludes."""
    if exclusive not in now or exclusive is None:
        return tuple(now)
    if exclusive in before:
        return tuple(one for one in now if one != exclusive) or (exclusive,)
    return (exclusive,)


def in_columns(cards: Sequence[ft.Control], columns: int) -> ft.Control:
    """Return *cards* in rows of *columns* equal cards."""
    rows = list(cards)
    if columns > 1:
        starts = range(0, len(cards), columns)
        rows = [card_row(cards[start : start + columns], columns) for start in starts]
    return ft.Column(
        rows, spacing=GAP, horizontal_alignment=ft.CrossAxisAlignment.STRETCH, tight=True
    )


def card_row(cards: Sequence[ft.Control], columns: int) -> ft.Control:
    """Return one row of equally wide and high cards."""
    cells: list[ft.Control] = [ft.Container(card, expand=1) for card in cards]
    cells += [ft.Container(expand=1) for _ in range(columns - len(cards))]
    return ft.Row(
        cells,
        spacing=GAP,
        intrinsic_height=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@component
def ChoiceCard(
    option: Choice, *, name: str, chosen: bool, several: bool, on_click: Handler
) -> ft.Control:
    """Draw one card; chosen shows by mark, thicker border, tint and bold letters."""
    press = use_press(on_click)
    sizes, layout, words = use_sizes(), use_layout(), use_words()
    spoken = words("components.l_chosen", choice=option.label) if chosen else option.label
    return ft.OutlinedButton(
        key=name,
        on_click=press,
        content=card_face(option, sizes, layout, spoken, mark(chosen=chosen, several=several)),
        style=ft.ButtonStyle(
            bgcolor=Colour.PRIMARY_PALE if chosen else Colour.WHITE,
            overlay_color=Colour.TOUCHED,
            side=focus_ring(
                ft.BorderSide(4, Colour.PRIMARY) if chosen else ft.BorderSide(2, Colour.LINE)
            ),
            shape=CARD,
            alignment=ft.Alignment.CENTER_LEFT,
            padding=ft.Padding.symmetric(horizontal=20, vertical=4),
        ),
    )


def card_face(
    option: Choice, sizes: Sizes, layout: Layout, spoken: str, symbol: ft.IconData
) -> ft.Control:
    """Return mark, label and hint; a screen reader hears *spoken* for the label."""
    size, is_chosen = layout.text(sizes.button), spoken != option.label
    label = sentence(
        option.label, size=size, colour=Colour.TEXT_STRONG, bold=is_chosen, line_height=1.4
    )
    label.semantics_label = shown(spoken)
    lines: list[ft.Control] = [label]
    if option.hint:
        hint = layout.text(sizes.hint)
        lines.append(sentence(option.hint, size=hint, colour=Colour.TEXT_SUB, line_height=1.4))
    ink = Colour.PRIMARY if is_chosen else Colour.TEXT_SUB
    return ft.Container(
        ft.Row(
            [
                ft.Icon(symbol, size=size * MARK, color=ink),
                ft.Column(lines, spacing=2, expand=True, tight=True),
            ],
            spacing=16,
        ),
        padding=ft.Padding.symmetric(vertical=max(6.0, (sizes.button_height - size * 1.4) / 2 - 4)),
    )


def mark(*, chosen: bool, several: bool) -> ft.IconData:
    """Return circle or box, full or empty."""
    if several:
        return ft.Icons.CHECK_BOX if chosen else ft.Icons.CHECK_BOX_OUTLINE_BLANK
    return ft.Icons.RADIO_BUTTON_CHECKED if chosen else ft.Icons.RADIO_BUTTON_UNCHECKED


@component
def YesNo(*, name: str, value: str, on_change: Callable[[str], Any]) -> ft.Control:
    """Draw はい and いいえ side by side.

    Args:
        name: key of the group; the cards are ``<name>.yes`` and ``<name>.no``.
        value: ``"yes"``, ``"no"``, or ``""`` while nothing is chosen.
        on_change: called with ``"yes"`` or ``"no"``; may be ``async``.
    """
    words = use_words()
    return ChoiceCards(
        [Choice("yes", words("components.s_yes")), Choice("no", words("components.s_no"))],
        name=name,
        value=value,
        on_change=on_change,
        columns=2,
    )
