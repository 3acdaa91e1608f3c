"""Draw 「練習カード」: which invented person's card lies on the practice reader."""

import flet as ft

from field_app.components.buttons import SecondaryButton
from field_app.components.notes import InfoNote, paper
from field_app.components.text import Hint, Paragraph
from field_app.design.guard import component
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.staff_page import StaffPage


@component
def PracticeScreen() -> ft.Control:
    """Draw the invented persons; one card at a time lies on the reader."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words = app.words
    on_reader = next(
        (person for person in app.practice.persons() if person.key == state.practice_card), None
    )
    there = (
        words("practice.l_on_reader", person=on_reader.title)
        if on_reader
        else words("practice.l_nothing")
    )
    return StaffPage(
        [
            InfoNote(words("practice.p_invented")),
            ft.Row(
                [
                    ft.Container(Paragraph(there, bold=True, name="practice.there"), expand=True),
                    SecondaryButton(
                        words("practice.s_remove"),
                        name="practice.remove",
                        disabled=on_reader is None,
                        on_click=app.practice.remove,
                    ),
                ],
                spacing=12,
            ),
            *[
                PersonCard(person.key, person.title, person.hint)
                for person in app.practice.persons()
            ],
        ],
        title_key="practice.s_title",
        on_back=app.practice.close,
    )


@component
def PersonCard(key: str, title: str, hint: str) -> ft.Control:
    """Draw one invented person and what is special about the card."""
    app = ft.use_context(AppContext)
    return paper(
        ft.Row(
            [
                ft.Column([Paragraph(title, bold=True), Hint(hint)], spacing=2, expand=True),
                SecondaryButton(
                    app.words("practice.s_put"),
                    name=f"practice.put.{key}",
                    on_click=lambda: app.practice.put(key),
                ),
            ],
            spacing=12,
        )
    )
