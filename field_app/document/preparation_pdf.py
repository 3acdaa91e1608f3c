"""Write the sheet that tells what to bring, for somebody who comes a second time."""

from datetime import datetime
from typing import Final

from field_app.document.archive import PaperFacts
from field_app.document.lines import packed, phrases
from field_app.document.page import MARGIN, WIDTH, Paper
from field_app.platform.clock import local_date
from field_app.procedure.definition.written_name import is_latin
from field_app.procedure.preparation import Preparation

TITLE, HEAD, TEXT = 24.0, 16.0, 14.0
INDENT: Final = 14.0


def preparation_pdf(told: Preparation, city: str, made_at: datetime, mark: str = "") -> bytes:
    """Return *told* as A4 in large letters, under *mark* on every page; it names nobody."""
    paper = Paper(mark, foot=(city, local_date(made_at).isoformat()))
    paper.line(told.title, size=TITLE, bold=True)
    paper.gap(6)
    _write(paper, told.summary, MARGIN)
    for part in told.parts:
        paper.gap(14)
        paper.need(HEAD * 4)
        paper.line(part.title, size=HEAD, bold=True)
        for line in part.lines:
            _write(paper, f"・{line}", MARGIN + INDENT)
    return paper.finish(PaperFacts(told.title, city, made_at))


def _write(paper: Paper, text: str, x: float) -> None:
    """Write *text* from *x*; its lines end between phrases, Latin ones between words."""
    room = WIDTH - MARGIN - x
    if is_latin(text.removeprefix("・")):
        lines = packed(text.split(" "), TEXT, room, bold=False, between=" ")
    else:
        lines = phrases(text, TEXT, room, bold=False)
    for line in lines:
        paper.line(line, size=TEXT, x=x)
