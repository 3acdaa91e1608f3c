"""Draw what the clerk wrote beside a question of an application that the city returned."""

import flet as ft

from field_app.components.notes import InfoNote
from field_app.procedure.definition.model import Question
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
