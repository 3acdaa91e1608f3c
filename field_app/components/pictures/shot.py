"""Draw a picture that was taken: what is odd about it, turning, covering, and keeping it."""

from collections.abc import Callable
from typing import Any, Final

import flet as ft

from field_app.components.buttons import BigButton, SecondaryButton
from field_app.components.language import use_words
from field_app.components.notes import InfoNote
from field_app.components.pictures.beside import beside, picture_room
from field_app.components.pictures.desk import PictureDesk, Shot
from field_app.components.text import Heading, Paragraph
from field_app.design.guard import component, use_safe
from field_app.design.layout import GAP, Layout, use_layout
from field_app.design.theme import Colour
from field_app.pictures.message import Box, Prepared
from field_app.procedure.definition.model import Question
from field_app.words.words import Words

LEAST_BAR: Final = 0.01  # a tap is no bar
Corner = tuple[float, float]


@component
def ShotView(question: Question, shot: Shot, desk: PictureDesk, *, name: str) -> ft.Control:
    """Draw the picture large, and everything that may be done with it.

    Args:
        question: what it is for.
        shot: the picture.
        desk: does what is pressed.
        name: key of the picture; the buttons are ``<name>.keep``, ``<name>.retake``,
            ``<name>.turn``, ``<name>.cover`` and ``<name>.uncover``.
    """
    words, layout = use_words(), use_layout()
    is_covering, set_covering = ft.use_state(False)

    async def keep() -> None:
        await desk.keep(question)

    async def cover(box: Box) -> None:
        await desk.cover(box)

    width, height = fitted(shot.prepared, layout)
    picture: ft.Control = ft.Image(
        src=shot.path,
        key=name,
        width=width,
        height=height,
        fit=ft.BoxFit.FILL,
        gapless_playback=True,
        semantics_label=words("pictures.l_picture"),
    )
    if is_covering:
        picture = CoverSheet(picture, width, height, name=f"{name}.sheet", on_cover=cover)
    tools = [
        SecondaryButton(
            words("pictures.s_turn"),
            name=f"{name}.turn",
            on_click=desk.turn,
            icon=ft.Icons.ROTATE_RIGHT,
        ),
        SecondaryButton(
            words("pictures.s_cover_end" if is_covering else "pictures.s_cover"),
            name=f"{name}.cover",
            on_click=lambda: set_covering(lambda now: not now),
            icon=ft.Icons.EDIT_OFF,
        ),
        *(
            [
                SecondaryButton(
                    words("pictures.s_uncover"), name=f"{name}.uncover", on_click=desk.uncover
                )
            ]
            if len(shot.change.bars) > shot.found  # the reader's own stay
            else []
        ),
    ]
    rest = [
        *notes_of(shot.prepared, words, is_covering=is_covering),
        ft.Row(tools, wrap=True, spacing=GAP, run_spacing=GAP),
        *looked_at(shot, words),
        BigButton(words(keep_key(shot)), name=f"{name}.keep", on_click=keep),
        SecondaryButton(words("pictures.s_retake"), name=f"{name}.retake", on_click=desk.drop),
    ]
    return beside(layout, picture, rest)


def keep_key(shot: Shot) -> str:
    """Return what the button says that keeps the picture."""
    if shot.is_read:
        return "pictures.s_use"
    return "pictures.s_covered" if shot.change.bars else "pictures.s_no_number"


def looked_at(shot: Shot, words: Words) -> list[ft.Control]:
    """Return who looks for numbers: the reader did, and says what it found, or staff have to."""
    if not shot.is_read:
        return [
            Heading(words("pictures.l_staff_looks"), level=2),
            Paragraph(words("pictures.p_look")),
        ]
    if shot.found:
        return [InfoNote(words("pictures.p_found", count=shot.found))]
    return [Paragraph(words("pictures.p_none_found"))]


def notes_of(prepared: Prepared, words: Words, *, is_covering: bool) -> list[ft.Control]:
    """Return what is said above the picture: how to cover, or what is odd about it."""
    if is_covering:
        return [InfoNote(words("pictures.p_cover"), icon=ft.Icons.TOUCH_APP_OUTLINED)]
    said = {
        "pictures.p_blurred": prepared.is_blurred,
        "pictures.p_glare": prepared.has_glare,
    }
    return [InfoNote(words(key)) for key, is_so in said.items() if is_so]


def fitted(prepared: Prepared, layout: Layout) -> tuple[float, float]:
    """Return width and height of the picture on the page, its shape kept."""
    most_wide, most_high = picture_room(layout)
    share = min(most_wide / prepared.width, most_high / prepared.height)
    return round(prepared.width * share), round(prepared.height * share)


@component
def CoverSheet(
    picture: ft.Control,
    width: float,
    height: float,
    *,
    name: str,
    on_cover: Callable[[Box], Any],
) -> ft.Control:
    """Lay a sheet over *picture* on which a finger draws a black bar from corner to corner.

    Args:
        picture: what lies below.
        width: of the picture, in pixels.
        height: of the picture, in pixels.
        name: key of the sheet.
        on_cover: called with the bar when the finger is lifted.
    """
    nowhere: Corner | None = None
    begun, set_begun = ft.use_state(nowhere)
    now, set_now = ft.use_state(nowhere)
    corners = ft.use_memo(Corners, [])

    def start_bar(event: ft.DragStartEvent[ft.GestureDetector]) -> None:
        corners.first = corners.last = (event.local_position.x, event.local_position.y)
        set_begun(corners.first)
        set_now(corners.first)

    def move(event: ft.DragUpdateEvent[ft.GestureDetector]) -> None:
        corners.last = (event.local_position.x, event.local_position.y)
        set_now(corners.last)

    async def end() -> None:
        box = box_of(corners.first, corners.last, width, height)
        set_begun(None)
        if box is not None:
            await on_cover(box)

    layers: list[ft.Control] = [picture]
    shown = box_of(begun, now, width, height) if begun and now else None
    if shown is not None:
        left, top, right, low = shown
        layers.append(
            ft.Container(
                left=left * width,
                top=top * height,
                width=(right - left) * width,
                height=(low - top) * height,
                bgcolor=Colour.TEXT_STRONG,
            )
        )
    layers.append(
        ft.GestureDetector(
            key=name,
            drag_interval=16,
            on_pan_start=start_bar,
            on_pan_update=move,
            on_pan_end=use_safe(end),
            mouse_cursor=ft.MouseCursor.PRECISE,
            content=ft.Container(width=width, height=height, bgcolor="#00000000"),
        )
    )
    return ft.Stack(layers, width=width, height=height)


class Corners:
    """Where the finger came down, and where it is now; newer than what is drawn."""

    first: Corner = (0.0, 0.0)
    last: Corner = (0.0, 0.0)


def box_of(first: Corner, last: Corner, width: float, height: float) -> Box | None:
    """Return the bar between two corners as shares of the picture; None for a tap."""
    xs = sorted(min(1.0, max(0.0, x / width)) for x in (first[0], last[0]))
    ys = sorted(min(1.0, max(0.0, y / height)) for y in (first[1], last[1]))
    if xs[1] - xs[0] < LEAST_BAR or ys[1] - ys[0] < LEAST_BAR:
        return None
    return (xs[0], ys[0], xs[1], ys[1])
