"""Draw 「質問の一覧」: every page with how far it is; a press goes there."""

from typing import Final

import flet as ft

from field_app.components.buttons import BigButton
from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.design.guard import component
from field_app.procedure.pages import PageState, state_of
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.resident_page import ResidentPage
from field_app.state.screen import Screen

SAID: Final = {
    PageState.ANSWERED: "pages.s_answered",
    PageState.OPEN: "pages.s_open",
    PageState.LOOK: "pages.s_look",
}


@component
def PagesScreen() -> ft.Control:
    """Draw a card a page; those that a card or another procedure answered are there too."""
    app = ft.use_context(AppContext)
    ft.use_context(StateContext)
    words, filing = app.words, app.filing.filing
    pages = {page.id: page for page in app.filing.pages()}

    async def jump(page_id: str) -> None:
        await app.filing.jump(pages[page_id])

    def choice(page_id: str) -> Choice:
        page = pages[page_id]
        state = state_of(page, filing.answers, filing.refused)
        return Choice(page_id, words(page.title_key), words(SAID[state]))

    here = app.filing.page().id
    return ResidentPage(
        [ChoiceCards([choice(id) for id in pages], name="pages.to", value=here, on_change=jump)],
        title=words("pages.l_which"),
        on_back=lambda: app.visits.show(Screen.QUESTION),
        main=BigButton(
            words("pages.s_go_on"), name="pages.go_on", on_click=app.filing.go_on, expand=1
        ),
    )
