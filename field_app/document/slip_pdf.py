"""Write the slip that the resident takes home: number, QR, what comes next."""

from field_app.document.inputs import Filing
from field_app.document.page import MARGIN, Paper
from field_app.document.qr import qr_png
from field_app.platform.clock import local_date
from field_app.procedure.definition.wareki import to_wareki
from field_app.words.receipt_number import grouped
from field_app.words.words import Words


def slip_pdf(filing: Filing) -> bytes:
    """Return the slip as A4. It names the procedure and the number, never the person."""
    words, place = Words("ja"), filing.place
    mark = words(filing.paper_mark_key) if filing.paper_mark_key else ""
    paper = Paper(words("document.s_slip"), mark)
    paper.line(f"{place.city}　{words('document.s_slip')}", size=22, bold=True)
    paper.gap(10)
    paper.line(filing.title, size=18)
    paper.gap(16)
    paper.line(words("document.s_number"), size=14)
    paper.line(grouped(filing.number), size=40, bold=True)
    paper.gap(10)
    day = to_wareki(local_date(filing.counter_accepted_at))
    paper.line(f"{words('document.s_accepted')}　{day}", size=14)
    paper.gap(10)
    for key in ("document.p_keep", "document.p_next", "document.p_ask"):
        paper.line(words(key, phone=place.phone, hours=place.office_hours), size=14)
        paper.gap(4)
    paper.image(qr_png(filing.number), MARGIN, 90, (170, 170))
    return paper.finish()
