"""Draw a consent or a statement: its wording, whole and large, and two answers of one weight."""

from collections.abc import Mapping
from typing import Any, Final

import flet as ft

from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.components.kinds.entry import Asked, Entry
from field_app.components.notes import paper
from field_app.components.text import Paragraph
from field_app.design.guard import component
from field_app.design.theme import use_sizes
from field_app.procedure.kinds.consent import ANSWERS


@component
def ConsentEntry(asked: Asked, *, name: str) -> ft.Control:
    """Draw the wording on paper and 同意します beside 同意しません under it."""
    sizes, words = use_sizes(), asked.words
    return ft.Column(
        [
            paper(Paragraph(words(asked.question.wording_key), name=f"{name}.wording")),
            ChoiceCards(
                [Choice(one, words(f"kinds.s_{one}")) for one in ANSWERS],
                name=name,
                value=asked.raw,
                on_change=asked.set_raw,
                columns=2,
            ),
        ],
        spacing=sizes.gap,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def begin_consent(value: Any) -> str:
    """Return the kept answer; none for None, so that nothing is agreed to beforehand."""
    return str(value["answer"]) if isinstance(value, Mapping) else str(value or "")


def draw_consent(asked: Asked) -> ft.Control:
    """Return the wording and its two answers."""
    return ConsentEntry(asked, name=asked.name)


ENTRY: Final = Entry(begin_consent, draw_consent)
