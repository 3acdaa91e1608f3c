"""Write an A4 page from top to bottom, in points."""

import io
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from field_app.document.fonts import register, runs, width
from field_app.words.visible import visible

MARGIN: Final = 54.0
WIDTH, HEIGHT = A4
LEADING: Final = 1.6
MARK_SIZE: Final = 14.0


class Paper:
    """A page with the place that is written next; a new page begins when there is no room."""

    def __init__(self, title: str, mark: str = "") -> None:
        """*mark* stands in a frame at the top of every page."""
        register()
        self._out = io.BytesIO()
        self._canvas = Canvas(self._out, pagesize=A4, pageCompression=1, invariant=1)
        self._canvas.setTitle(visible(title))
        self._mark, self.y = mark, 0.0
        self._begin()

    def line(self, text: str, *, size: float = 11, bold: bool = False, x: float = MARGIN) -> None:
        """Write *text*, wrapped to the page's width."""
        for part in wrapped(text, size, WIDTH - MARGIN - x, bold=bold):
            self.need(size * LEADING)
            self.y -= size * LEADING
            self._draw(part, x, self.y, size, bold=bold)

    def row(self, label: str, value: str, note: str = "") -> None:
        """Write a row of a form: label left, value right, a fine line under it."""
        lines = wrapped(value, 12, WIDTH - 2 * MARGIN - 170, bold=True)
        self.need(len(lines) * 12 * LEADING + 12)
        top = self.y
        self.line(label, size=9)
        after_label, self.y = self.y, top
        for part in lines:
            self.line(part, size=12, bold=True, x=MARGIN + 160)
        self.y = min(self.y, after_label)
        if note:
            self.y -= 9
            self._draw(note, MARGIN + 160, self.y, 7, bold=False)
        self.y -= 6
        self._canvas.setLineWidth(0.4)
        self._canvas.line(MARGIN, self.y, WIDTH - MARGIN, self.y)

    def gap(self, points: float) -> None:
        """Leave room."""
        self.y -= points

    def image(self, png: bytes, x: float, y: float, size: tuple[float, float]) -> None:
        """Draw a PNG into a box from its lower left corner."""
        self._canvas.drawImage(
            ImageReader(io.BytesIO(png)), x, y, *size, mask="auto", preserveAspectRatio=True
        )

    def frame(self, box: tuple[int, int, int, int]) -> None:
        """Draw the edge of a box ``(left, bottom, right, top)``."""
        left, bottom, right, top = box
        self._canvas.rect(left, bottom, right - left, top - bottom)

    def need(self, points: float, bottom: float = MARGIN) -> None:
        """Begin a new page unless *points* fit above *bottom*."""
        if self.y - points < bottom:
            self._canvas.showPage()
            self._begin()

    def finish(self) -> bytes:
        """Return the PDF."""
        self._canvas.save()
        return self._out.getvalue()

    def text_at(self, text: str, x: float, y: float, size: float) -> None:
        """Write one line at a fixed place."""
        self._draw(text, x, y, size, bold=False)

    def _begin(self) -> None:
        """Go to the top of a page, under its mark."""
        self.y = HEIGHT - MARGIN
        if self._mark:
            room = width(self._mark, MARK_SIZE, bold=True)
            left, bottom = (WIDTH - room) / 2, HEIGHT - MARGIN + 14
            self._draw(self._mark, left, bottom, MARK_SIZE, bold=True)
            self._canvas.setLineWidth(1.5)
            self._canvas.rect(left - 10, bottom - 6, room + 20, MARK_SIZE + 8)

    def _draw(self, text: str, x: float, y: float, size: float, *, bold: bool) -> None:
        line = self._canvas.beginText(x, y)
        for font, piece in runs(text, bold=bold):
            line.setFont(font, size)
            line.textOut(piece)
        self._canvas.drawText(line)


def wrapped(text: str, size: float, room: float, *, bold: bool) -> list[str]:
    """Return *text* in lines no wider than *room* points."""
    lines = [""]
    for character in text:
        if character == "\n":
            lines.append("")
        elif width(lines[-1] + character, size, bold=bold) > room:
            lines.append(character)
        else:
            lines[-1] += character
    return lines
