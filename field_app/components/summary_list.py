"""Draw what was answered in rows, each with where it came from and a link to change it."""

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from field_app.components.buttons import LinkButton
from field_app.components.language import use_words
from field_app.components.notes import paper
from field_app.components.text import Heading, Hint, sentence
from field_app.design.guard import Handler, component
from field_app.design.layout import use_layout
from field_app.design.theme import Colour, use_sizes
from field_app.words.visible import visible


@dataclass(frozen=True)
class SummaryRow:
    """One answer.

    Attributes:
        label: of the question.
        value: as the resident reads it.
        signed: as it will stand on the form, where that is another text; drawn smaller.
        source_label: where it came from, e.g. カード; empty says nothing.
        on_edit: goes back to the question; ``None`` where it cannot be changed here.
        name: key of the value; the link is ``<name>.edit``.
        earlier: what another one had said before it was changed; its key is ``<name>.was``.
    """

    label: str
    value: str
    source_label: str
    on_edit: Handler | None
    name: str
    signed: str = ""
    earlier: str = ""


@component
def SummaryList(rows: Sequence[SummaryRow], *, title: str = "") -> ft.Control:
    """Draw all *rows* on one paper under its *title*, with lines between."""
    parts: list[ft.Control] = [Heading(title, level=2)] if title else []
    for number, row in enumerate(rows):
        if number:
            parts.append(ft.Divider(height=1, thickness=1, color=Colour.LINE_PALE))
        parts.append(SummaryLine(row, name=f"{row.name}.line"))
    return paper(
        ft.Column(parts, spacing=10, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    )


@component
def SummaryLine(row: SummaryRow, *, name: str) -> ft.Control:
    """Draw one row: label and source, the value under them, なおす at the right."""
    words, sizes, layout = use_words(), use_sizes(), use_layout()
    hint = layout.text(sizes.hint)
    is_under = layout.large and layout.portrait  # there the link would leave the value no room
    head: list[ft.Control] = [
        sentence(row.label, size=hint, colour=Colour.TEXT_SUB, line_height=1.4)
    ]
    if row.source_label:
        head.append(source_mark(row.source_label, layout.text(max(18.0, sizes.hint - 4))))
    facts = ft.Column(
        [
            ft.Row(head, spacing=12, wrap=True),
            ft.Text(
                visible(row.value),
                key=row.name,
                style=sentence("", size=layout.text(sizes.body), bold=True).style,
            ),
            *([Hint(row.signed, name=f"{row.name}.signed")] if row.signed else []),
            *([Hint(visible(row.earlier), name=f"{row.name}.was")] if row.earlier else []),
        ],
        spacing=2,
        tight=True,
        expand=not is_under,
        key=name,
    )
    if row.on_edit is None:
        return facts
    link = LinkButton(
        words("components.s_edit"),
        name=f"{row.name}.edit",
        on_click=row.on_edit,
        described=words("components.l_edit", what=row.label),
    )
    if is_under:
        under = ft.Row([link], alignment=ft.MainAxisAlignment.END)
        return ft.Column(
            [facts, under],
            spacing=0,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    return ft.Row([facts, link], spacing=12)


def source_mark(text: str, size: float) -> ft.Control:
    """Return the small mark that says where an answer came from."""
    return ft.Container(
        sentence(text, size=size, colour=Colour.NAVY, line_height=1.2),
        bgcolor=Colour.PRIMARY_PALE,
        border_radius=6,
        padding=ft.Padding.symmetric(horizontal=10, vertical=3),
    )
