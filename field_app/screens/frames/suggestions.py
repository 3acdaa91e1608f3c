"""Draw what is suggested beside what somebody came for: the reason, and a way to decline."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import flet as ft

from field_app.components.buttons import LinkButton
from field_app.components.notes import paper
from field_app.components.text import Hint, Paragraph
from field_app.design.guard import Handler, component
from field_app.design.theme import Colour
from field_app.finder.suggestions import Suggestion
from field_app.screens.context import AppContext

MOST: Final = 2  # at once; where one is declined, the next one comes


@component
def SuggestionNotes(
    suggestions: Sequence[Suggestion], *, on_choose: Callable[[str], Any]
) -> ft.Control:
    """Draw the suggestions on one paper; nothing where there is none."""
    app = ft.use_context(AppContext)
    if not suggestions:
        return ft.Container(visible=False)
    some = suggestions[:MOST]
    rows: list[ft.Control] = [SuggestionRow(one, on_choose=on_choose) for one in some]
    return paper(
        ft.Column([Paragraph(app.words("find.l_suggested"), bold=True), *rows], spacing=12),
        colour=Colour.PRIMARY_PALE,
        line=Colour.PRIMARY,
    )


@component
def SuggestionRow(suggestion: Suggestion, *, on_choose: Callable[[str], Any]) -> ft.Control:
    """Draw what it is, why it is suggested, and both answers to it."""
    app = ft.use_context(AppContext)
    words, id = app.words, suggestion.procedure
    procedure = app.edition.procedure(id)
    title = words(procedure.title_key) if procedure else id

    def link(verb: str, on_click: Handler) -> ft.Control:
        return LinkButton(
            words(f"find.s_{verb}"),
            name=f"suggestion.{id}.{verb}",
            on_click=on_click,
            described=f"{words(f'find.s_{verb}')} {title}",
        )

    return ft.Column(
        [
            Paragraph(title),
            Hint(words(suggestion.reason_key)),
            ft.Row(
                [
                    link("choose", lambda: on_choose(id)),
                    link("decline", lambda: app.finding.decline(id)),
                ],
                spacing=12,
                wrap=True,
            ),
        ],
        spacing=4,
        tight=True,
    )
