"""Draw the switches of language and letter size, at the top of every resident's page."""

from collections.abc import Callable
from typing import cast

import flet as ft

from field_app.components.language import use_words
from field_app.components.text import sentence
from field_app.design.guard import component
from field_app.design.layout import LARGE, TARGET, TEXT_SCALES, use_layout
from field_app.design.theme import Colour, focus_ring
from field_app.words.said import SaidText
from field_app.words.words import LANGUAGES

# What those look for who read none of the three; never translated.
OTHERS = "Language"


def _ignore(_: object) -> None:
    return None


# What the switches change; the shell provides both.
SetLanguageContext = ft.create_context(cast(Callable[[str], None], _ignore))
SetTextScaleContext = ft.create_context(cast(Callable[[float], None], _ignore))


@component
def LanguageSwitch() -> ft.Control:
    """Draw 日本語 / やさしい日本語 / English, and behind a globe the others in their own script.

    The one in use is filled.
    """
    words = use_words()
    choose = ft.use_context(SetLanguageContext)
    is_open, set_open = ft.use_state(False)
    names = words.languages()
    others = [language for language in names if language not in LANGUAGES]

    def switch_to(language: str) -> Callable[[], None]:
        def switch() -> None:
            set_open(False)
            choose(language)

        return switch

    def segment(language: str) -> ft.Control:
        return Segment(
            names[language],
            name=f"frame.language.{language}",
            chosen=language == words.language,
            on_click=switch_to(language),
            language=language,
        )

    globe = Segment(
        names[words.language] if words.language in others else "",
        name="frame.languages",
        chosen=words.language in others,
        on_click=lambda: set_open(not is_open),
        described=OTHERS,
        icon=ft.Icons.LANGUAGE,
        narrow=words.language not in others,
        language=words.language,
    )
    first = _segments([*map(segment, LANGUAGES), *([globe] if others else [])])
    rest = _segments([segment(language) for language in others]) if is_open else None
    return ft.Column([first, *([rest] if rest else [])], spacing=8, tight=True)


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
                narrow=scale < LARGE,
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
    icon: ft.IconData | None = None,
    language: str = "",
    narrow: bool = False,
) -> ft.Control:
    """Draw one part of a switch; a label of another language than the page's names it.

    A *narrow* one holds one letter or symbol; Material would give it 64 pixels.
    """
    colour = Colour.WHITE if chosen else Colour.PRIMARY
    text = sentence(
        SaidText(label, language, "", {}),
        size=size,
        colour=colour,
        bold=chosen,
        line_height=1.1,
    )
    text.semantics_label = described or label
    parts = [ft.Icon(icon, color=colour, size=size * 1.4)] if icon else []
    face = ft.Row([*parts, *([text] if label else [])], spacing=6, tight=True) if parts else text
    return ft.Semantics(
        selected=chosen,
        content=ft.TextButton(
            key=name,
            on_click=on_click,
            height=TARGET + 4,
            width=TARGET + 4 if narrow else None,
            content=ft.Semantics(label=described, content=face) if icon else face,
            style=ft.ButtonStyle(
                bgcolor=Colour.PRIMARY if chosen else Colour.WHITE,
                side=focus_ring(ft.BorderSide(1, Colour.PRIMARY)),
                shape=ft.RoundedRectangleBorder(radius=8),
                padding=ft.Padding.symmetric(horizontal=9),
                overlay_color=Colour.TOUCHED,
            ),
        ),
    )
