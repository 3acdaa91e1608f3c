"""Write the copy that a resident takes home: each line in Japanese, and below it in their words."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from field_app.document.archive import PaperFacts
from field_app.document.page import MARGIN, WIDTH, Paper
from field_app.document.script import Script
from field_app.words.receipt_number import grouped

TITLE, HEAD, TEXT, SMALL = 18.0, 14.0, 13.0, 10.5
INDENT: Final = 14.0


@dataclass(frozen=True)
class Pair:
    """A text in Japanese, and what it says in the resident's language."""

    japanese: str = field(repr=False)
    said: str = field(repr=False)


@dataclass(frozen=True)
class GlossedCopy:
    """An application as its resident reads it; what was filed is the Japanese form.

    ``rows`` are question and answer, ``after`` what comes next, ``font`` the language's own.
    """

    number: str
    city: str
    at: datetime
    heading: Pair
    title: Pair
    warning: Pair
    rows: tuple[tuple[Pair, Pair], ...] = field(repr=False)
    after: tuple[Pair, ...]
    note: str = ""
    mark: str = ""
    font: Path | None = None


def copy_pdf(copy: GlossedCopy) -> bytes:
    """Return the copy as A4, the practice's mark on every page."""
    paper = Paper(copy.mark, foot=(copy.city, grouped(copy.number)))
    ours, theirs = Script(None), Script(copy.font)

    def write(pair: Pair, size: float, x: float = MARGIN) -> None:
        room = WIDTH - MARGIN - x
        paper.need(size * 4)
        ours.write(paper, pair.japanese, size=size, x=x, room=room)
        if pair.said != pair.japanese:
            theirs.write(paper, pair.said, size=size, x=x, room=room)

    write(copy.heading, HEAD)
    if copy.note:
        theirs.write(paper, copy.note, size=SMALL, x=MARGIN, room=WIDTH - 2 * MARGIN)
    paper.gap(6)
    write(copy.title, TITLE)
    paper.line(grouped(copy.number), size=HEAD, bold=True)
    write(copy.warning, SMALL)
    for question, answer in copy.rows:
        paper.gap(8)
        write(question, SMALL)
        write(answer, TEXT, MARGIN + INDENT)
    paper.gap(10)
    for pair in copy.after:
        paper.gap(4)
        write(pair, TEXT)
    return paper.finish(PaperFacts(copy.heading.japanese, copy.city, copy.at))
