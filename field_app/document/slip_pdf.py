"""Write the slip that the resident takes home: number, QR, what comes next."""

from field_app.document.archive import PaperFacts
from field_app.document.inputs import Slip
from field_app.document.page import MARGIN, Paper
from field_app.document.qr import qr_png
from field_app.platform.clock import local_date
from field_app.procedure.definition.wareki import to_wareki
from field_app.words.receipt_number import grouped
from field_app.words.words import Words


def slip_pdf(slip: Slip) -> bytes:
    """Return the slip as A4. It names the procedure and the number, never the person."""
    words = Words("ja")
    mark = words(slip.paper_mark_key) if slip.paper_mark_key else ""
    paper = Paper(mark)
    paper.line(f"{slip.city}　{words('document.s_slip')}", size=22, bold=True)
    paper.gap(10)
    paper.line(slip.title, size=18)
    paper.gap(16)
    paper.line(words("document.s_number"), size=14)
    paper.line(grouped(slip.number), size=40, bold=True)
    paper.gap(10)
    day = to_wareki(local_date(slip.accepted_at))
    paper.line(f"{words('document.s_accepted')}　{day}", size=14)
    paper.gap(10)
    for key in ("document.p_keep", "document.p_next", "document.p_ask"):
        paper.line(words(key, phone=slip.phone, hours=slip.office_hours), size=14)
        paper.gap(4)
    paper.image(qr_png(slip.number), MARGIN, 90, (170, 170))
    return paper.finish(PaperFacts(words("document.s_slip"), slip.city, slip.accepted_at))
