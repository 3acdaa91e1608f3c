"""Draw keys for kana, for whoever does not type: one finger, one sound a key."""

from collections.abc import Callable
from typing import Final

import flet as ft

from field_app.components.entries.keys import LOW_KEY, Key, key_rows
from field_app.design.guard import component
from field_app.design.layout import Layout, use_layout
from field_app.design.theme import use_sizes

# A column a line, the first at the right, as on the machines of banks and stations.
COLUMNS: Final = (
    "わをん゛゜", "らりるれろ", "や ゆ よ", "まみむめも", "はひふへほ",
    "なにぬねの", "たちつてと", "さしすせそ", "かきくけこ", "あいうえお",
)  # fmt: skip
LARGEST_LYING: Final = 1.3  # larger letters do not fit ten keys side by side


@component
def KanaPad(*, name: str, on_press: Callable[[str], None]) -> ft.Control:
    """Draw the fifty sounds, so low that what they find is in sight beside them.

    Args:
        name: key of the pad; a key's is ``<name>.<kana>``.
        on_press: called with the kana.
    """
    sizes, layout = use_sizes(), use_layout()
    rows = lying_rows() if is_lying(layout) else standing_rows()
    keys: list[list[Key | None]] = [
        [None if kana == " " else Key(kana, kana, on_press) for kana in row] for row in rows
    ]
    return key_rows(keys, name, sizes, layout, LOW_KEY)


def is_lying(layout: Layout) -> bool:
    """Tell whether the pad has five rows of ten; else it has ten of five."""
    return not layout.portrait and layout.text_scale <= LARGEST_LYING


def lying_rows() -> list[str]:
    """Return five rows of ten, あ at the upper right."""
    return ["".join(row) for row in zip(*COLUMNS, strict=True)]


def standing_rows() -> list[str]:
    """Return ten rows of five, from あいうえお down."""
    return list(reversed(COLUMNS))
