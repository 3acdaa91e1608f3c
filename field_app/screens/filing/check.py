"""Draw 「答えの確認」: every answer, where it came from, and 「なおす」."""

import flet as ft

from field_app.components.buttons import BigButton
from field_app.components.notes import InfoNote
from field_app.components.summary_list import SummaryList, SummaryRow
from field_app.components.text import Paragraph
from field_app.design.guard import Handler, component
from field_app.procedure.answers import Answer
from field_app.procedure.definition.model import Question
from field_app.procedure.definition.provenance import Source
from field_app.procedure.fee import Fee
from field_app.procedure.preparation import fee_remark
from field_app.screens.context import AppContext, StateContext
from field_app.screens.filing.read_back import said
from field_app.screens.frames.glyph_note import screen_note
from field_app.screens.frames.resident_page import ResidentPage
from field_app.state.visit import VisitState
from field_app.words.receipt_number import grouped
from field_app.words.visible import isolated
from field_app.words.words import Words


def earlier_of(answer: Answer, words: Words) -> str:
    """Return what another one had said before the answer was changed; empty where nobody had."""
    if answer.was is None:
        return ""
    source = words(f"source.s_{answer.was.source}")
    return words("check.p_was", source=source, value=answer.was.display)


def source_of(answer: Answer, words: Words, *, is_filled: bool) -> str:
    """Return who gave an answer, and that it was asked before where another procedure did."""
    giver = words(f"source.s_{answer.source}")
    is_earlier = is_filled and answer.source is not Source.CARD
    return f"{giver}・{words('check.s_earlier')}" if is_earlier else giver


def fee_line(fee: Fee | None, remark: str, words: Words) -> str:
    """Return what it costs, as slip and form will say it: the sum, and what the city adds."""
    told = "　".join(one for one in (fee.text(words) if fee else "", remark) if one)
    return f"{words('document.s_fee')}：{told}" if told else ""


@component
def CheckScreen() -> ft.Control:
    """Draw the answers page by page; after one was changed, this page comes back."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, filing = app.words, app.filing.filing

    def edit(question_id: str) -> Handler:
        return lambda: app.filing.edit_answer(question_id)

    filled = app.filing.filled()

    def row(question: Question) -> SummaryRow:
        answer = filing.answers[question.id]
        value, signed = said(question, answer, words)
        return SummaryRow(
            name=f"check.{question.id}",
            label=words(question.label_key),
            value=value,
            signed=signed,
            source_label=source_of(answer, words, is_filled=question.id in filled),
            on_edit=edit(question.id),
            earlier=earlier_of(answer, words),
        )

    papers = [
        SummaryList(
            [row(one) for one in page.questions if one.id in filing.answers],
            title=words(page.title_key) if len(page.questions) > 1 else "",
        )
        for page in app.filing.pages()
    ]
    fee = fee_line(app.filing.fee(), fee_remark(filing.procedure, app.edition.city, words), words)
    price = [Paragraph(fee, bold=True)] if fee else []
    return ResidentPage(
        [
            *returned_note(words, state.visit),
            *papers,
            *screen_note(words, [answer.display for answer in filing.answers.values()]),
            *price,
        ],
        title=words("check.s_title"),
        lead=words("check.l_look"),
        on_back=app.filing.back,
        main=BigButton(
            words("check.s_right"),
            name="check.right",
            on_click=app.filing.begin_read_back,
            expand=1,
        ),
    )


def returned_note(words: Words, visit: VisitState | None) -> list[ft.Control]:
    """Return what the city wrote of what is corrected, or the number of what is withdrawn."""
    if visit is not None and visit.withdraws is not None:
        number = grouped(visit.withdraws.number)
        return [InfoNote(words("document.l_withdraws", number=number))]
    correction = visit.correction if visit else None
    if correction is None or not correction.message:
        return []
    return [InfoNote(words("check.l_returned", message=isolated(correction.message)))]
