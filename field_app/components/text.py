"""Draw headings, paragraphs and hints, with line breaks between phrases."""

from typing import Final, Literal

import flet as ft

from field_app.design.guard import component
from field_app.design.layout import use_layout
from field_app.design.phrases import LONGEST_PHRASE, longest_phrase, phrased
from field_app.design.theme import Colour, families, use_sizes
from field_app.words.said import language_of
from field_app.words.visible import shown

Tone = Literal["normal", "sub", "error"]

# A line of a page that stands upright has at least this width, also on a card.
NARROW_LINE: Final = 640.0

CARD_EDGE: Final = 44.0  # padding and border of a card, both sides
LEAST_SHARE: Final = 0.7  # of the letters that were asked for

COLOURS: dict[Tone, str] = {
    "normal": Colour.TEXT,
    "sub": Colour.TEXT_SUB,
    "error": Colour.ERROR,
}


def sentence(
    text: str,
    *,
    size: float,
    colour: str | None = Colour.TEXT,
    bold: bool = False,
    align: ft.TextAlign = ft.TextAlign.START,
    name: str | None = None,
    line_height: float = 1.6,
    aloud: str = "",
    longest: int = 0,
) -> ft.Text:
    """Return *text* in Demado's type, every character visible, lines broken between phrases.

    Args:
        text: what the person reads; a screen reader gets it without the marks.
        size: final size in pixels (already scaled).
        colour: ``None`` takes the colour of the button around it.
        bold: the bold cut; there is no weight between.
        align: start, center or end.
        name: key of the control, for tests.
        line_height: line pitch as a multiple of *size*.
        aloud: what a screen reader reads in its place; empty reads the text.
        longest: letters of a phrase that is not broken; 0 takes what fits a narrow line.
    """
    seen = shown(text)
    marked = phrased(seen, longest or max(1, min(LONGEST_PHRASE, int(NARROW_LINE / size))))
    return ft.Text(
        marked,
        key=name,
        semantics_label=shown(aloud) or (seen if marked != seen else None),
        text_align=align,
        style=type_style(
            size, colour, bold=bold, line_height=line_height, language=language_of(text)
        ),
    )


def type_style(
    size: float,
    colour: str | None,
    *,
    bold: bool = False,
    line_height: float = 1.6,
    language: str = "",
) -> ft.TextStyle:
    """Return the text style of *size* pixels in the app's fonts, those of *language* first."""
    first, *others = families(language)
    return ft.TextStyle(
        size=size,
        height=line_height,
        color=colour,
        weight=ft.FontWeight.BOLD if bold else ft.FontWeight.NORMAL,
        font_family=first,
        font_family_fallback=others,
    )


@component
def Heading(text: str, *, name: str | None = None, level: int = 1) -> ft.Control:
    """Draw a heading; level 1 is the page's title, level 2 a part of it.

    Large letters give way a little where the longest phrase would be torn otherwise.
    """
    sizes, layout = use_sizes(), use_layout()
    size = sizes.title if level == 1 else (sizes.title + sizes.body) / 2
    if layout.short or layout.low:
        size = min(size, sizes.body + 4)
    room = layout.content_width - (0 if level == 1 else CARD_EDGE)
    fitting = room / max(1.0, longest_phrase(text))
    letters = layout.text(size)
    smaller = min(letters, max(fitting, letters * LEAST_SHARE))
    return ft.Semantics(
        header=True,
        heading_level=level,
        content=sentence(
            text,
            size=smaller,
            colour=Colour.TEXT_STRONG,
            bold=True,
            name=name,
            line_height=1.4,
            longest=LONGEST_PHRASE if smaller <= fitting else 0,
        ),
    )


@component
def Paragraph(
    text: str,
    *,
    tone: Tone = "normal",
    bold: bool = False,
    name: str | None = None,
    aloud: str = "",
) -> ft.Control:
    """Draw body text, at least 22 px for residents and 18 px for staff."""
    sizes, layout = use_sizes(), use_layout()
    return sentence(
        text,
        size=layout.text(sizes.body),
        colour=COLOURS[tone],
        bold=bold,
        name=name,
        aloud=aloud,
    )


@component
def Hint(text: str, *, name: str | None = None) -> ft.Control:
    """Draw one short sentence that helps to answer."""
    sizes, layout = use_sizes(), use_layout()
    return sentence(text, size=layout.text(sizes.hint), colour=Colour.TEXT_SUB, name=name)
