"""Draw what stands after the seal: the number, the papers, whom to give the tablet to."""

from collections.abc import Mapping
from typing import Final

import flet as ft

from field_app.components.buttons import BigButton, SecondaryButton
from field_app.components.handing_over import HandOverNotice
from field_app.components.qr_image import QrImage
from field_app.components.receipt_number import ReceiptNumber
from field_app.components.text import Hint, Paragraph
from field_app.design.guard import Handler, component
from field_app.design.layout import use_layout
from field_app.document.qr import qr_png
from field_app.procedure.definition.provenance import Source
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.resident_page import ResidentPage

# What the page, as the slip, says of each handling class.
TITLES: Final = {"A": "title", "B": "provisional", "C": "prepared", "D": "passed_on"}


@component
def SealedScreen() -> ft.Control:
    """Draw the number, large, and the buttons that print the papers."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, layout = app.words, use_layout()
    assert state.visit is not None  # noqa: S101 - this screen shows only with a visit
    filing = state.visit.filing
    number = filing.number or ""
    code = ft.use_memo(lambda: qr_png(number), [number])
    is_away = state.typed_by is not Source.STAFF
    more = any(not other.is_sealed for other in state.visit.filings)

    return ResidentPage(
        [
            Hint(words("sealed.l_number")),
            ReceiptNumber(number, name="sealed.number"),
            beside(
                [
                    Paragraph(words("sealed.p_keep")),
                    Hint(words("sealed.p_waiting")),
                    Papers(
                        {
                            "slip": filing.slip_path,
                            "form": filing.form_path,
                            "copy": filing.copy_path,
                        }
                    ),
                ],
                QrImage(code, name="sealed.qr"),
                upright=layout.portrait,
            ),
            *([HandOverNotice(to="staff")] if is_away else []),
        ],
        title=words(f"sealed.s_{TITLES[filing.procedure.handling]}"),
        main=BigButton(
            words("sealed.s_next_procedure" if more else "sealed.s_finish"),
            name="sealed.next",
            on_click=app.confirm.next_procedure if more else app.visits.close,
            expand=1,
        ),
    )


@component
def Papers(paths: Mapping[str, str | None]) -> ft.Control:
    """Draw the buttons of the papers that are there; each opens in a tab of its own.

    The copy says the form in the language in which it was confirmed. Both are there until the
    page is left: the tablet cannot open what it sealed.
    """
    words = ft.use_context(AppContext).words

    def show(path: str) -> Handler:
        async def open_paper() -> None:
            await ft.UrlLauncher().launch_url(path, web_only_window_name="_blank")

        return open_paper

    return ft.Row(
        [
            SecondaryButton(
                words(f"sealed.s_print_{paper}"),
                name=f"sealed.{paper}",
                icon=ft.Icons.PRINT_OUTLINED,
                on_click=show(path),
                expand=1,
            )
            for paper, path in paths.items()
            if path is not None
        ],
        spacing=14,
    )


def beside(text: list[ft.Control], code: ft.Control, *, upright: bool) -> ft.Control:
    """Return the code over the text on an upright screen, at its side on a lying one."""
    stretch = ft.CrossAxisAlignment.STRETCH
    if upright:
        return ft.Column([code, *text], spacing=16, horizontal_alignment=stretch)
    column = ft.Column(text, spacing=16, horizontal_alignment=stretch)
    return ft.Row([ft.Container(column, expand=True), code], spacing=24)
