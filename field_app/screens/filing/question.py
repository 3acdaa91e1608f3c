"""One question a page; what was typed stays when the answer is refused."""

from collections.abc import Callable
from typing import Any

import flet as ft

from field_app.components.buttons import BigButton, SecondaryButton
from field_app.components.entries.address_entry import AddressEntry
from field_app.components.entries.bank_entry import BankEntry
from field_app.components.entries.choices import Choice, ChoiceCards, YesNo
from field_app.components.entries.date_entry import DateEntry
from field_app.components.entries.text_entry import TextEntry
from field_app.components.frames.resident_frame import Progress
from field_app.components.newest import newest
from field_app.components.notes import InfoNote
from field_app.components.text import Hint
from field_app.design.guard import component
from field_app.procedure.answers import UNKNOWN, Answer
from field_app.procedure.definition.model import Question
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.resident_page import ResidentPage
from field_app.words.words import Words


@component
def QuestionScreen() -> ft.Control:
    """Draw the question that is open; each has its own page, so nothing is carried over."""
    app = ft.use_context(AppContext)
    ft.use_context(StateContext)
    question = app.filing.question()
    return QuestionPage(question, name=f"question.{question.id}")


@component
def QuestionPage(question: Question, *, name: str) -> ft.Control:  # noqa: ARG001 - it is the key
    """The label, the field of its kind, and the way on."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, filing = app.words, app.filing.filing
    known = filing.answers.get(question.id)
    raw, set_raw = ft.use_state(raw_of(question, known))
    shown = [item.id for item in app.filing.questions()]

    async def go_on() -> None:
        await app.filing.answer(newest(set_raw, raw))

    notes: list[ft.Control] = []
    if known is not None and known.source != "resident":
        source = words(f"source.s_{known.source}")
        notes.append(InfoNote(words("question.l_known", source=source)))
    if not question.required:
        notes.append(Hint(words("question.l_optional")))
    if question.hint_key:
        notes.append(Hint(words(question.hint_key)))
    unknown = SecondaryButton(
        words("question.s_unknown"),
        name="question.unknown",
        on_click=app.filing.answer_unknown,
        expand=1,
    )
    return (
        ResidentPage(
            [*notes, entry(question, raw, set_raw, words)],
            title=words(question.label_key),
            progress=Progress(shown.index(question.id) + 1, len(shown)),
            on_back=app.filing.back,
            main=BigButton(
                words("question.s_next"), name="question.next", on_click=go_on, expand=2
            ),
            second=unknown if question.may_be_unknown else None,
        )
        if state.visit
        else Hint("")
    )


def entry(  # noqa: PLR0911 - one return a kind
    question: Question, raw: Any, set_raw: Callable[[Any], None], words: Words
) -> ft.Control:
    """Return the field for a question's kind."""
    name = "question.field"
    options = [Choice(one, words(question.option_key(one))) for one in question.options]
    match question.kind:
        case "choice":
            return ChoiceCards(options, name=name, value=raw, on_change=set_raw)
        case "choices":
            return ChoiceCards(options, name=name, values=raw, on_change_many=set_raw)
        case "yes_no":
            return YesNo(name=name, value=raw, on_change=set_raw)
        case "date":
            return DateEntry(name=name, label="", value=raw, on_change=set_raw)
        case "address":
            return AddressEntry(name=name, value=raw, on_change=set_raw)
        case "bank_account":
            return BankEntry(name=name, value=raw, on_change=set_raw)
    keyboard = "phone" if question.kind == "phone" else "text"
    return TextEntry(
        name=name,
        label=words(question.label_key),
        value=raw,
        on_change=set_raw,
        keyboard="number" if question.kind == "number" else keyboard,  # type: ignore[arg-type]
        autofocus=True,
    )


def raw_of(question: Question, known: Answer | None) -> Any:
    """Return what the field begins with: the saved answer as it was entered, or nothing."""
    value = None if known is None or known.value == UNKNOWN else known.value
    match question.kind:
        case "choices":
            return tuple(value or ())
        case "date":
            year, month, day = value.split("-") if value else ("", "", "")
            return {"era": "西暦" if value else "", "year": year, "month": month, "day": day}
        case "address":
            return value or {"postal": "", "text": ""}
        case "bank_account":
            if value and value["kind"] == "yucho":
                return {**value, "number": value["symbol_number"]}
            return value or {"kind": "bank"}
    return "" if value is None else str(value)
