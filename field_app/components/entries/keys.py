"""Draw the parts of on-screen keypads: keys, and the places that fill up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import flet as ft

from field_app.components.buttons import LinkButton
from field_app.components.language import use_words
from field_app.components.text import sentence
from field_app.design.guard import component
from field_app.design.layout import GAP, MAIN_TARGET, Layout, use_layout
from field_app.design.theme import Colour, Sizes, focus_ring, use_sizes

DOT = "●"
KEY_SHAPE = ft.RoundedRectangleBorder(radius=12)
KEY_GAP = 10.0
HIGH_KEY = 64.0
LOW_KEY = 54.0
PLACES_WIDTH = 720.0
PLACE_GAP = 5.0
PLACE_SHARE = 1.1  # width of a place, in letters
BOX_EDGE = 28.0  # padding and border of a box, both sides
LEAST_LETTER = 22.0


@dataclass(frozen=True)
class Key:
    """One key: the end of its control's key, what it shows, and what it does."""

    end: str
    face: str
    press: Callable[[str], None]
    icon: ft.IconData | None = None


def delete_key(label: str, take: Callable[[], None]) -> Key:
    """Return the key that takes the last character away; *label* is what it says."""
    return Key("delete", label, lambda _: take(), ft.Icons.BACKSPACE_OUTLINED)


def key_rows(
    rows: Sequence[Sequence[Key | None]],
    name: str,
    sizes: Sizes,
    layout: Layout,
    height: float | None = None,
) -> ft.Control:
    """Return rows of equally wide keys; ``None`` leaves a place empty.

    Args:
        rows: the keys, from above.
        name: key of the pad; a key's control is ``<name>.<end>``.
        sizes: of the side that is drawn.
        layout: of the page.
        height: of a key; by the page for None.
    """
    return ft.Column(
        [
            ft.Row([key_cell(key, name, sizes, layout, height) for key in row], spacing=KEY_GAP)
            for row in rows
        ],
        spacing=KEY_GAP,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def key_cell(
    key: Key | None, name: str, sizes: Sizes, layout: Layout, height: float | None = None
) -> ft.Control:
    """Return one key of a row, see `key_rows`."""
    if key is None:
        return ft.Container(expand=1)
    size = layout.text(sizes.button)
    face: ft.Control
    if key.icon:
        face = ft.Icon(key.icon, size=size * 1.2, color=Colour.PRIMARY, semantics_label=key.face)
    else:
        face = sentence(key.face, size=size * 1.1, colour=None, bold=True, line_height=1.2)
    return ft.OutlinedButton(
        key=f"{name}.{key.end}",
        expand=1,
        height=max(height or key_height(sizes, layout), size * 1.6),
        on_click=lambda: key.press(key.end),
        content=face,
        style=ft.ButtonStyle(
            color=Colour.TEXT_STRONG,
            bgcolor=Colour.WHITE,
            overlay_color=Colour.NAVY_PALE,
            side=focus_ring(ft.BorderSide(2, Colour.LINE)),
            shape=KEY_SHAPE,
            padding=0,
        ),
    )


def key_height(sizes: Sizes, layout: Layout) -> float:
    """Return how high a key is: low where the tablet lies, so that the whole pad is in sight."""
    if not layout.portrait:
        return LOW_KEY
    return MAIN_TARGET if sizes.button_height >= MAIN_TARGET else HIGH_KEY


def typed_key(pressed: str) -> str:
    """Return the character (upper case) or ``"delete"`` of a keyboard's key, or ``""``."""
    if pressed == "Backspace":
        return "delete"
    last = pressed.removeprefix("Numpad ").removeprefix("Digit ").upper()
    return last if len(last) == 1 else ""


def press_key(
    typed: str, allowed: str, add: Callable[[str], None], take: Callable[[], None]
) -> None:
    """Do what the keyboard's key *typed* asks for; another key does nothing."""
    if typed == "delete":
        take()
    elif typed and typed in allowed:
        add(typed)


@component
def Places(*, name: str, text: str, groups: Sequence[int], said: str) -> ft.Control:
    """Draw a place for every character, in boxes of *groups*; the next one is marked.

    Args:
        name: key of the row.
        text: the characters, or as many dots.
        groups: how many places each box has.
        said: what a screen reader says instead of the places.
    """
    sizes, layout = use_sizes(), use_layout()
    size = min(layout.text(sizes.button * 1.1), place_size(groups, layout))
    boxes: list[ft.Control] = []
    start = 0
    for count in groups:
        cells = [place(text, index, size) for index in range(start, start + count)]
        boxes.append(place_box(cells))
        start += count
    return ft.Semantics(
        label=said,
        live_region=True,
        exclude_semantics=True,
        container=True,
        content=ft.Row(
            boxes,
            key=name,
            spacing=GAP,
            run_spacing=GAP,
            wrap=True,
            alignment=ft.MainAxisAlignment.CENTER,
        ),
    )


def place_size(groups: Sequence[int], layout: Layout) -> float:
    """Return the largest letters with which all places stand in one row, 22 px at least."""
    places = sum(groups)
    free = min(layout.content_width, PLACES_WIDTH) - len(groups) * (BOX_EDGE + GAP)
    return max(LEAST_LETTER, (free / places - PLACE_GAP) / PLACE_SHARE)


def place(text: str, index: int, size: float) -> ft.Control:
    """Return the place *index*: its character, or a line waiting for one."""
    is_next = index == len(text)
    return ft.Container(
        sentence(
            text[index : index + 1] or " ",
            size=size,
            colour=Colour.TEXT_STRONG,
            bold=True,
            align=ft.TextAlign.CENTER,
            line_height=1.3,
        ),
        width=size * PLACE_SHARE,
        border=ft.Border.only(
            bottom=ft.BorderSide(4 if is_next else 2, Colour.PRIMARY if is_next else Colour.LINE)
        ),
    )


def place_box(cells: Sequence[ft.Control]) -> ft.Control:
    """Return one box of places."""
    return ft.Container(
        ft.Row(list(cells), spacing=PLACE_GAP, tight=True),
        bgcolor=Colour.WHITE,
        border=ft.Border.all(2, Colour.LINE_PALE),
        border_radius=12,
        padding=ft.Padding.symmetric(horizontal=12, vertical=8),
    )


@component
def ShowSwitch(*, name: str, is_shown: bool, on_change: Callable[[bool], None]) -> ft.Control:
    """Draw 文字を見せる or 文字をかくす."""
    words = use_words()
    return ft.Row(
        [
            LinkButton(
                words("components.s_hide" if is_shown else "components.s_show"),
                name=name,
                on_click=lambda: on_change(not is_shown),
                icon=ft.Icons.VISIBILITY_OFF_OUTLINED if is_shown else ft.Icons.VISIBILITY_OUTLINED,
            )
        ],
        alignment=ft.MainAxisAlignment.CENTER,
        tight=True,
    )
