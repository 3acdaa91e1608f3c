"""Draw the fields of a name: 姓 and 名 with their readings, or the whole name in one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import flet as ft

from field_app.components.buttons import LinkButton
from field_app.components.entries.text_entry import TextEntry
from field_app.components.handlers import use_told
from field_app.components.kinds.entry import Asked, Entry
from field_app.components.language import use_words
from field_app.components.newest import newest
from field_app.design.guard import Handler, component
from field_app.design.layout import GAP, use_layout
from field_app.design.theme import use_sizes

PARTED: Final = ("family", "given")
KANA: Final = ("family_kana", "given_kana")
ADDED: Final = ("former_family", "alias")
FIELDS: Final = (*PARTED, *KANA, *ADDED, "name", "kana")
LEAST_FIELD: Final = 280.0  # six characters of a name at the letters' own size


@component
def PersonNameEntry(
    *,
    name: str,
    value: Mapping[str, str],
    on_change: Callable[[dict[str, str]], Any],
    with_kana: bool,
    takes_focus: bool,
) -> ft.Control:
    """Draw 姓 beside 名 and their readings under them, or one field for all of it.

    Args:
        name: keys ``<name>.<field>`` of :data:`FIELDS`, ``<name>.whole`` (a name that is not
            parted) and ``<name>.added`` (旧氏, 通称).
        value: what it begins with, see :func:`begin_person_name`.
        on_change: called with all fields after every change; may be ``async``.
        with_kana: whether the reading is asked here too.
        takes_focus: whether the first field takes the focus when the page appears.
    """
    words, sizes, layout = use_words(), use_sizes(), use_layout()
    tell = use_told(on_change)
    parts, set_parts = ft.use_state(dict(value))

    def change(part: str) -> Callable[[str], Any]:
        def changed(text: str) -> Any:
            set_parts(lambda now: {**now, part: text})
            return tell(newest(set_parts, parts))

        return changed

    def field(part: str) -> ft.Control:
        return TextEntry(
            name=f"{name}.{part}",
            label=words(f"components.s_name_{part}"),
            value=parts.get(part, ""),
            on_change=change(part),
            autofocus=takes_focus and part in ("family", "name"),
        )

    async def turn() -> None:
        set_parts(turned)
        await tell(newest(set_parts, parts))

    def add() -> None:
        set_parts(lambda now: {**now, "added": "yes"})

    is_whole = parts.get("whole") == "yes"
    names, kana = (("name",), ("kana",)) if is_whole else (PARTED, KANA)
    rows: list[Sequence[str]] = [names, *([kana] if with_kana else [])]
    is_added = parts.get("added") == "yes" and not is_whole
    if is_added:
        rows.append(ADDED)
    columns = layout.columns(2, LEAST_FIELD)
    return ft.Column(
        [
            *(side_by_side([field(part) for part in row], columns) for row in rows),
            links(name, words, turn, None if is_whole or is_added else add, is_whole=is_whole),
        ],
        spacing=sizes.gap,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def side_by_side(fields: Sequence[ft.Control], columns: int) -> ft.Control:
    """Return *fields* in one row, their bottoms level; under one another without the room."""
    if columns == 1:
        return ft.Column(
            list(fields),
            spacing=GAP,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    return ft.Row(
        [ft.Container(one, expand=1) for one in fields],
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.END,
    )


def links(
    name: str,
    words: Callable[[str], str],
    turn: Handler,
    add: Handler | None,
    *,
    is_whole: bool,
) -> ft.Control:
    """Return what leads to one field and back, and to 旧氏 and 通称."""
    other = "parted" if is_whole else "whole"
    shown: list[ft.Control] = [
        LinkButton(words(f"components.s_name_{other}"), name=f"{name}.whole", on_click=turn)
    ]
    if add:
        shown.append(
            LinkButton(words("components.s_name_added"), name=f"{name}.added", on_click=add)
        )
    return ft.Row(shown, spacing=GAP, run_spacing=4, wrap=True)


def turned(parts: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of the other way, with what was typed so far; nothing of it is lost."""
    if parts.get("whole") == "yes":
        named = {"family": parts.get("name", ""), "family_kana": parts.get("kana", "")}
        return dict.fromkeys(FIELDS, "") | named | {"whole": ""}
    name, kana = (
        "　".join(parts[part] for part in pair if parts.get(part)) for pair in (PARTED, KANA)
    )
    return dict.fromkeys(FIELDS, "") | {"name": name, "kana": kana, "whole": "yes"}


def begin_person_name(value: Any) -> dict[str, str]:
    """Return the fields of a kept name as it is parted; empty ones in parts for None."""
    kept = value if isinstance(value, Mapping) else {"family": value or ""}
    parts = {part: str(kept.get(part) or "") for part in (*PARTED, *KANA, *ADDED)}
    is_added = any(parts[part] for part in ADDED)
    if parts["family"] and not parts["given"] and not is_added:
        whole = {"name": parts["family"], "kana": str(kept.get("kana") or ""), "whole": "yes"}
        return dict.fromkeys(FIELDS, "") | whole
    return dict.fromkeys(FIELDS, "") | parts | ({"added": "yes"} if is_added else {})


def draw_person_name(asked: Asked) -> ft.Control:
    """Return the fields of the name."""
    return PersonNameEntry(
        name=asked.name,
        value=asked.raw,
        on_change=asked.set_raw,
        with_kana=asked.question.with_kana,
        takes_focus=asked.takes_focus,
    )


ENTRY: Final = Entry(begin_person_name, draw_person_name)
