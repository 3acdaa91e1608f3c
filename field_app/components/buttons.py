"""Draw buttons: the main one of a page, a quieter second one, and links."""

import flet as ft

from field_app.components.handlers import use_press
from field_app.components.text import sentence
from field_app.design.guard import Handler, component
from field_app.design.layout import TARGET, use_layout
from field_app.design.theme import Colour, focus_ring, use_sizes
from field_app.words.visible import shown

RADIUS = ft.RoundedRectangleBorder(radius=12)


@component
def BigButton(
    label: str,
    *,
    name: str,
    on_click: Handler | None,
    disabled: bool = False,
    icon: ft.IconData | None = None,
    danger: bool = False,
    expand: bool | int | None = None,
    autofocus: bool = False,
) -> ft.Control:
    """Draw the main button of a page: white on blue, 76 px high for residents.

    Args:
        label: verb first, at most 16 characters in Japanese; longer wraps.
        name: key of the button, e.g. ``card.read``.
        on_click: any handler; what it raises is shown, not crashed on.
        disabled: grey and dead; say beside it why.
        icon: drawn before the label.
        danger: red, for what cannot be taken back.
        expand: share of a row's free width.
        autofocus: takes the focus, so that Enter presses it.
    """
    press = use_press(on_click)
    face = Colour.ERROR if danger else Colour.PRIMARY
    return ft.FilledButton(
        key=name,
        expand=expand,
        autofocus=autofocus,
        disabled=disabled,
        on_click=press,
        content=button_face(label, use_face_height(), icon=icon),
        style=ft.ButtonStyle(
            color={
                ft.ControlState.DISABLED: Colour.DISABLED_TEXT,
                ft.ControlState.DEFAULT: "white",
            },
            bgcolor={ft.ControlState.DISABLED: Colour.DISABLED, ft.ControlState.DEFAULT: face},
            overlay_color="#33ffffff",
            elevation=0,
            side=focus_ring(),
            shape=RADIUS,
            padding=ft.Padding.symmetric(horizontal=24),
        ),
    )


@component
def SecondaryButton(
    label: str,
    *,
    name: str,
    on_click: Handler | None,
    disabled: bool = False,
    icon: ft.IconData | None = None,
    expand: bool | int | None = None,
) -> ft.Control:
    """Draw the second choice of a page: blue on white with a blue border."""
    press = use_press(on_click)
    return ft.OutlinedButton(
        key=name,
        expand=expand,
        disabled=disabled,
        on_click=press,
        content=button_face(label, use_face_height(), icon=icon),
        style=ft.ButtonStyle(
            color={
                ft.ControlState.DISABLED: Colour.DISABLED_TEXT,
                ft.ControlState.DEFAULT: Colour.PRIMARY,
            },
            bgcolor=Colour.WHITE,
            overlay_color=Colour.PRIMARY_PALE,
            side=focus_ring(ft.BorderSide(2, Colour.LINE if disabled else Colour.PRIMARY)),
            shape=RADIUS,
            padding=ft.Padding.symmetric(horizontal=20),
        ),
    )


@component
def LinkButton(
    label: str,
    *,
    name: str,
    on_click: Handler | None,
    icon: ft.IconData | None = None,
    inverse: bool = False,
    described: str | None = None,
) -> ft.Control:
    """Draw an underlined word that does something; its target is 44 px high or more.

    Args:
        label: the word, e.g. なおす.
        name: key of the button.
        on_click: any handler.
        icon: drawn before the word.
        inverse: white, for the staff's dark strip.
        described: what a screen reader says instead of the bare word, e.g. なおす 住所.
    """
    press = use_press(on_click)
    sizes, layout = use_sizes(), use_layout()
    colour = Colour.WHITE if inverse else Colour.PRIMARY
    face = sentence(label, size=layout.text(sizes.hint), colour=colour, bold=True)
    face.style = underlined(face.style, colour)
    if described:
        face.semantics_label = shown(described)
    content: ft.Control = face  # a row would not let the word break where it fills its line
    if icon:
        content = ft.Row([ft.Icon(icon, color=colour, size=24), face], tight=True, spacing=6)
    return ft.TextButton(
        key=name,
        on_click=press,
        content=ft.Container(
            content,
            padding=ft.Padding.symmetric(
                vertical=max(4.0, (TARGET - layout.text(sizes.hint) * 1.6) / 2)
            ),
        ),
        style=ft.ButtonStyle(
            side=focus_ring(),
            shape=ft.RoundedRectangleBorder(radius=8),
            padding=ft.Padding.symmetric(horizontal=12),
            overlay_color="#33ffffff" if inverse else Colour.PRIMARY_PALE,
        ),
    )


def underlined(style: ft.TextStyle | None, colour: str) -> ft.TextStyle:
    """Return *style* with a line under the letters."""
    plain = style or ft.TextStyle()
    lined: ft.TextStyle = plain.copy(
        decoration=ft.TextDecoration.UNDERLINE, decoration_color=colour, decoration_thickness=1.5
    )
    return lined


def use_face_height() -> tuple[float, float]:
    """Return letter size and least height of a button on this side. A hook."""
    sizes, layout = use_sizes(), use_layout()
    return layout.text(sizes.button), sizes.button_height


def button_face(
    label: str, size_and_height: tuple[float, float], *, icon: ft.IconData | None = None
) -> ft.Control:
    """Return a label that is centred, wraps, and gives the button its height."""
    size, height = size_and_height
    text = sentence(
        label, size=size, colour=None, bold=True, align=ft.TextAlign.CENTER, line_height=1.3
    )
    parts: list[ft.Control] = [ft.Icon(icon, size=size * 1.15)] if icon else []
    parts.append(ft.Container(text, expand=True, expand_loose=True))
    return ft.Container(
        ft.Row(parts, alignment=ft.MainAxisAlignment.CENTER, spacing=10, tight=True),
        padding=ft.Padding.symmetric(vertical=max(6.0, (height - size * 1.3) / 2)),
    )
