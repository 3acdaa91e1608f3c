"""Look for a QR with the tablet's camera: a slip's, or the office's for a new tablet."""

import asyncio
from collections.abc import Callable
from threading import Event
from typing import Any, Final

import flet as ft
from flet_camera import Camera, CameraDescription, CameraLensDirection, ResolutionPreset

from field_app.components.handlers import use_told
from field_app.components.notes import InfoNote
from field_app.components.text import Hint
from field_app.design.guard import component, log_failure
from field_app.design.layout import use_layout
from field_app.design.theme import Colour

SHAPE: Final = 0.6  # height as a share of the width
PAUSE_S: Final = 0.3  # between two pictures; the camera's own time comes on top


@component
def QrCamera(
    *,
    name: str,
    read: Callable[[bytes], str | None],
    on_found: Callable[[str], Any],
    hint: str,
    without: str,
) -> ft.Control:
    """Show what the camera sees until a code is found, or say that there is no camera.

    Args:
        name: key of the preview.
        read: finds the code's text in a picture; runs off the event loop.
        on_found: called once, with that text.
        hint: what to hold before the camera.
        without: what to do instead where no camera can be used.
    """
    layout = use_layout()
    tell = use_told(on_found)
    # A new control every drawing, as Flet's diff wants it: one that is used again keeps a parent
    # that is gone, and can call the browser no more. The last one drawn is the live one.
    drawn = ft.use_memo(Drawn, [])
    drawn.camera = Camera(key=name, expand=True)
    left = ft.use_memo(Event, [])
    missing, set_missing = ft.use_state(False)

    async def look() -> None:
        found = None
        try:
            await start(drawn, ResolutionPreset.HIGH)
            while not left.is_set() and found is None:
                found = await asyncio.to_thread(read, await drawn.camera.take_picture())
                await asyncio.sleep(PAUSE_S)
        except Exception as error:  # noqa: BLE001 - whatever the browser refuses: no camera
            log_failure("the camera cannot be used", error)
            set_missing(True)
        if found is not None and not left.is_set():
            await tell(found)

    ft.use_effect(look, [], left.set)
    if missing:
        return InfoNote(without)
    width = layout.content_width
    frame = ft.Container(
        drawn.camera,
        width=width,
        height=min(width * SHAPE, layout.height * 0.5),
        border_radius=16,
        border=ft.Border.all(4, Colour.PRIMARY),
        bgcolor=Colour.TEXT_STRONG,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
    return ft.Column([Hint(hint), frame], spacing=12)


class Drawn:
    """The camera's control as it was drawn last."""

    camera: Camera


async def start(drawn: Drawn, preset: ResolutionPreset) -> CameraDescription:
    """Start the camera that looks away from the person, where there are two; return it."""
    found = await drawn.camera.get_available_cameras()
    if not found:
        raise LookupError
    chosen = best(found)
    await drawn.camera.initialize(chosen, preset, enable_audio=False)
    return chosen


def best(cameras: list[CameraDescription]) -> CameraDescription:
    """Return the camera at the tablet's back, or the first one."""
    backs = [one for one in cameras if one.lens_direction is CameraLensDirection.BACK]
    return (backs or cameras)[0]
