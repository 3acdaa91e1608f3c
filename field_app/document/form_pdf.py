"""Write the application form as an A4 PDF: what is signed, printed and archived."""

from typing import Final

from field_app.document.inputs import Filing
from field_app.document.page import MARGIN, WIDTH, Paper
from field_app.procedure.definition.wareki import to_wareki
from field_app.words.receipt_number import grouped
from field_app.words.words import Words
from sync.wire.japan import JAPAN

# Left, bottom, right, top in points on the last page; the signature is seen here.
SIGNATURE_BOX: Final = (300, 60, int(WIDTH - MARGIN), 120)
SIGNATURE_ROOM: Final = 130


def form_pdf(filing: Filing, hand_signature_png: bytes | None = None) -> bytes:
    """Return the form, unsigned; a drawn signature is put into the signature box."""
    words, place = Words("ja"), filing.place
    day = filing.counter_accepted_at.astimezone(JAPAN)
    mark = words(filing.paper_mark_key) if filing.paper_mark_key else ""
    paper = Paper(filing.title, mark)
    paper.line(f"（宛先）{place.mayor}", size=11)
    paper.gap(6)
    paper.line(filing.title, size=20, bold=True)
    paper.line(f"{filing.form_reference}　{words('document.s_number')} {grouped(filing.number)}")
    if filing.replaces:
        paper.line(words("document.l_replaces", number=grouped(filing.replaces.number)))
    paper.line(f"{words('document.s_accepted')} {to_wareki(day.date())} {day:%H:%M}")
    paper.gap(8)
    for answer in filing.answers:
        source = words(f"source.s_{answer.source}")
        paper.row(answer.label, answer.display, f"{words('document.s_source')}：{source}")
    paper.gap(6)
    paper.row(words("document.s_identity"), words(f"document.l_{filing.identity.method}"))
    if filing.identity.chip:
        paper.row(words("document.s_chip"), words(f"document.l_chip_{filing.identity.chip}"))
    actor = words(f"document.l_actor_{filing.actor.kind}")
    paper.row(words("document.s_actor"), f"{actor} {filing.actor.name or ''}".strip())
    _signature(paper, filing, hand_signature_png, words)
    return paper.finish()


def _signature(paper: Paper, filing: Filing, png: bytes | None, words: Words) -> None:
    paper.need(20, SIGNATURE_ROOM)
    paper.text_at(words("document.s_signature"), MARGIN, 104, 10)
    paper.text_at(words(f"document.l_{filing.confirmation.method}"), MARGIN, 86, 10)
    paper.text_at(f"{words('document.s_staff')} {filing.place.staff}", MARGIN, 68, 9)
    paper.frame(SIGNATURE_BOX)
    if png:
        left, bottom, right, top = SIGNATURE_BOX
        paper.image(png, left + 4, bottom + 4, (right - left - 8, top - bottom - 8))
