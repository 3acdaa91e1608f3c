"""「番号でしらべる」: the city's answer by the number on the slip."""

import flet as ft

from field_app.components.buttons import BigButton, SecondaryButton
from field_app.components.entries.text_entry import TextEntry
from field_app.components.newest import newest
from field_app.components.qr_camera import QrCamera
from field_app.components.text import Paragraph
from field_app.design.guard import component
from field_app.document.qr import read_qr
from field_app.screens.context import AppContext, StateContext
from field_app.screens.delivery.outbox import SentCard
from field_app.screens.frames.staff_page import StaffPage
from field_app.state.app import AppState


@component
def LookupScreen() -> ft.Control:
    """Draw the number's field and the camera, and where the application is that was found."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, found = app.words, state.found
    number, set_number = ft.use_state("")
    scanning, set_scanning = ft.use_state(False)

    async def search() -> None:
        await app.sending.find(newest(set_number, number))

    async def scanned(text: str) -> None:
        set_number(text)
        await app.sending.find(text)
        set_scanning(False)  # last: the camera's own task, which runs this, ends with it

    content: list[ft.Control] = [
        *(
            [
                QrCamera(
                    name="lookup.view",
                    read=read_qr,
                    on_found=scanned,
                    hint=words("lookup.l_camera_hint"),
                    without=words("lookup.p_no_camera"),
                )
            ]
            if scanning
            else [
                SecondaryButton(
                    words("lookup.s_camera"),
                    name="lookup.camera",
                    icon=ft.Icons.QR_CODE_SCANNER,
                    on_click=lambda: set_scanning(True),
                )
            ]
        ),
        TextEntry(
            name="lookup.number",
            label=words("lookup.l_number"),
            hint=words("lookup.l_number_hint"),
            value=number,
            on_change=set_number,
            on_submit=search,
            autofocus=True,
        ),
    ]
    if found is not None:
        content.append(SentCard(found))
        if found.decision_status is None:
            content.append(Paragraph(words("lookup.p_no_answer_yet"), name="lookup.no_answer"))
    if may_withdraw(state):
        content.append(
            SecondaryButton(
                words("lookup.s_withdraw"),
                name="lookup.withdraw",
                on_click=app.visits.begin_withdrawal,
            )
        )
    return StaffPage(
        content,
        title_key="lookup.s_title",
        on_back=app.staff.home,
        narrow=True,
        main=BigButton(
            words("lookup.s_search"),
            name="lookup.search",
            disabled=not number.strip(),
            on_click=search,
            expand=1,
        ),
    )


def may_withdraw(state: AppState) -> bool:
    """Tell whether what was looked up may be taken back: also what another tablet sealed."""
    return state.found is not None or bool(state.missed_number)
