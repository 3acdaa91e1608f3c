"""Write the slip that the resident takes home: number, QR, what comes next by its handling class.

The sheet is folded in two places, so that only its upper half is outside: a number, a QR and the
city, nothing of what it is about. Below the fold stands what whoever holds it has to know.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from field_app.document.archive import PaperFacts
from field_app.document.inputs import EvidenceShown, Slip
from field_app.document.lines import phrases
from field_app.document.page import HEIGHT, LEADING, MARGIN, WIDTH, Paper
from field_app.document.qr import qr_png
from field_app.platform.clock import local_date
from field_app.procedure.definition.wareki import to_wareki
from field_app.words.receipt_number import grouped
from field_app.words.words import Words

WEEKDAYS: Final = "月火水木金土日"
FOLD, INNER_FOLD = HEIGHT / 2, HEIGHT / 4
QR_SIDE: Final = 150.0
LARGE, NORMAL, SMALL = 26.0, 18.0, 8.0
SHARES: Final = (1.0, 0.9, 0.8, 0.7)  # of the size of the letters inside, where much is said
Text = tuple[str, float, bool]  # with its size; whether it is bold
EDGE: Final = 16.0  # printers leave it white


def slip_pdf(slip: Slip) -> bytes:
    """Return the slip as A4. It names the procedure and the number, never the person."""
    words = Words("ja")
    mark = words(slip.paper_mark_key) if slip.paper_mark_key else ""
    paper = Paper(mark)
    _outside(paper, slip, words)
    _fold(paper, FOLD, words("document.s_fold_outer"))
    paper.y = FOLD - 22
    for lines, size, bold in _fitting(list(_inside(slip, words)), paper.y - MARGIN):
        for line in lines:
            paper.line(line, size=size, bold=bold)
        paper.gap(size / 4)
    _fold(paper, INNER_FOLD, words("document.s_fold_inner"))
    return paper.finish(PaperFacts(words("document.s_slip"), slip.city, slip.accepted_at))


def with_weekday(day: date) -> str:
    """Return 令和8年12月7日（月）."""
    return f"{to_wareki(day)}（{WEEKDAYS[day.weekday()]}）"


def _outside(paper: Paper, slip: Slip, words: Words) -> None:
    paper.line(f"{slip.city}　{words('document.s_slip')}", size=LARGE, bold=True)
    paper.gap(8)
    paper.line(words("document.s_number"), size=NORMAL)
    paper.line(grouped(slip.number), size=40, bold=True)
    paper.gap(6)
    day = with_weekday(local_date(slip.accepted_at))
    paper.line(f"{words('document.s_accepted')}　{day}", size=NORMAL)
    paper.image(qr_png(slip.number), MARGIN, FOLD + 14, (QR_SIDE, QR_SIDE))
    paper.y = FOLD + QR_SIDE - 10
    for line in phrases(
        words("document.p_keep"), 14, WIDTH - 2 * MARGIN - QR_SIDE - 14, bold=False
    ):
        paper.line(line, size=14, x=MARGIN + QR_SIDE + 14)


def _inside(slip: Slip, words: Words) -> Iterator[Text]:
    """Yield each text with its size and weight, the most important first."""
    kind = slip.handling.lower()
    yield slip.title, NORMAL, False
    if slip.attached:
        yield words("document.l_attached", count=slip.attached), NORMAL, False
    yield words(f"document.l_lead_{kind}"), LARGE, True
    place = f"{slip.city} {slip.window}" if slip.window else f"{slip.city}の窓口"
    if slip.due is None:
        yield words(f"document.p_then_{kind}", place=place), NORMAL, False
    else:
        yield (
            words(f"document.p_until_{kind}", place=place, day=with_weekday(slip.due)),
            NORMAL,
            False,
        )
    if slip.fee or slip.fee_note:
        fee = "　".join(one for one in (slip.fee and slip.fee.text(words), slip.fee_note) if one)
        yield f"{words('document.s_fee')}　{fee}", NORMAL, False
    if slip.bring:
        yield words("document.l_bring"), NORMAL, True
        yield from ((f"・{thing}", NORMAL, False) for thing in slip.bring)
    if slip.later:
        yield words("document.l_later"), NORMAL, True
        yield from ((f"・{_later(one, words)}", NORMAL, False) for one in slip.later)
    phone = f"{slip.window} {slip.phone}" if slip.window else slip.phone
    yield words("document.p_ask", phone=phone, hours=slip.office_hours), NORMAL, True


def _fitting(texts: Sequence[Text], room: float) -> list[tuple[list[str], float, bool]]:
    """Return the lines of *texts* in the largest letters with which all of them fit *room*."""
    for share in SHARES:
        sized = [(text, size * share, bold) for text, size, bold in texts]
        laid = [
            (phrases(text, size, WIDTH - 2 * MARGIN, bold=bold), size, bold)
            for text, size, bold in sized
        ]
        if sum((len(lines) * LEADING + 0.25) * size for lines, size, _ in laid) <= room:
            break
    return laid


def _later(shown: EvidenceShown, words: Words) -> str:
    day = with_weekday(shown.later_by) if shown.later_by else ""
    return f"{words(f'actor.s_{shown.kind}')}　{words('document.l_original_later', day=day)}"


def _fold(paper: Paper, y: float, text: str) -> None:
    """Draw where to fold, at both edges only: a line through the sheet would cross the texts."""
    canvas = paper.canvas
    canvas.setLineWidth(0.6)
    canvas.setDash(3, 3)
    canvas.line(EDGE, y, MARGIN - 8, y)
    canvas.line(WIDTH - MARGIN + 8, y, WIDTH - EDGE, y)
    canvas.setDash()
    paper.text_to(text, WIDTH - EDGE, y + 3, SMALL)
