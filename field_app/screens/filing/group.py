"""Draw a group: several short questions on one page, each with its label and its refusal."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import flet as ft

from field_app.components.buttons import BigButton
from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.components.frames.strip import Progress
from field_app.components.kinds import ENTRIES
from field_app.components.kinds.entry import Asked
from field_app.components.newest import newest
from field_app.components.notes import ProblemNote
from field_app.components.text import Hint, Paragraph
from field_app.design.guard import component
from field_app.procedure.answers import UNKNOWN, Answer
from field_app.procedure.definition.model import Question
from field_app.procedure.pages import Page
from field_app.screens.context import AppContext, StateContext
from field_app.screens.filing.remarks import origin_of, remark_of
from field_app.screens.frames.resident_page import ResidentPage
from field_app.words.problem import Problem

APART: Final = 8.0  # a label belongs to the field under it


@component
def GroupPage(page: Page, *, name: str) -> ft.Control:  # noqa: ARG001 - it is the key
    """Draw the questions that are visible by now, under the title of the group."""
    app = ft.use_context(AppContext)
    ft.use_context(StateContext)
    words, filing = app.words, app.filing.filing
    known = {**filing.earlier, **filing.answers}
    first = {one.id: begun(one, known.get(one.id)) for one in app.filing.on_page()}
    typed, set_typed = ft.use_state(first)
    raws, focus = {**first, **typed}, app.filing.question().id
    filled, typist = app.filing.filled(), app.state.typed_by

    async def go_on() -> None:
        await app.filing.answer_page({**first, **newest(set_typed, typed)})

    async def list_pages() -> None:
        now = newest(set_typed, typed)
        changed = {id: raw for id, raw in now.items() if raw != first.get(id)}
        await app.filing.show_pages(changed)

    def enter(question: Question) -> Callable[[Any], None]:
        return lambda raw: set_typed(lambda now: {**now, question.id: raw})

    def asked(question: Question) -> Asked:
        name, raw = f"question.field.{question.id}", raws[question.id]
        desk = app.pictures_here
        return Asked(question, name, raw, enter(question), words, question.id == focus, desk)

    drawn = app.filing.entered(raws)

    def part(question: Question) -> list[ft.Control]:
        field = GroupField(
            asked(question),
            title=words(page.title_key) if question is drawn[0] else "",
            origin=origin_of(
                filing.answers.get(question.id), words, typist, is_filled=question.id in filled
            ),
            refused=filing.refused.get(question.id),
            name=f"question.part.{question.id}",
        )
        return [*remark_of(question, filing, words), field]

    return ResidentPage(
        [one for question in drawn for one in part(question)],
        title=words(page.title_key),
        progress=progress_of(page, app.filing.asked_pages()),
        on_progress=list_pages,
        on_back=app.filing.back,
        main=BigButton(words("question.s_next"), name="question.next", on_click=go_on, expand=2),
    )


@component
def GroupField(
    asked: Asked,
    *,
    title: str,
    origin: str,
    refused: Problem | None,
    name: str,  # noqa: ARG001 - it is the key
) -> ft.Control:
    """Draw label, help, refusal and field; 「わからない」 takes the place of the field.

    Args:
        asked: the question and what was entered.
        title: of the page, for its first question; a label that says the same is not drawn again.
        origin: where the saved answer came from; empty where the resident gave it here.
        refused: why what was entered cannot stand.
        name: key of the part.
    """
    words, question = asked.words, asked.question
    is_unknown = asked.raw == UNKNOWN
    label = words(question.label_key)
    parts: list[ft.Control] = [] if label == title else [Paragraph(label, bold=True)]
    parts += [Hint(text) for text in helps(asked, origin)]
    parts += [ProblemNote(refused, name=f"question.refused.{question.id}")] if refused else []
    parts += [] if is_unknown else [ENTRIES[question.kind].draw(asked)]
    if question.may_be_unknown:
        parts.append(UnknownCard(asked, name=f"question.unknown.{question.id}"))
    return ft.Column(
        parts, spacing=APART, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


@component
def UnknownCard(asked: Asked, *, name: str) -> ft.Control:
    """Draw 「わからない」 as a card of its own, to press and to press again."""
    is_unknown = asked.raw == UNKNOWN

    def turn(_: object) -> None:
        asked.set_raw(ENTRIES[asked.question.kind].begin(None) if is_unknown else UNKNOWN)

    return ChoiceCards(
        [Choice("yes", asked.words("question.s_unknown"))],
        name=name,
        values=("yes",) if is_unknown else (),
        on_change_many=turn,
    )


def helps(asked: Asked, origin: str) -> list[str]:
    """Return where a known answer came from, that one need not answer, and what helps."""
    words, question = asked.words, asked.question
    found = [origin] if origin else []
    if not question.required:
        found.append(words("question.l_optional"))
    return [*found, *([words(question.hint_key)] if question.hint_key else [])]


def progress_of(page: Page, asked: Sequence[Page]) -> Progress | None:
    """Return how far the resident is in what is asked; None where a known answer is mended."""
    places = [place for place, one in enumerate(asked, 1) if one.id == page.id]
    return Progress(places[0], len(asked)) if places else None


def begun(question: Question, known: Answer | None) -> Any:
    """Return what the field begins with: the saved answer as it was entered, or nothing."""
    if known is not None and known.value == UNKNOWN:
        return UNKNOWN
    return ENTRIES[question.kind].begin(None if known is None else known.value)
