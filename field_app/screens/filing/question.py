"""Draw a page of questions; what was typed stays when an answer is refused."""

from typing import Any

import flet as ft

from field_app.components.buttons import BigButton, SecondaryButton
from field_app.components.kinds import ENTRIES
from field_app.components.kinds.entry import Asked
from field_app.components.newest import newest
from field_app.components.notes import InfoNote
from field_app.components.text import Hint
from field_app.design.guard import Handler, component
from field_app.design.theme import RESIDENT
from field_app.flow.app import App
from field_app.procedure.answers import UNKNOWN, Answer
from field_app.procedure.definition.model import Question
from field_app.procedure.pages import Page
from field_app.screens.context import AppContext, StateContext
from field_app.screens.filing.group import GroupPage, progress_of
from field_app.screens.filing.remarks import origin_of, remark_of
from field_app.screens.frames.resident_page import ResidentPage
from field_app.words.words import Words


@component
def QuestionScreen() -> ft.Control:
    """Draw the page that is open; each is a component of its own, so nothing is carried over."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    if state.visit is None:
        return Hint("")
    page = app.filing.page()
    if page.group is not None:
        return GroupPage(page, name=f"question.page.{page.id}")
    return QuestionPage(page, name=f"question.{page.id}")


@component
def QuestionPage(page: Page, *, name: str) -> ft.Control:  # noqa: ARG001 - it is the key
    """Draw one question: its label as the title, the field of its kind, and the way on.

    While a picture is taken, and until it is decided, its own buttons are the only ways.
    """
    app = ft.use_context(AppContext)
    ft.use_context(StateContext)
    words, question, filing = app.words, page.questions[0], app.filing.filing
    known = filing.answers.get(question.id)
    raw, set_raw = ft.use_state(begun(question, known or filing.earlier.get(question.id)))

    async def go_on() -> None:
        await app.filing.answer(newest(set_raw, raw))

    async def list_pages() -> None:
        now = newest(set_raw, raw)
        await app.filing.show_pages({} if now == begun(question, known) else {question.id: now})

    asked = Asked(question, "question.field", raw, set_raw, words, pictures=app.pictures_here)
    origin = origin_of(
        known, words, app.state.typed_by, is_filled=question.id in app.filing.filled()
    )
    field = ENTRIES[question.kind].draw(asked)
    is_taking = is_taking_a_picture(raw)
    # One control, there or not: the field below keeps its place, and with it its camera.
    notes = under_one_another([] if is_taking else notes_of(question, origin, words))
    main, second = (None, None) if is_taking else ways_on(app, question, go_on)
    return ResidentPage(
        [*remark_of(question, filing, words), notes, field],
        title=words(page.title_key),
        progress=progress_of(page, app.filing.asked_pages()),
        on_progress=list_pages,
        on_back=app.filing.back,
        main=main,
        second=second,
    )


def under_one_another(notes: list[ft.Control]) -> ft.Control:
    """Return *notes* as one control; nothing shows where there is none."""
    return ft.Column(notes, spacing=RESIDENT.gap, tight=True, visible=bool(notes))


def is_taking_a_picture(raw: Any) -> bool:
    """Tell whether the camera is open, or a picture was taken and is not decided."""
    return isinstance(raw, dict) and bool(raw.get("is_looking") or raw.get("is_pending"))


def ways_on(app: App, question: Question, go_on: Handler) -> tuple[ft.Control, ft.Control | None]:
    """Return the button that goes on, and 「わからない」 where that is an answer."""
    words = app.words
    main = BigButton(words("question.s_next"), name="question.next", on_click=go_on, expand=2)
    if not question.may_be_unknown:
        return main, None
    label, answer = words("question.s_unknown"), app.filing.answer_unknown
    return main, SecondaryButton(label, name="question.unknown", on_click=answer, expand=1)


def notes_of(question: Question, origin: str, words: Words) -> list[ft.Control]:
    """Return what stands above the field: where the answer came from, and what helps."""
    notes: list[ft.Control] = [InfoNote(origin)] if origin else []
    if not question.required:
        notes.append(Hint(words("question.l_optional")))
    if question.hint_key:
        notes.append(Hint(words(question.hint_key)))
    return notes


def begun(question: Question, known: Answer | None) -> Any:
    """Return what the field begins with: the saved answer as it was entered, or nothing."""
    value = None if known is None or known.value == UNKNOWN else known.value
    return ENTRIES[question.kind].begin(value)
