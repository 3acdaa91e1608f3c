"""Say what stands beside a question: the clerk's remark, and where a known answer came from."""

import flet as ft

from field_app.components.notes import InfoNote
from field_app.procedure.answers import Answer
from field_app.procedure.definition.model import Question
from field_app.procedure.definition.provenance import Source
from field_app.state.filing import FilingState
from field_app.words.visible import isolated
from field_app.words.words import Words


def remark_of(question: Question, filing: FilingState, words: Words) -> list[ft.Control]:
    """Return the remark beside *question*; nothing where the city does not ask it again."""
    remark = filing.remarks.get(question.id)
    if remark is None:
        return []
    text = words("question.l_remark", remark=isolated(remark)) if remark else ""
    return [InfoNote(text or words("question.l_asked_again"))]


def origin_of(known: Answer | None, words: Words, typist: Source, *, is_filled: bool) -> str:
    """Return where a known answer came from; empty where it was given in this procedure.

    By the resident, or by who types (*typist*): a page that is shown once more after a refusal
    does not call what was just typed known. *is_filled*: a card or another procedure of the
    visit answered it.
    """
    if known is None:
        return ""
    source = words(f"source.s_{known.source}")
    if is_filled and known.source is not Source.CARD:
        return words("question.l_earlier", source=source)
    return (
        ""
        if known.source in (Source.RESIDENT, typist)
        else words("question.l_known", source=source)
    )
