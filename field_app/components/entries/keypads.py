"""Draw keys for a PIN or 照合番号B; what is typed is forgotten when it is passed on."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import flet as ft

from field_app.components.buttons import BigButton
from field_app.components.entries.keys import (
    DOT,
    Key,
    Places,
    ShowSwitch,
    delete_key,
    key_rows,
    press_key,
    typed_key,
)
from field_app.components.handlers import use_told
from field_app.components.language import use_words
from field_app.components.newest import newest
from field_app.components.text import sentence
from field_app.design.guard import component
from field_app.design.layout import Layout, LayoutContext, use_layout
from field_app.design.theme import Colour, Sizes, use_sizes

DIGITS: Final = "0123456789"
DIGIT_ROWS: Final = ("123", "456", "789")
PASSWORD_ROWS: Final = ("1234567890", "ABCDEFGHIJ", "KLMNOPQRST", "UVWXYZ")
PASSWORD_LETTERS: Final = "".join(PASSWORD_ROWS)
PORTRAIT_SCALE: Final = 1.6
LANDSCAPE_SCALE: Final = 1.3
PAD_WIDTH: Final = 460.0  # a thumb crosses it without travelling


@component
def NumberPad(
    *,
    name: str,
    label: str,
    length: int,
    groups: Sequence[int],
    masked: bool,
    submit_label: str,
    on_submit: Callable[[str], Any],
    above: Callable[[str], Sequence[ft.Control]] | None = None,
    may_submit: Callable[[str], bool] | None = None,
    least: int | None = None,
) -> ft.Control:
    """Draw places for *length* digits, ten keys, 消す, and the button that hands them over.

    The digits live in this component only, and are cleared before *on_submit*
    is awaited. A keyboard's digits and Backspace work too; Enter does not
    hand over, so that no try of the card is lost by a slip.

    Args:
        name: key of the pad; keys ``<name>.0`` … ``<name>.9``, ``.delete``, ``.submit``.
        label: what is asked.
        length: how many digits; the button works only with all of them.
        groups: how many digits stand together, e.g. ``(6, 4, 4)``.
        masked: dots instead of digits, also for a screen reader.
        submit_label: of the button.
        on_submit: called with the digits; may be ``async``.
        above: returns what stands over the pad, or beside it, for the digits so far.
        least: how many digits are enough; without it all *length* are wanted.
        may_submit: says whether all the digits may be submitted; without it they may.
    """
    words, sizes, layout = use_words(), use_sizes(), use_pad_layout()
    tell = use_told(on_submit)
    digits, set_digits = ft.use_state("")

    def add(digit: str) -> None:
        set_digits(lambda now: (now + digit)[:length])

    def take() -> None:
        set_digits(lambda now: now[:-1])

    async def submit() -> None:
        entered = newest(set_digits, digits)
        set_digits("")
        if (least or length) <= len(entered) <= length:
            await tell(entered)

    rows: list[list[Key | None]] = [[Key(digit, digit, add) for digit in row] for row in DIGIT_ROWS]
    rows.append([None, Key("0", "0", add), delete_key(words("components.s_delete"), take)])

    def drawn() -> ft.Control:
        content: list[ft.Control] = [
            heading(label, sizes, layout),
            Places(
                name=f"{name}.typed",
                text=DOT * len(digits) if masked else digits,
                groups=groups,
                said=words("components.l_typed", label=label, count=len(digits), length=length),
            ),
            centred(key_rows(rows, name, sizes, layout), PAD_WIDTH),
            BigButton(
                submit_label,
                name=f"{name}.submit",
                disabled=len(digits) < (least or length)
                or not (may_submit is None or may_submit(digits)),
                on_click=submit,
            ),
        ]
        return pad(
            beside(above(digits), content, layout) if above else content,
            lambda event: press_key(typed_key(event.key), DIGITS, add, take),
        )

    return LayoutContext(layout, drawn)


@component
def PasswordPad(
    *,
    name: str,
    label: str,
    min_length: int,
    max_length: int,
    submit_label: str,
    on_submit: Callable[[str], Any],
    beside_label: ft.Control | None = None,
) -> ft.Control:
    """Draw keys A–Z and 0–9 for the signature password, dots, and a switch that shows it.

    Args:
        name: key of the pad; keys ``<name>.A`` … ``.9``, ``.delete``, ``.show``, ``.submit``.
        label: what is asked.
        min_length: the button works from here on.
        max_length: further keys do nothing.
        submit_label: of the button.
        on_submit: called with the password, which is cleared first; may be ``async``.
        beside_label: stands in the row of the label where there is room, else under it.
    """
    words, sizes, layout = use_words(), use_sizes(), use_pad_layout()
    tell = use_told(on_submit)
    typed, set_typed = ft.use_state("")
    is_shown, set_shown = ft.use_state(False)

    def add(letter: str) -> None:
        set_typed(lambda now: (now + letter)[:max_length])

    def take() -> None:
        set_typed(lambda now: now[:-1])

    async def submit() -> None:
        entered = newest(set_typed, typed)
        set_typed("")
        set_shown(False)
        if min_length <= len(entered) <= max_length:
            await tell(entered)

    rows: list[list[Key | None]] = [[Key(c, c, add) for c in row] for row in PASSWORD_ROWS]
    rows[-1].append(delete_key(words("components.s_delete"), take))

    def drawn() -> ft.Control:
        content: list[ft.Control] = [
            in_a_row(heading(label, sizes, layout), *([beside_label] if beside_label else [])),
            in_a_row(
                Places(
                    name=f"{name}.typed",
                    text=typed if is_shown else DOT * len(typed),
                    groups=password_groups(max_length),
                    said=words("components.l_typed_letters", label=label, count=len(typed)),
                ),
                ShowSwitch(name=f"{name}.show", is_shown=is_shown, on_change=set_shown),
            ),
            key_rows(rows, name, sizes, layout),
            BigButton(
                submit_label,
                name=f"{name}.submit",
                disabled=not min_length <= len(typed) <= max_length,
                on_click=submit,
            ),
        ]
        return pad(
            content,
            lambda event: press_key(typed_key(event.key), PASSWORD_LETTERS, add, take),
            gap=16 if layout.portrait else 12,
        )

    return LayoutContext(layout, drawn)


def use_pad_layout() -> Layout:
    """Return the page's layout with letters with which places, keys and button are seen at once.

    Where keys scroll away from what they type, larger letters help nobody. A hook.
    """
    layout = use_layout()
    most = PORTRAIT_SCALE if layout.portrait else LANDSCAPE_SCALE
    return replace(layout, text_scale=min(layout.text_scale, most))


def beside(
    above: Sequence[ft.Control], content: Sequence[ft.Control], layout: Layout
) -> list[ft.Control]:
    """Return *above* over *content*; beside it where the tablet lies, so that all keys are seen."""
    if layout.portrait:
        return [*above, *content]
    halves: list[ft.Control] = [ft.Container(stacked(part), expand=1) for part in (above, content)]
    return [ft.Row(halves, spacing=32, vertical_alignment=ft.CrossAxisAlignment.START)]


def in_a_row(*parts: ft.Control) -> ft.Control:
    """Return *parts* side by side where there is room, else under one another, centred."""
    return ft.Row(
        list(parts),
        spacing=24,
        run_spacing=16,
        wrap=True,
        alignment=ft.MainAxisAlignment.CENTER,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def stacked(content: Sequence[ft.Control], gap: float = 16) -> ft.Column:
    """Return *content* under one another, as wide as there is room."""
    return ft.Column(
        list(content),
        spacing=gap,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def password_groups(length: int) -> tuple[int, ...]:
    """Return groups of four that make *length*, the last one shorter."""
    full, rest = divmod(length, 4)
    return (4,) * full + ((rest,) if rest else ())


def heading(label: str, sizes: Sizes, layout: Layout) -> ft.Control:
    """Return what is asked, centred over the places."""
    return sentence(
        label,
        size=layout.text(sizes.body),
        colour=Colour.TEXT_STRONG,
        bold=True,
        align=ft.TextAlign.CENTER,
    )


def centred(content: ft.Control, width: float) -> ft.Control:
    """Return *content* in the middle, *width* pixels wide at most."""
    return ft.Container(ft.Container(content, width=width), alignment=ft.Alignment.TOP_CENTER)


def pad(
    content: Sequence[ft.Control],
    on_key: Callable[[ft.KeyDownEvent], None],
    gap: float = 16,
) -> ft.Control:
    """Return *content* under one another; a keyboard's keys go to *on_key*."""
    return ft.KeyboardListener(
        autofocus=True,
        on_key_down=on_key,
        content=stacked(content, gap),
    )
