"""Draw a date by era, year, month and day, as people write it on paper."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import flet as ft

from field_app.components.entries.text_entry import TextEntry
from field_app.components.handlers import use_told
from field_app.components.language import use_words
from field_app.components.newest import newest
from field_app.components.text import sentence
from field_app.design.guard import Handler, component, use_safe
from field_app.design.layout import GAP, TARGET, use_layout
from field_app.design.theme import Colour, focus_ring, use_sizes

# The eras as the answers hold them, and their word keys; 西暦 is none, but stands beside them.
ERAS: Final = {
    "令和": "components.s_reiwa",
    "平成": "components.s_heisei",
    "昭和": "components.s_showa",
    "大正": "components.s_taisho",
    "西暦": "components.s_western",
}
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
PARTS: Final = ("year", "month", "day")
LENGTHS: Final = {"year": 4, "month": 2, "day": 2}


@component
def DateEntry(
    *,
    name: str,
    label: str,
    hint: str | None = None,
    value: object,
    on_change: Callable[[dict[str, str]], Any],
) -> ft.Control:
    """Draw the eras as buttons, and three fields 年 月 日.

    Args:
        name: keys ``<name>.era.<era>``, ``<name>.year``, ``.month``, ``.day``.
        label: what is asked.
        hint: one line that helps.
        value: what it begins with: ``{"era", "year", "month", "day"}`` of text, all or
            some; anything else begins empty.
        on_change: called with all four after every change; may be ``async``.
    """
    words, sizes, layout = use_words(), use_sizes(), use_layout()
    tell = use_told(on_change)
    parts, set_parts = ft.use_state(date_parts(value))

    def change(part: str) -> Callable[[str], Any]:
        def changed(text: str) -> Any:
            set_parts(lambda now: {**now, part: text})
            return tell(newest(set_parts, parts))

        return changed

    lines: list[ft.Control] = []
    if label:
        size = layout.text(sizes.body)
        lines.append(sentence(label, size=size, colour=Colour.TEXT_STRONG, bold=True))
    if hint:
        lines.append(sentence(hint, size=layout.text(sizes.hint), colour=Colour.TEXT_SUB))
    fields: list[ft.Control] = [
        ft.Container(
            TextEntry(
                name=f"{name}.{part}",
                label=words(f"components.s_{part}"),
                value=parts[part],
                on_change=change(part),
                keyboard="text" if part == "year" else "number",
                max_length=LENGTHS[part],
            ),
            expand=4 if part == "year" else 3,
        )
        for part in PARTS
    ]
    return ft.Column(
        [
            *lines,
            EraChoice(name=f"{name}.era", value=parts["era"], on_change=change("era")),
            ft.Row(fields, spacing=GAP, width=min(layout.content_width, 520.0)),
        ],
        spacing=8,
        tight=True,
    )


@component
def EraChoice(*, name: str, value: str, on_change: Callable[[str], Any]) -> ft.Control:
    """Draw 令和 平成 昭和 大正 西暦; the chosen one is filled."""
    words = use_words()
    choose = use_told(on_change)

    def press(era: str) -> Handler:
        return lambda: choose(era)

    return ft.Row(
        [
            EraButton(words(key), name=f"{name}.{era}", chosen=era == value, on_click=press(era))
            for era, key in ERAS.items()
        ],
        spacing=8,
        run_spacing=8,
        wrap=True,
    )


@component
def EraButton(label: str, *, name: str, chosen: bool, on_click: Handler) -> ft.Control:
    """Draw one era; chosen, it is filled and carries a check mark."""
    press = use_safe(on_click)
    sizes, layout, words = use_sizes(), use_layout(), use_words()
    size, colour = layout.text(sizes.hint), Colour.WHITE if chosen else Colour.PRIMARY
    text = sentence(label, size=size, colour=colour, bold=chosen, line_height=1.2)
    text.semantics_label = words("components.l_chosen", choice=label) if chosen else label
    face: list[ft.Control] = [ft.Icon(ft.Icons.CHECK, color=colour, size=size)] if chosen else []
    return ft.OutlinedButton(
        key=name,
        on_click=press,
        content=ft.Container(
            ft.Row([*face, text], spacing=6, tight=True),
            padding=ft.Padding.symmetric(vertical=max(4.0, (TARGET + 8 - size * 1.2) / 2)),
        ),
        style=ft.ButtonStyle(
            bgcolor=Colour.PRIMARY if chosen else Colour.WHITE,
            side=focus_ring(ft.BorderSide(2, Colour.PRIMARY)),
            shape=ft.RoundedRectangleBorder(radius=10),
            padding=ft.Padding.symmetric(horizontal=16),
        ),
    )


def date_parts(value: object) -> dict[str, str]:
    """Return the four parts of *value*: parts as they were typed, or an ISO date.

    Missing parts are empty, and no era is 西暦.
    """
    if isinstance(value, str) and ISO.fullmatch(value):
        year, month, day = value.split("-")
        return {"era": "西暦", "year": year, "month": str(int(month)), "day": str(int(day))}
    given = value if isinstance(value, Mapping) else {}
    parts = {part: str(given.get(part) or "") for part in PARTS}
    return {"era": str(given.get("era") or "西暦"), **parts}
