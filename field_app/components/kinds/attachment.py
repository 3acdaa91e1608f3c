"""Draw the field of an attachment: the pages that are kept, the camera, a file."""

from functools import partial
from typing import Any, Final

import flet as ft

from field_app.components.buttons import BigButton, LinkButton, SecondaryButton
from field_app.components.files import PICTURES, FileTooLarge, choose_file
from field_app.components.kinds.entry import Asked, Entry
from field_app.components.language import use_words
from field_app.components.notes import InfoNote, paper
from field_app.components.pictures.desk import Bring, PictureDesk
from field_app.components.pictures.paper_camera import PaperCamera
from field_app.components.pictures.shot import ShotView
from field_app.components.second_yes import SecondYes
from field_app.components.text import Hint, Paragraph
from field_app.design.guard import component
from field_app.design.layout import GAP, use_layout
from field_app.pictures.message import LARGEST_FILE
from field_app.pictures.refused import PictureRefused
from field_app.platform.files import Files
from field_app.procedure.definition.model import Question
from field_app.procedure.kinds.attachment import PicturePage, most_pages

THUMB: Final = 180.0


@component
def AttachmentEntry(asked: Asked, desk: PictureDesk, *, name: str) -> ft.Control:
    """Draw one thing at a time: the camera, the picture that was taken, or the pages.

    Args:
        asked: the question; its raw value follows what *desk* keeps.
        desk: takes and keeps the pictures.
        name: key of the field, which begins every key in it.
    """
    question, words = asked.question, asked.words
    is_looking, set_looking = ft.use_state(False)
    pages, shot = tuple(desk.pages(question)), desk.pending(question)

    async def follow() -> None:
        is_pending = shot is not None
        asked.set_raw({"pages": list(pages), "is_pending": is_pending, "is_looking": is_looking})
        await desk.show(question)

    ft.use_effect(follow, [str(pages), shot is None, is_looking])

    async def shoot(bring: Bring, is_mirrored: bool) -> None:
        await desk.take(question, bring, is_mirrored=is_mirrored)
        set_looking(False)

    async def choose() -> None:
        await desk.take(question, partial(chosen_picture, desk.files))

    if shot is not None:
        return ShotView(question, shot, desk, name=f"{name}.shot")
    if is_looking:
        return PaperCamera(
            name=f"{name}.camera", on_shoot=shoot, on_stop=lambda: set_looking(False)
        )
    most = most_pages(question)
    camera = SecondaryButton if pages else BigButton  # with a picture, the way on comes first
    ways: list[ft.Control] = [
        camera(
            words("pictures.s_camera_more" if pages else "pictures.s_camera"),
            name=f"{name}.look",
            on_click=lambda: set_looking(True),
            icon=ft.Icons.PHOTO_CAMERA,
        ),
        SecondaryButton(
            words("pictures.s_file"),
            name=f"{name}.file",
            on_click=choose,
            icon=ft.Icons.FOLDER_OPEN,
        ),
    ]
    shown = [
        PageCard(question, page, place, desk, name=f"{name}.page.{page['n']}")
        for place, page in enumerate(pages, 1)
    ]
    said = Hint(words("pictures.l_count", count=len(pages), most=most), name=f"{name}.count")
    return ft.Column(
        [
            *([] if pages else [Paragraph(words("pictures.p_begin"))]),
            *shown,
            said,
            *(ways if len(pages) < most else []),
        ],
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


async def chosen_picture(files: Files | None) -> bytes | None:
    """Let the person choose a picture; None when they left without one.

    Raises:
        PictureRefused: it is too large; nothing was read.
        FileNotBrought: it could not be read to its end.
    """
    try:
        return await choose_file(files, LARGEST_FILE, PICTURES)
    except FileTooLarge as refused:
        raise PictureRefused("large") from refused


@component
def PageCard(
    question: Question, page: PicturePage, place: int, desk: PictureDesk, *, name: str
) -> ft.Control:
    """Draw one kept page, with the way to see it large and to take it away.

    Args:
        question: what it is for.
        page: the page.
        place: which one it is, from 1.
        desk: does what is pressed.
        name: key of the picture; the buttons are ``<name>.again`` and ``<name>.remove``.
    """
    words, layout = use_words(), use_layout()
    asking, set_asking = ft.use_state(False)
    path = desk.path_of(page)

    async def remove() -> None:
        set_asking(False)
        await desk.remove(question, page)

    async def again() -> None:
        await desk.again(question, page)

    if asking:
        return SecondYes(
            words("pictures.p_remove", place=place),
            no=words("pictures.s_remove_no"),
            no_name=f"{name}.remove_no",
            on_no=lambda: set_asking(False),
            yes=words("pictures.s_remove"),
            yes_name=f"{name}.remove_yes",
            on_yes=remove,
        )
    side = min(THUMB, layout.content_width / 2)
    label = words("pictures.l_page", place=place)
    seen: ft.Control = (
        ft.Image(
            src=path, key=name, width=side, height=side, fit=ft.BoxFit.CONTAIN,
            semantics_label=label,
        )
        if path
        else ft.Container(key=name, width=side, height=side)
    )  # fmt: skip
    return paper(
        ft.Row(
            [
                seen,
                ft.Column(
                    [
                        Paragraph(label, bold=True),
                        LinkButton(words("pictures.s_again"), name=f"{name}.again", on_click=again),
                        LinkButton(
                            words("pictures.s_remove"),
                            name=f"{name}.remove",
                            on_click=lambda: set_asking(True),
                        ),
                    ],
                    expand=True,
                ),
            ],
            spacing=16,
        )
    )


def begin_attachment(value: Any) -> dict[str, Any]:
    """Return the kept pages, with nothing pending and no camera open."""
    return {"pages": list(value or []), "is_pending": False, "is_looking": False}


def draw_attachment(asked: Asked) -> ft.Control:
    """Return the field, or what to do where this tablet takes no pictures."""
    if asked.pictures is None:
        note = InfoNote(asked.words("pictures.p_cannot_read"))
        return ft.Container(note, key=asked.name)
    return AttachmentEntry(asked, asked.pictures, name=asked.name)


ENTRY: Final = Entry(begin_attachment, draw_attachment)
