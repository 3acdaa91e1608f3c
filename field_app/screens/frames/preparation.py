"""Draw what to know of a procedure before its first question, and the button that prints it."""

import flet as ft

from field_app.components.buttons import SecondaryButton
from field_app.components.notes import paper
from field_app.components.text import Heading, Hint, Paragraph
from field_app.design.guard import Handler, component
from field_app.procedure.definition.model import Procedure
from field_app.procedure.preparation import PreparationPart, preparation
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.staff_page import StaffPage


@component
def PreparationPage(procedure: Procedure, *, on_back: Handler) -> ft.Control:
    """Draw all of it on a page of its own; *on_back* leads to where it was asked for."""
    app = ft.use_context(AppContext)
    told = preparation(procedure, app.edition.city, app.words)
    return StaffPage(
        [
            Heading(told.title),
            Paragraph(told.summary),
            paper(ft.Column([part_of(one) for one in told.parts], spacing=18)),
        ],
        title_key="prepare.s_title",
        on_back=on_back,
        narrow=True,
        main=PrintButton(procedure),
    )


def part_of(part: PreparationPart) -> ft.Control:
    """Return a heading with its lines under it."""
    lines: list[ft.Control] = [Hint(line) for line in part.lines]
    return ft.Column([Paragraph(part.title, bold=True), *lines], spacing=4, tight=True)


@component
def PrintButton(procedure: Procedure) -> ft.Control:
    """Draw the button that opens the sheet in a tab of its own, to print."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)

    async def print_sheet() -> None:
        await app.finding.make_sheet(procedure)
        visit = state.visit
        if visit is not None and visit.sheet_path is not None and state.problem is None:
            await ft.UrlLauncher().launch_url(visit.sheet_path, web_only_window_name="_blank")

    return SecondaryButton(
        app.words("prepare.s_print"),
        name="prepare.print",
        icon=ft.Icons.PRINT_OUTLINED,
        on_click=print_sheet,
        expand=1,
    )
