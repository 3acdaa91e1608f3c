"""Write A4 pages from top to bottom, in points, with a foot that counts them."""

import io
from typing import Any, Final

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from field_app.document.archive import PaperFacts, make_fit
from field_app.document.fonts import MAIN, register, runs, width
from field_app.document.lines import wrapped

MARGIN: Final = 54.0
WIDTH, HEIGHT = A4
LEADING: Final = 1.6
MARK_SIZE: Final = 14.0
FOOT_SIZE: Final = 8.0
FOOT: Final = 30.0


class Paper:
    """A page with the place that is written next; a new page begins when there is no room."""

    def __init__(self, mark: str = "", foot: tuple[str, str] | None = None) -> None:
        """*mark* stands in a frame at the top of every page, *foot* left and right at its end."""
        register()
        self._out = io.BytesIO()
        self.canvas = Canvas(
            self._out, A4, pageCompression=1, invariant=1, pdfVersion=(1, 7), initialFontName=MAIN
        )
        self._waiting: list[dict[str, Any]] = []
        self._mark, self._foot, self.y = mark, foot, 0.0
        self._begin()

    def line(self, text: str, *, size: float = 11, bold: bool = False, x: float = MARGIN) -> None:
        """Write *text*, wrapped to the page's width."""
        for part in wrapped(text, size, WIDTH - MARGIN - x, bold=bold):
            self.need(size * LEADING)
            self.y -= size * LEADING
            self.text_at(part, x, self.y, size, bold=bold)

    def gap(self, points: float) -> None:
        """Leave room."""
        self.y -= points

    def image(
        self, png: bytes, x: float, y: float, size: tuple[float, float], *, anchor: str = "c"
    ) -> None:
        """Draw a PNG into a box from its lower left corner, in the middle or from the left (w)."""
        picture = ImageReader(io.BytesIO(png))
        self.canvas.drawImage(
            picture, x, y, *size, mask="auto", preserveAspectRatio=True, anchor=anchor
        )

    def frame(self, box: tuple[float, float, float, float], ink: float = 0.8) -> None:
        """Draw the edge of a box ``(left, bottom, right, top)``."""
        left, bottom, right, top = box
        self.canvas.setLineWidth(ink)
        self.canvas.rect(left, bottom, right - left, top - bottom)

    def need(self, points: float, bottom: float = MARGIN) -> None:
        """Begin a new page unless *points* fit above *bottom*."""
        if self.y - points < bottom:
            self.turn()

    def turn(self) -> None:
        """Set the page aside until it is known how many there are, and begin a new one."""
        self._set_aside()
        self._begin()

    def finish(self, facts: PaperFacts) -> bytes:
        """Return the PDF, each page with its foot."""
        self._set_aside()
        for number, page in enumerate(self._waiting, 1):
            self.canvas.__dict__.update(page)
            self._write_foot(number, len(self._waiting))
            self.canvas.showPage()
        make_fit(self.canvas, facts)
        self.canvas.save()
        return self._out.getvalue()

    def text_at(self, text: str, x: float, y: float, size: float, *, bold: bool = False) -> None:
        """Write one line at a fixed place."""
        line = self.canvas.beginText(x, y)
        for font, piece in runs(text, bold=bold):
            line.setFont(font, size)
            line.textOut(piece)
        self.canvas.drawText(line)

    def text_to(
        self, text: str, right: float, y: float, size: float, *, bold: bool = False
    ) -> None:
        """Write one line that ends at *right*."""
        self.text_at(text, right - width(text, size, bold=bold), y, size, bold=bold)

    def centred(self, text: str, size: float, *, bold: bool = False) -> None:
        """Write *text* in the middle of the page's width, wrapped."""
        for part in wrapped(text, size, WIDTH - 2 * MARGIN, bold=bold):
            self.need(size * LEADING)
            self.y -= size * LEADING
            self.text_to(part, (WIDTH + width(part, size, bold=bold)) / 2, self.y, size, bold=bold)

    def _set_aside(self) -> None:
        self._waiting.append(dict(self.canvas.__dict__))
        self.canvas._startPage()

    def _begin(self) -> None:
        """Go to the top of a page, under its mark."""
        self.y = HEIGHT - MARGIN
        if self._mark:
            room = width(self._mark, MARK_SIZE, bold=True)
            left, bottom = (WIDTH - room) / 2, HEIGHT - MARGIN + 14
            self.text_at(self._mark, left, bottom, MARK_SIZE, bold=True)
            self.frame((left - 10, bottom - 6, left + room + 10, bottom + MARK_SIZE + 2), 1.5)

    def _write_foot(self, number: int, of: int) -> None:
        if self._foot is None:
            return
        left, right = self._foot
        count = f"{number}／{of}"
        self.text_at(left, MARGIN, FOOT, FOOT_SIZE)
        self.text_to(count, (WIDTH + width(count, FOOT_SIZE)) / 2, FOOT, FOOT_SIZE)
        self.text_to(right, WIDTH - MARGIN, FOOT, FOOT_SIZE)
