"""Draw a date by era, year, month and day, as people write it on paper."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import flet as ft

from field_app.components.entries.text_entry import TextEntry
from field_app.components.handlers import use_told
from field_app.components.language import use_words
from field_app.components.newest import newest
from field_app.components.text import sentence, type_style
from field_app.design.guard import Handler, component, use_safe
from field_app.design.layout import GAP, TARGET, use_layout
from field_app.design.theme import Colour, focus_ring, use_sizes
from field_app.procedure.definition.partial_date import PartialDate
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.definition.typed_date import (
    PARTS,
    UNKNOWN_DAY,
    UNKNOWN_MONTH,
    parse_partial,
)
from field_app.procedure.definition.wareki import WESTERN, era_of, written

# The eras as the answers hold them, and their word keys; 西暦 is none, but stands beside them.
ERAS: Final = {
    "令和": "components.s_reiwa",
    "平成": "components.s_heisei",
    "昭和": "components.s_showa",
    "大正": "components.s_taisho",
    "明治": "components.s_meiji",
    WESTERN: "components.s_western",
}
# What may be unknown of a birth, and what is then still asked.
UNKNOWN: Final = {
    UNKNOWN_DAY: "components.s_unknown_day",
    UNKNOWN_MONTH: "components.s_unknown_month",
}
STILL_ASKED: Final = {"": PARTS, UNKNOWN_DAY: PARTS[:2], UNKNOWN_MONTH: PARTS[:1]}
LENGTHS: Final = {"year": 4, "month": 2, "day": 2}
FIELDS_WIDTH: Final = 520.0


@component
def DateEntry(
    *,
    name: str,
    label: str,
    hint: str | None = None,
    value: object,
    on_change: Callable[[dict[str, str]], Any],
    may_be_partial: bool = False,
    has_day: bool = True,
) -> ft.Control:
    """Draw the eras as buttons, three fields 年 月 日, and the date in both calendars.

    Args:
        name: keys ``<name>.era.<era>``, ``<name>.year``, ``.month``, ``.day``, ``<name>.read``,
            ``<name>.unknown.day`` and ``.month``.
        label: what is asked.
        hint: one line that helps.
        value: what it begins with, see :func:`date_parts`.
        on_change: called with all parts after every change; may be ``async``.
        may_be_partial: offers that the day, or month and day, are not known; then the parts
            say as well what is ``unknown``.
        has_day: with False a month is asked, and no day.
    """
    words, sizes, layout = use_words(), use_sizes(), use_layout()
    tell = use_told(on_change)
    parts, set_parts = ft.use_state(date_parts(value))
    unknown = parts.get("unknown", "") if may_be_partial else ""

    def change(part: str) -> Callable[[str], Any]:
        def changed(text: str) -> Any:
            set_parts(lambda now: {**now, part: text})
            told = newest(set_parts, parts)
            return tell({"unknown": "", **told} if may_be_partial else told)

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
        for part in (STILL_ASKED[unknown] if has_day else PARTS[:2])
    ]
    width = min(layout.content_width, layout.text(FIELDS_WIDTH)) * len(fields) / len(PARTS)
    lines += [
        EraChoice(name=f"{name}.era", value=parts["era"], on_change=change("era")),
        ft.Row(fields, spacing=GAP, width=width),
    ]
    if may_be_partial:
        lines.append(
            UnknownChoice(name=f"{name}.unknown", value=unknown, on_change=change("unknown"))
        )
    if has_day and (read := date_read(parts)):
        look = type_style(layout.text(sizes.body), Colour.TEXT, bold=True)
        lines.append(ft.Text(read, key=f"{name}.read", style=look))
    return ft.Column(lines, spacing=GAP, tight=True)


@component
def EraChoice(*, name: str, value: str, on_change: Callable[[str], Any]) -> ft.Control:
    """Draw 令和 平成 昭和 大正 明治 西暦; the chosen one is filled."""
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
def UnknownChoice(*, name: str, value: str, on_change: Callable[[str], Any]) -> ft.Control:
    """Draw 日がわからない and 月と日がわからない; a second press takes it back."""
    words = use_words()
    choose = use_told(on_change)

    def press(part: str) -> Handler:
        return lambda: choose("" if part == value else part)

    return ft.Row(
        [
            EraButton(words(key), name=f"{name}.{part}", chosen=part == value, on_click=press(part))
            for part, key in UNKNOWN.items()
        ],
        spacing=8,
        run_spacing=8,
        wrap=True,
    )


@component
def EraButton(label: str, *, name: str, chosen: bool, on_click: Handler) -> ft.Control:
    """Draw one era, or what is unknown; chosen, it is filled and carries a check mark."""
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
    """Return the parts of *value*: parts as they were typed, or a kept date in its era.

    A kept date that is unknown in part says what is ``unknown``; missing parts are empty, and
    no era is 西暦.
    """
    if isinstance(value, str) and value:
        return parts_of(PartialDate.read(value))
    given = value if isinstance(value, Mapping) else {}
    said = {"unknown": str(given["unknown"])} if given.get("unknown") else {}
    parts = {part: str(given.get(part) or "") for part in PARTS}
    return {"era": str(given.get("era") or WESTERN), **parts, **said}


def parts_of(kept: PartialDate) -> dict[str, str]:
    """Return a kept date as people write it; a year of two eras is of the one that it ended in."""
    era, year = era_of(kept.latest)
    parts = {"era": era, "year": year, "month": str(kept.month or ""), "day": str(kept.day or "")}
    if kept.is_whole:
        return parts
    return {**parts, "unknown": UNKNOWN_MONTH if kept.month is None else UNKNOWN_DAY}


def date_read(parts: Mapping[str, str]) -> str:
    """Return the date in both calendars once it is whole, or all of it that is known is there."""
    try:
        kept = parse_partial({"unknown": "", **parts})
    except AnswerRefused:
        return ""
    return written(kept) if kept else ""
