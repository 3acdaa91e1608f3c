"""Sealed: the number, the slip, and the way back to the member of staff."""

import flet as ft

from field_app.components.buttons import BigButton, SecondaryButton
from field_app.components.notes import HandOverNotice
from field_app.components.qr_image import QrImage
from field_app.components.receipt_number import ReceiptNumber
from field_app.components.text import Hint, Paragraph
from field_app.context import AppContext, StateContext
from field_app.document.qr import qr_png
from field_app.guard import Handler, component
from field_app.screens.resident_page import ResidentPage


@component
def SealedScreen() -> ft.Control:
    """The number stands large; papers are printed from here."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words = app.words
    assert state.visit is not None  # noqa: S101 - this screen shows only with a visit
    filing = state.visit.filing
    number = filing.number or ""
    code = ft.use_memo(lambda: qr_png(number), [number])
    more = any(not other.is_sealed for other in state.visit.filings)

    def show(path: str | None) -> Handler:
        async def open_paper() -> None:
            await ft.UrlLauncher().launch_url(path or "", web_only_window_name="_blank")

        return open_paper

    key = "prepared" if filing.procedure.handling == "C" else "title"
    return ResidentPage(
        [
            Hint(words("sealed.l_number")),
            ReceiptNumber(number, name="sealed.number"),
            QrImage(code, name="sealed.qr"),
            Paragraph(words("sealed.p_keep")),
            Hint(words("sealed.p_waiting")),
            ft.Row(
                [
                    SecondaryButton(
                        words("sealed.s_print_slip"),
                        name="sealed.slip",
                        icon=ft.Icons.PRINT_OUTLINED,
                        on_click=show(filing.slip_path),
                        expand=1,
                    ),
                    SecondaryButton(
                        words("sealed.s_print_form"),
                        name="sealed.form",
                        icon=ft.Icons.PRINT_OUTLINED,
                        on_click=show(filing.form_path),
                        expand=1,
                    ),
                ],
                spacing=14,
            ),
            HandOverNotice(to_resident=False),
        ],
        title=words(f"sealed.s_{key}"),
        main=BigButton(
            words("sealed.s_next_procedure" if more else "sealed.s_finish"),
            name="sealed.next",
            on_click=app.confirm.next_procedure if more else app.visits.close,
            expand=1,
        ),
    )
