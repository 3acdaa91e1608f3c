"""Ask whether what was changed is true of this procedure only, or of the others too."""

import flet as ft

from field_app.components.buttons import BigButton, SecondaryButton
from field_app.components.notes import paper
from field_app.components.text import Hint, Paragraph
from field_app.design.guard import component
from field_app.flow.sharing import also_asked, unshared
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.resident_page import ResidentPage


@component
def SharedFactScreen() -> ft.Control:
    """Draw what was changed, which other procedures have it, and the two answers."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, visit = app.words, state.visit
    if visit is None:
        return Hint("")
    rows: list[ft.Control] = []
    titles: dict[str, None] = {}
    for question in unshared(visit.filing):
        rows.append(Hint(words(question.label_key)))
        rows.append(Paragraph(visit.filing.answers[question.id].display, bold=True))
        titles |= {words(one.procedure.title_key): None for one, _ in also_asked(visit, question)}
    return ResidentPage(
        [
            paper(ft.Column(rows, spacing=4)),
            Paragraph(words("shared_fact.p_others", procedures="、".join(titles))),
        ],
        title=words("shared_fact.s_title"),
        main=BigButton(
            words("shared_fact.s_everywhere"),
            name="shared_fact.everywhere",
            on_click=app.sharing.everywhere,
            expand=1,
        ),
        second=SecondaryButton(
            words("shared_fact.s_here"),
            name="shared_fact.here",
            on_click=app.sharing.here,
            expand=1,
        ),
    )
