"""Draw the switches of language and letter size, at the top of every resident's page."""

from collections.abc import Callable
from typing import cast

import flet as ft

from field_app.components.language import use_words
from field_app.components.text import sentence
from field_app.design.guard import component
from field_app.design.layout import TARGET, TEXT_SCALES, use_layout
from field_app.design.theme import Colour, focus_ring
from field_app.words.words import LANGUAGES

# How each language calls itself; never translated.
OWN_NAMES = {"ja": "日本語", "ja_easy": "やさしい日本語", "en": "English"}


def _ignore(_: object) -> None:
    return None


# What the switches change; the shell provides both.
SetLanguageContext = ft.create_context(cast(Callable[[str], None], _ignore))
SetTextScaleContext = ft.create_context(cast(Callable[[float], None], _ignore))


@component
def LanguageSwitch() -> ft.Control:
    """Draw 日本語 / やさしい日本語 / English; the one in use is filled."""
    words = use_words()
    choose = ft.use_context(SetLanguageContext)

    def switch_to(language: str) -> Callable[[], None]:
        return lambda: choose(language)

    return _segments(
        [
            Segment(
                OWN_NAMES[language],
                name=f"frame.language.{language}",
                chosen=language == words.language,
                on_click=switch_to(language),
            )
            for language in LANGUAGES
        ]
    )


@component
def TextSizeSwitch() -> ft.Control:
    """Draw three letters あ of growing size: 100, 130 and 200 %."""
    words, layout = use_words(), use_layout()
    choose = ft.use_context(SetTextScaleContext)

    def switch_to(scale: float) -> Callable[[], None]:
        return lambda: choose(scale)

    return _segments(
        [
            Segment(
                words("shell.s_letter"),
                name=f"frame.text_size.{round(scale * 100)}",
                chosen=scale == layout.text_scale,
                on_click=switch_to(scale),
                size=17 * scale,
                described=words("shell.l_text_size", percent=round(scale * 100)),
            )
            for scale in TEXT_SCALES
        ]
    )


def _segments(parts: list[ft.Control]) -> ft.Control:
    return ft.Row(parts, spacing=4, run_spacing=4, tight=True, wrap=True)


@component
def Segment(
    label: str,
    *,
    name: str,
    chosen: bool,
    on_click: Callable[[], None],
    size: float = 18,
    described: str | None = None,
) -> ft.Control:
    """Draw one part of a switch."""
    text = sentence(
        label,
        size=size,
        colour=Colour.WHITE if chosen else Colour.PRIMARY,
        bold=chosen,
        line_height=1.1,
    )
    text.semantics_label = described or label
    return ft.Semantics(
        selected=chosen,
        content=ft.TextButton(
            key=name,
            on_click=on_click,
            height=TARGET + 4,
            content=text,
            style=ft.ButtonStyle(
                bgcolor=Colour.PRIMARY if chosen else Colour.WHITE,
                side=focus_ring(ft.BorderSide(1, Colour.PRIMARY)),
                shape=ft.RoundedRectangleBorder(radius=8),
                padding=ft.Padding.symmetric(horizontal=11),
                overlay_color=Colour.TOUCHED,
            ),
        ),
    )
