"""How long the papers take, against one empty page of the same library with the same fonts."""

import io
import statistics
from collections.abc import Callable

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from field_app.document.fonts import BOLD, MAIN, register
from field_app.document.form_pdf import form_pdf
from field_app.document.slip_pdf import slip_pdf
from tests.bench.clock import Row, timed_ms
from tests.field_app.document.filed import filed
from tests.field_app.document.golden_pages import crowded

RUNS = 20


def rows() -> list[Row]:
    """Measure all in turn; the fonts are loaded before."""
    register()
    filing = filed("kaigo_saikofu")
    works: dict[str, Callable[[], bytes]] = {
        "a page with one line in two fonts": one_line,
        "form, one page, application inside": lambda: form_pdf(filing),
        "form, two pages of long labels and names": crowded,
        "slip": lambda: slip_pdf(filing.slip),
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(RUNS):
        for name, work in works.items():
            times[name].append(timed_ms(work))
    middle = {name: statistics.median(times[name]) for name in works}
    floor = middle["a page with one line in two fonts"]
    return [(name, f"{ms:.1f} ms", f"{ms / floor:.2f} × one line") for name, ms in middle.items()]


def one_line() -> bytes:
    """Draw what no form can do without: two fonts and a few characters of each."""
    out = io.BytesIO()
    canvas = Canvas(out, A4, pageCompression=1, initialFontName=MAIN)
    for at, font in enumerate((MAIN, BOLD)):
        canvas.setFont(font, 12)
        canvas.drawString(72, 700 - 20 * at, "見本市 申請書")
    canvas.save()
    return out.getvalue()
