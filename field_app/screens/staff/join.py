"""Draw how a new tablet joins: the office's QR, the first member of staff, the fingerprint."""

from collections.abc import Callable, Sequence
from typing import Final

import flet as ft

from field_app.components.buttons import BigButton, SecondaryButton
from field_app.components.entries.text_entry import TextEntry
from field_app.components.frames.staff_frame import StaffFrame
from field_app.components.language import use_words
from field_app.components.newest import newest
from field_app.components.notes import InfoNote, paper
from field_app.components.qr_camera import QrCamera
from field_app.components.text import Heading, Hint, Paragraph
from field_app.design.guard import Handler, component
from field_app.document.qr import read_enrolment_qr
from field_app.flow.joining import NewStaff
from field_app.screens.context import JoinContext, JoinStateContext
from field_app.screens.frames.new_staff_entries import Entered, NewStaffEntries
from field_app.screens.frames.staff_page import notes
from field_app.state.join import JoinPage, JoinState
from field_app.words.words import Words


@component
def JoinScreen() -> ft.Control:
    """Draw the page that the state names."""
    return PAGES[ft.use_context(JoinStateContext).page]()


@component
def CodePage() -> ft.Control:
    """Draw how the office's QR is taken, by the camera or as its text."""
    join, words = ft.use_context(JoinContext), use_words()
    text, set_text = ft.use_state("")
    scanning, set_scanning = ft.use_state(False)

    async def read() -> None:
        await join.read(newest(set_text, text))

    async def scanned(found: str) -> None:
        set_text(found)
        await join.read(found)
        set_scanning(False)  # last: the camera's own task, which runs this, ends with it

    camera = (
        QrCamera(
            name="join.view",
            read=read_enrolment_qr,
            on_found=scanned,
            hint=words("join.l_camera_hint"),
            without=words("join.p_no_camera"),
        )
        if scanning
        else SecondaryButton(
            words("lookup.s_camera"),
            name="join.camera",
            icon=ft.Icons.QR_CODE_SCANNER,
            on_click=lambda: set_scanning(True),
        )
    )
    return Page(
        [
            Heading(words("join.l_code")),
            Paragraph(words("join.p_code")),
            camera,
            TextEntry(
                name="join.text",
                label=words("join.s_text"),
                hint=words("join.l_text_hint"),
                value=text,
                on_change=set_text,
                multiline=True,
            ),
        ],
        main=BigButton(
            words("join.s_read"),
            name="join.read",
            disabled=not text.strip(),
            on_click=read,
            expand=1,
        ),
    )


@component
def FirstStaffPage() -> ft.Control:
    """Draw the city, and the fields of the tablet's name and its first member of staff."""
    join, state, words = ft.use_context(JoinContext), ft.use_context(JoinStateContext), use_words()
    tablet, set_tablet = ft.use_state("")
    entered, set_entered = ft.use_state(Entered())

    async def press() -> None:
        typed, name = newest(set_entered, entered), newest(set_tablet, tablet)
        set_entered(typed.without_secrets())
        await join.join(name, NewStaff(typed.id, typed.name, typed.passphrase), typed.again)

    return Page(
        [
            *city_lines(state, words),
            TextEntry(
                name="join.tablet",
                label=words("join.s_tablet"),
                hint=words("join.l_tablet_hint"),
                value=tablet,
                on_change=set_tablet,
                max_length=40,
            ),
            Heading(words("join.l_first"), level=2),
            NewStaffEntries(name="join.staff", value=entered, on_change=set_entered),
        ],
        on_back=join.back,
        main=BigButton(
            words("join.s_join"),
            name="join.join",
            disabled=not (tablet.strip() and entered.is_complete),
            on_click=press,
            expand=1,
        ),
    )


@component
def DonePage() -> ft.Control:
    """Draw the keys' fingerprint, which the administrator compares before approving the tablet."""
    join, state, words = ft.use_context(JoinContext), ft.use_context(JoinStateContext), use_words()
    return Page(
        [
            Heading(words("join.l_done")),
            Paragraph(words("join.l_fingerprint")),
            paper(Heading(state.fingerprint, name="join.fingerprint")),
            InfoNote(words("join.p_done")),
        ],
        main=BigButton(words("join.s_begin"), name="join.begin", on_click=join.begin, expand=1),
    )


@component
def Page(
    content: Sequence[ft.Control], *, main: ft.Control, on_back: Handler | None = None
) -> ft.Control:
    """Draw one of the pages; what goes on and what went wrong stand above its content."""
    join, state, words = ft.use_context(JoinContext), ft.use_context(JoinStateContext), use_words()
    return StaffFrame(
        [*notes(state, words, join.stop), *content],
        title=words("join.s_title"),
        on_back=on_back,
        main=main,
        narrow=True,
    )


def city_lines(state: JoinState, words: Words) -> list[ft.Control]:
    """Return the city that the QR led to, so that nobody joins a wrong one."""
    if state.city is None:
        return []
    return [
        Heading(words("join.l_city", city=state.city.name), name="join.city"),
        Hint(words("join.p_city", phone=state.city.phone)),
    ]


PAGES: Final[dict[JoinPage, Callable[[], ft.Control]]] = {
    JoinPage.CODE: CodePage,
    JoinPage.STAFF: FirstStaffPage,
    JoinPage.DONE: DonePage,
}
