"""Take one picture of a paper with the tablet's camera."""

from collections.abc import Callable
from typing import Any, Final

import flet as ft
from flet_camera import Camera, CameraLensDirection, ResolutionPreset

from field_app.components.buttons import BigButton, SecondaryButton
from field_app.components.language import use_words
from field_app.components.notes import InfoNote
from field_app.components.pictures.beside import beside, picture_room
from field_app.components.pictures.desk import Bring
from field_app.components.qr_camera import Drawn, start
from field_app.components.text import Hint
from field_app.design.guard import component, log_failure
from field_app.design.layout import use_layout
from field_app.design.theme import Colour

SHAPE: Final = 0.75  # height as a share of the width


class NotTaken(Exception):
    """The camera gave no picture."""

    message_key = "pictures.p_not_taken"


@component
def PaperCamera(
    *,
    name: str,
    on_shoot: Callable[[Bring, bool], Any],
    on_stop: Callable[[], Any],
) -> ft.Control:
    """Show what the camera sees until a person takes the picture, or say that there is none.

    Args:
        name: key of the preview; the buttons are ``<name>.shoot`` and ``<name>.stop``.
        on_shoot: called with what takes the picture, and whether it comes as in a mirror.
        on_stop: called when the person goes back without one.
    """
    words, layout = use_words(), use_layout()
    drawn = ft.use_memo(Drawn, [])  # see QrCamera: the last one drawn is the live one
    state, set_state = ft.use_state("starting")
    is_mirrored, set_mirrored = ft.use_state(False)
    drawn.camera = Camera(key=name, expand=True)

    async def begin() -> None:
        set_state("starting")
        try:
            chosen = await start(drawn, ResolutionPreset.VERY_HIGH)
            set_mirrored(mirrors(chosen.lens_direction, is_web=drawn.camera.page.web))
            set_state("ready")
        except Exception as error:  # noqa: BLE001 - whatever the browser refuses: no camera
            log_failure("the camera cannot be used", error)
            set_state("missing")

    async def shot() -> bytes:
        try:
            return bytes(await drawn.camera.take_picture())
        except Exception as error:
            raise NotTaken from error

    # A page that is turned is laid out anew: its camera is another control, which begins again.
    ft.use_effect(begin, [layout.portrait])
    stop = SecondaryButton(words("pictures.s_stop"), name=f"{name}.stop", on_click=on_stop)
    if state == "missing":
        return ft.Column([InfoNote(words("pictures.p_no_camera")), stop], spacing=12)
    width, most_high = picture_room(layout)
    frame = ft.Container(
        drawn.camera,
        width=width,
        height=min(width * SHAPE, most_high),
        flip=ft.Flip(flip_x=is_mirrored),
        border_radius=16,
        border=ft.Border.all(4, Colour.PRIMARY),
        bgcolor=Colour.TEXT_STRONG,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
    shoot = BigButton(
        words("pictures.s_shoot"),
        name=f"{name}.shoot",
        on_click=lambda: on_shoot(shot, is_mirrored),
        disabled=state != "ready",
        icon=ft.Icons.PHOTO_CAMERA,
    )
    return beside(layout, frame, [shoot, stop, Hint(words("pictures.p_hold"))])


def mirrors(direction: CameraLensDirection, *, is_web: bool) -> bool:
    """Tell whether the picture comes as in a mirror.

    The web client flips what every camera takes that is not known to look away from the
    person, also a loose one over a table: no paper could be read.
    """
    return is_web and direction is not CameraLensDirection.BACK
