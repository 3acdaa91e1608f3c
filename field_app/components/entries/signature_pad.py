"""Draw a place to write one's name with a finger or a pen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import flet as ft
import flet.canvas as cv

from field_app.components.buttons import SecondaryButton
from field_app.components.handlers import use_told
from field_app.components.language import use_words
from field_app.components.newest import newest
from field_app.components.text import sentence
from field_app.design.guard import component
from field_app.design.layout import use_layout
from field_app.design.theme import Colour, use_sizes

Point = tuple[float, float]
Stroke = tuple[Point, ...]

PEN = 4.0
SHAPE = 0.42  # height as a share of the width
DRAG_INTERVAL_MS = 16  # one point a frame is enough, and the line keeps up
LEAST_STEP = 0.004  # closer points than this share of the pad are one


@dataclass(frozen=True)
class Drawing:
    """The strokes so far; the last one may still grow."""

    strokes: tuple[Stroke, ...] = ()

    def begun(self, point: Point) -> "Drawing":
        """Return the drawing with a new stroke at *point*."""
        return Drawing((*self.strokes, (point,)))

    def drawn_to(self, point: Point) -> "Drawing":
        """Return the drawing with its last stroke going on to *point*."""
        *done, line = self.strokes or ((),)
        return Drawing((*done, extended(line, point)))


@component
def SignaturePad(*, name: str, on_change: Callable[[tuple[Stroke, ...]], Any]) -> ft.Control:
    """Draw the pad and 書きなおす under it.

    Args:
        name: key of the drawing surface; the button is ``<name>.clear``.
        on_change: called with all strokes when one ends, and with ``()`` when
            they are cleared; a point is (x, y) from 0 to 1 from the top left.
    """
    words, layout, sizes = use_words(), use_layout(), use_sizes()
    tell = use_told(on_change)
    drawing, set_drawing = ft.use_state(Drawing())
    width = layout.content_width
    height = max(200.0, min(width * SHAPE, layout.height * 0.45))

    nothing: dict[Stroke, cv.Shape] = {}
    kept = ft.use_memo(lambda: nothing, [width, height])

    def start(event: ft.DragStartEvent[ft.GestureDetector]) -> None:
        point = share(event.local_position, width, height)
        set_drawing(lambda now: now.begun(point))

    def move(event: ft.DragUpdateEvent[ft.GestureDetector]) -> None:
        point = share(event.local_position, width, height)
        set_drawing(lambda now: now.drawn_to(point))

    async def end() -> None:
        await tell(newest(set_drawing, drawing).strokes)

    async def clear() -> None:
        kept.clear()
        set_drawing(Drawing())
        await tell(())

    shapes = drawn_shapes(drawing.strokes, kept, width, height)
    surface = ft.GestureDetector(
        key=name,
        drag_interval=DRAG_INTERVAL_MS,
        on_pan_start=start,
        on_pan_update=move,
        on_pan_end=end,
        mouse_cursor=ft.MouseCursor.PRECISE,
        content=cv.Canvas(
            shapes=shapes,
            width=width,
            height=height,
        ),
    )
    return ft.Column(
        [
            ft.Semantics(
                label=words("components.l_signature"),
                container=True,
                content=ft.Stack(
                    [guide_line(words("components.s_sign_here"), layout.text(sizes.hint)), surface],
                    width=width,
                    height=height,
                ),
            ),
            SecondaryButton(
                words("components.s_write_again"),
                name=f"{name}.clear",
                on_click=clear,
                disabled=not drawing.strokes,
            ),
        ],
        spacing=12,
        tight=True,
    )


def share(position: ft.Offset, width: float, height: float) -> Point:
    """Return *position* in pixels as a point from 0 to 1, held inside the pad."""
    return (
        round(min(1.0, max(0.0, position.x / width)), 4),
        round(min(1.0, max(0.0, position.y / height)), 4),
    )


def extended(line: Stroke, point: Point) -> Stroke:
    """Return *line* with *point*, unless it is where the line already ends."""
    if line and all(abs(a - b) < LEAST_STEP for a, b in zip(line[-1], point, strict=True)):
        return line
    return (*line, point)


def drawn_shapes(
    strokes: Sequence[Stroke], kept: dict[Stroke, cv.Shape], width: float, height: float
) -> list[cv.Shape]:
    """Return the shapes of *strokes*; finished ones are the same objects as last time.

    Flet compares a shape point by point; the same object it passes over, and
    the line keeps up with the pen to the end of a long name.
    """
    for line in strokes[:-1]:
        if line not in kept:
            kept[line] = line_shape(line, width, height)
    return [kept.get(line) or line_shape(line, width, height) for line in strokes]


def line_shape(line: Sequence[Point], width: float, height: float) -> cv.Shape:
    """Return the drawing of one stroke; a single point becomes a dot."""
    points = [(x * width, y * height) for x, y in line]
    if len(points) == 1:
        return cv.Circle(*points[0], PEN / 2, paint=ft.Paint(color=Colour.TEXT_STRONG))
    (x, y), *rest = points
    return cv.Path(
        [cv.Path.MoveTo(x=x, y=y), *(cv.Path.LineTo(x=x, y=y) for x, y in rest)],
        paint=ft.Paint(
            color=Colour.TEXT_STRONG,
            stroke_width=PEN,
            style=ft.PaintingStyle.STROKE,
            stroke_cap=ft.StrokeCap.ROUND,
            stroke_join=ft.StrokeJoin.ROUND,
        ),
    )


def guide_line(text: str, size: float) -> ft.Control:
    """Return the white paper with a line to write on, under the drawing."""
    return ft.Container(
        ft.Column(
            [
                ft.Container(expand=3),
                ft.Container(height=2, bgcolor=Colour.LINE_PALE),
                ft.Container(
                    sentence(text, size=size, colour=Colour.TEXT_SUB, line_height=1.2),
                    expand=1,
                    padding=4,
                ),
            ],
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        bgcolor=Colour.WHITE,
        border=ft.Border.all(3, Colour.LINE),
        border_radius=14,
        padding=ft.Padding.symmetric(horizontal=28),
        left=0,
        top=0,
        right=0,
        bottom=0,
    )
