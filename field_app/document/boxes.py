"""Draw the rows of a form: boxes side by side, each with its label in a column of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from field_app.document.fonts import width
from field_app.document.lines import packed, wrapped
from field_app.document.page import HEIGHT, MARGIN, WIDTH, Paper

FULL: Final = WIDTH - 2 * MARGIN
LABEL_ROOM: Final = FULL / 6  # a third of the narrow boxes, so that all labels end at one line
LABEL_SIZE, VALUE_SIZE, NOTE_SIZE = 9.0, 12.0, 7.0
LABEL_LINE, VALUE_LINE, NOTE_LINE = 11.5, 16.5, 9.0
PAD: Final = 3.0
NOTE_GAP: Final = 6.0  # between an answer and a note beside it
GREY: Final = 0.93
PICTURE: Final = 40.0
ONE_LINE: Final = VALUE_LINE + 2 * PAD
MOST: Final = HEIGHT - 2 * MARGIN - 10


@dataclass(frozen=True)
class Box:
    """One box: what is asked, what was answered, a small note at its end, its share of the row.

    ``options`` stand after the value; no line tears one apart.
    """

    label: str
    value: str = field(repr=False)
    note: str = field(default="", repr=False)
    share: int = 1
    options: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class SetBox:
    """A box whose lines are broken for its width."""

    left: float
    value_left: float
    right: float
    label: list[str]
    value: list[str] = field(repr=False)
    note: list[str] = field(repr=False)

    @property
    def height(self) -> float:
        """How tall it is when nothing of it is on another page."""
        value = len(self.value) * VALUE_LINE
        under = 0.0 if self.has_note_beside else len(self.note) * NOTE_LINE
        return max(len(self.label) * LABEL_LINE, value + under) + 2 * PAD

    @property
    def has_note_beside(self) -> bool:
        """Whether the note has room at the end of the last line of the answer."""
        used = width(self.value[-1], VALUE_SIZE, bold=True) + NOTE_GAP
        room = self.right - self.value_left - 2 * PAD - used
        return len(self.note) == 1 and width(self.note[0], NOTE_SIZE, bold=False) <= room

    def cut(self, room: float) -> tuple["SetBox", "SetBox"]:
        """Return what fits into *room* points, and the rest; the label stands in the first."""
        lines = max(1, int((room - 2 * PAD) / VALUE_LINE))
        first = SetBox(self.left, self.value_left, self.right, self.label, self.value[:lines], [])
        rest = self.value[lines:]
        return first, SetBox(self.left, self.value_left, self.right, [], rest, self.note)


def row_height(boxes: Sequence[Box]) -> float:
    """Return how many points *boxes* side by side need."""
    return max(one.height for one in set_boxes(boxes))


def in_pairs(boxes: Sequence[Box]) -> Iterator[list[Box]]:
    """Yield *boxes* in rows: two that need one line each stand beside each other."""
    waiting = list(boxes)
    while waiting:
        pair = waiting[:2]
        row = pair if all(one.height == ONE_LINE for one in set_boxes(pair)) else pair[:1]
        yield row
        waiting = waiting[len(row) :]


def draw_row(paper: Paper, boxes: Sequence[Box]) -> None:
    """Draw *boxes* side by side; a row goes to the next page whole, or in parts if it must."""
    row = set_boxes(boxes)
    tall = row_height(boxes)
    if tall <= MOST:
        paper.need(tall)
    while (tall := max(one.height for one in row)) > (room := paper.y - MARGIN):
        if room > 3 * VALUE_LINE:
            cut = [one.cut(room) for one in row]
            _draw(paper, [first for first, _ in cut], room)
            row = [rest for _, rest in cut]
        paper.turn()
    _draw(paper, row, tall)


def draw_picture_row(paper: Paper, label: str, png: bytes) -> None:
    """Draw a row whose answer is a picture, as large as the row allows."""
    paper.need(PICTURE)
    top = paper.y
    _draw(paper, set_boxes([Box(label, "")]), PICTURE)
    left = MARGIN + LABEL_ROOM + PAD
    paper.image(
        png, left, top - PICTURE + PAD, (WIDTH - MARGIN - left - PAD, PICTURE - 2 * PAD), anchor="w"
    )


def set_boxes(boxes: Sequence[Box]) -> list[SetBox]:
    """Return *boxes* of one row with their lines broken for their share of the width."""
    whole, left, row = sum(box.share for box in boxes), MARGIN, list[SetBox]()
    for box in boxes:
        room = FULL * box.share / whole
        label_room = min(LABEL_ROOM, room / 3)
        value_room = room - label_room - 2 * PAD
        row.append(
            SetBox(
                left,
                left + label_room,
                left + room,
                wrapped(box.label, LABEL_SIZE, label_room - 2 * PAD, bold=False),
                _value(box, value_room),
                wrapped(box.note, NOTE_SIZE, value_room, bold=False) if box.note else [],
            )
        )
        left += room
    return row


def _value(box: Box, room: float) -> list[str]:
    lines = wrapped(box.value, VALUE_SIZE, room, bold=True) if box.value else []
    if not box.options:
        return lines or [""]
    return lines + packed(box.options, VALUE_SIZE, room, bold=True, between="　")


def _draw(paper: Paper, row: Sequence[SetBox], tall: float) -> None:
    top, bottom, canvas = paper.y, paper.y - tall, paper.canvas
    for box in row:
        canvas.setFillGray(GREY)
        canvas.rect(box.left, bottom, box.value_left - box.left, tall, stroke=0, fill=1)
        canvas.setFillGray(0)
        paper.frame((box.left, bottom, box.right, top), 0.6)
        paper.frame((box.left, bottom, box.value_left, top), 0.3)
        for number, line in enumerate(box.label, 1):
            at = top - PAD - number * LABEL_LINE + 2
            paper.text_at(line, box.left + PAD, at, LABEL_SIZE)
        for number, line in enumerate(box.value, 1):
            at = top - PAD - number * VALUE_LINE + 4
            paper.text_at(line, box.value_left + PAD, at, VALUE_SIZE, bold=True)
        for number, line in enumerate(reversed(box.note)):
            at = bottom + PAD + number * NOTE_LINE
            paper.text_to(line, box.right - PAD, at, NOTE_SIZE)
    paper.y = bottom
