"""Draw one notice of the city: on home, in the list, beside its procedure."""

from dataclasses import dataclass
from typing import Final

import flet as ft

from field_app.components.notes import paper
from field_app.components.text import Hint, Paragraph, sentence
from field_app.content.edition import Edition
from field_app.content.notices import Notice
from field_app.design.guard import component
from field_app.design.layout import use_layout
from field_app.design.theme import Colour, use_sizes
from field_app.screens.context import AppContext
from field_app.words.words import Words, plain


@dataclass(frozen=True)
class Look:
    """How loud a level is: its word, its symbol and its colours."""

    word: str
    symbol: ft.IconData
    ink: str
    paper: str
    line: str


LOOKS: Final = {
    "important": Look(
        "notices.s_important",
        ft.Icons.CAMPAIGN,
        Colour.WARNING,
        Colour.WARNING_PALE,
        Colour.WARNING_LINE,
    ),
    "info": Look(
        "notices.s_info",
        ft.Icons.CAMPAIGN_OUTLINED,
        Colour.PRIMARY,
        Colour.WHITE,
        Colour.PRIMARY_LINE,
    ),
}


@component
def NoticeCard(notice: Notice, *, name: str, about: str | None = None) -> ft.Control:
    """Draw one notice in full.

    Args:
        notice: of the edition whose words are in use.
        name: key of its title.
        about: the title of the procedure it concerns; None where that stands beside it.
    """
    words, sizes, layout = ft.use_context(AppContext).words, use_sizes(), use_layout()
    look, language = LOOKS[notice.level], words.built_in
    title = sentence(
        plain(notice.title[language]),
        size=layout.text(sizes.body + 2),
        colour=Colour.TEXT_STRONG,
        bold=True,
        name=name,
        line_height=1.4,
    )
    foot = [words("notices.l_about", procedure=about)] if about else []
    parts = [
        level_mark(words(look.word), look, layout.text(sizes.hint)),
        ft.Semantics(header=True, heading_level=2, content=title),
        Paragraph(plain(notice.body[language])),
        ft.Row(
            [Hint(text) for text in (*foot, until(words, notice))],
            spacing=24,
            run_spacing=0,
            wrap=True,
        ),
    ]
    column = ft.Column(parts, spacing=4, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return paper(column, colour=look.paper, line=look.line)


def level_mark(word: str, look: Look, size: float) -> ft.Control:
    """Return the symbol and the word that say how much it matters."""
    return ft.Row(
        [
            ft.Icon(look.symbol, color=look.ink, size=size * 1.4),
            sentence(word, size=size, colour=look.ink, bold=True, line_height=1.2),
        ],
        spacing=8,
    )


def until(words: Words, notice: Notice) -> str:
    """Return the last day on which *notice* is in force."""
    day = notice.valid_until
    return words("notices.l_until", year=day.year, month=day.month, day=day.day)


def concerned(edition: Edition, notice: Notice, words: Words) -> str | None:
    """Return the title of the procedure that *notice* concerns, where *edition* can read it."""
    procedure = edition.procedure(notice.procedure)
    return words(procedure.title_key) if procedure else None
