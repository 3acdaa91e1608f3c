"""Draw a text field under its label."""

from collections.abc import Callable
from typing import Any, Final, Literal

import flet as ft

from field_app.components.entries.next_field import focus_after
from field_app.components.handlers import use_told
from field_app.components.newest import TypedText
from field_app.components.text import sentence, type_style
from field_app.design.guard import Handler, component, use_safe
from field_app.design.layout import use_layout
from field_app.design.theme import Colour, use_sizes
from field_app.words.visible import shown, visible

Keyboard = Literal["text", "number", "phone"]

KEYBOARDS: Final[dict[Keyboard, ft.KeyboardType]] = {
    "text": ft.KeyboardType.TEXT,
    "number": ft.KeyboardType.NUMBER,
    "phone": ft.KeyboardType.PHONE,
}


@component
def TextEntry(
    *,
    name: str,
    label: str,
    hint: str | None = None,
    value: str = "",
    on_change: Callable[[str], Any],
    on_submit: Handler | None = None,
    password: bool = False,
    multiline: bool = False,
    keyboard: Keyboard = "text",
    max_length: int | None = None,
    autofocus: bool = False,
    is_titled: bool = False,
) -> ft.Control:
    """Draw a label, a hint, and the field under them.

    Args:
        name: key of the field itself.
        label: what is asked; it stays above the field while typing.
        hint: one line that helps.
        value: what the field shows at first, and when the page sets another text.
        on_change: called with the whole text after every key; may be ``async``.
        on_submit: Enter; without it, Enter leads to the field that stands after this one.
        password: dots, no suggestions, no learning keyboard.
        multiline: three lines or more.
        keyboard: which on-screen keyboard comes up.
        max_length: the field takes no more characters.
        autofocus: takes the focus when the page appears.
        is_titled: the page's title says the label already; only a screen reader hears it here.
    """

    async def lead_on() -> None:
        await focus_after(name)

    tell = use_told(on_change)
    submit = use_safe(on_submit or (None if multiline else lead_on))
    sizes, layout = use_sizes(), use_layout()
    typed = ft.use_memo(TypedText, [])

    async def changed(event: ft.Event[ft.TextField]) -> None:
        text = event.control.value or ""
        typed.tell(text)
        await tell(text)

    field = ft.TextField(
        key=name,
        value=typed.to_show(value) if password else visible(typed.to_show(value)),
        password=password,
        multiline=multiline,
        min_lines=3 if multiline else None,
        keyboard_type=ft.KeyboardType.MULTILINE if multiline else KEYBOARDS[keyboard],
        max_length=max_length,
        counter=ft.Container() if max_length else None,
        autofocus=autofocus,
        autocorrect=False,
        enable_suggestions=not password,
        enable_ime_personalized_learning=False,
        on_change=changed,
        on_submit=submit,
        **field_look(layout.text(sizes.body)),
    )
    typed.shown_in(field)
    look = layout.text(sizes.body), layout.text(sizes.hint)
    return labelled(field, label, hint, *look, is_titled=is_titled)


def field_look(size: float) -> dict[str, Any]:
    """Return border, letters and padding of a field with letters of *size* pixels."""
    return {
        "text_style": type_style(size, Colour.TEXT_STRONG, line_height=1.4),
        "filled": True,
        "fill_color": Colour.WHITE,
        "cursor_width": 3,
        "cursor_color": Colour.PRIMARY,
        "content_padding": ft.Padding.symmetric(horizontal=16, vertical=max(12.0, size * 0.6)),
        "border": {
            ft.ControlState.DEFAULT: outline(2, Colour.LINE),
            ft.ControlState.FOCUSED: outline(4, Colour.FOCUS),
        },
    }


def outline(width: float, colour: str) -> ft.OutlineInputBorder:
    """Return a rounded border."""
    return ft.OutlineInputBorder(side=ft.BorderSide(width, colour), border_radius=12)


def labelled(
    field: ft.Control,
    label: str,
    hint: str | None,
    size: float,
    hint_size: float,
    *,
    is_titled: bool = False,
) -> ft.Control:
    """Return *field* under its label and hint; a screen reader hears both with the field."""
    lines: list[ft.Control] = []
    if label and not is_titled:
        lines.append(
            sentence(label, size=size, colour=Colour.TEXT_STRONG, bold=True, line_height=1.4)
        )
    if hint:
        lines.append(sentence(hint, size=hint_size, colour=Colour.TEXT_SUB, line_height=1.4))
    head = ft.Semantics(exclude_semantics=True, content=ft.Column(lines, spacing=2, tight=True))
    spoken = shown(" ".join(part for part in (label, hint) if part))
    heard = ft.MergeSemantics(ft.Semantics(label=spoken, content=field)) if spoken else field
    return ft.Column(
        [*([head] if lines else []), heard],
        spacing=8,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
