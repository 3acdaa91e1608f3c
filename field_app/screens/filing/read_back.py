"""Draw 「読みあわせ」: the answers of a page are read aloud, and the resident says はい."""

import flet as ft

from field_app.components.buttons import BigButton, SecondaryButton
from field_app.components.text import Hint, Paragraph
from field_app.design.guard import component
from field_app.procedure.answers import Answer, aloud, shown
from field_app.procedure.definition.model import Question
from field_app.screens.context import AppContext, StateContext
from field_app.screens.filing.group import progress_of
from field_app.screens.frames.resident_page import ResidentPage
from field_app.state.screen import Screen
from field_app.words.words import Words


@component
def ReadBackScreen() -> ft.Control:
    """Draw the answers of one page, large."""
    app = ft.use_context(AppContext)
    ft.use_context(StateContext)
    words, filing, page = app.words, app.filing.filing, app.filing.read_back_page()

    async def edit() -> None:
        await app.filing.edit_answer(page.questions[0].id, Screen.READ_BACK)

    return ResidentPage(
        [Said(one, filing.answers[one.id], name=f"read_back.{one.id}") for one in page.questions],
        title=words("read_back.l_is_it_right"),
        progress=progress_of(page, app.filing.pages()),
        on_back=lambda: app.visits.show(Screen.CHECK),
        main=BigButton(
            words("read_back.s_yes"),
            name="read_back.yes",
            on_click=app.filing.confirm_read_back,
            expand=2,
        ),
        second=SecondaryButton(
            words("read_back.s_no"), name="read_back.no", on_click=edit, expand=1
        ),
    )


@component
def Said(question: Question, answer: Answer, *, name: str) -> ft.Control:
    """Draw what was asked, the answer under it, and smaller the Japanese that is signed."""
    words = ft.use_context(AppContext).words
    value, signed = said(question, answer, words)
    return ft.Column(
        [
            Hint(words(question.label_key)),
            Paragraph(
                value, bold=True, name=f"{name}.value", aloud=aloud(question, answer.value, words)
            ),
            *([Hint(signed, name=f"{name}.signed")] if signed else []),
        ],
        spacing=4,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def said(question: Question, answer: Answer, words: Words) -> tuple[str, str]:
    """Return an answer in the page's language, and the Japanese of it where that differs."""
    if words.language == "ja":
        return answer.display, ""
    value = shown(question, answer.value, words)
    return value, "" if value == answer.display else answer.display
