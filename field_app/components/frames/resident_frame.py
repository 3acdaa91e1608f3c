"""Draw the resident's page: warm paper, very large type, one thing, one main button."""

from collections.abc import Sequence

import flet as ft

from field_app.components.frames.call_staff import StaffCall, StaffCalledNote
from field_app.components.frames.strip import Leave, Progress, Strip
from field_app.components.language import use_words
from field_app.components.text import Heading, sentence
from field_app.design.guard import Handler, component
from field_app.design.layout import READABLE_WIDTH, Layout, use_layout
from field_app.design.theme import RESIDENT, Colour, SideContext


@component
def ResidentFrame(
    content: Sequence[ft.Control],
    *,
    title: str,
    lead: str | None = None,
    progress: Progress | None = None,
    on_progress: Handler | None = None,
    on_back: Handler | None = None,
    call: StaffCall | None = None,
    leave: Leave | None = None,
    main: ft.Control | None = None,
    second: ft.Control | None = None,
    practice: str | None = None,
) -> ft.Control:
    """Draw a page for the resident.

    The top strip and the action area stay; only the middle scrolls, so that
    no button is ever below the edge or under the keyboard.

    Args:
        content: the page's middle; questions hold one thing.
        title: the page's heading.
        lead: one sentence under the title.
        progress: "3 / 9" with a bar; ``None`` hides it.
        on_progress: shows the list of pages, where the progress is pressed.
        on_back: もどる; ``None`` hides the button.
        call: 職員をよぶ; while staff are called, their note stands over *content*, which is
            not drawn anew; they go on with the buttons below. ``None`` hides the button.
        leave: やめる and the lock, beside 職員をよぶ; ``None`` hides both.
        main: the main button (``BigButton(..., expand=2)``).
        second: the quieter button beside it (``SecondaryButton(..., expand=1)``).
        practice: says in the band at the top that nothing real is filed; ``None`` hides it.
    """
    layout, words = use_layout(), use_words()
    waits = call is not None and call.is_called
    strip = Strip(
        layout,
        words,
        progress=progress,
        on_progress=on_progress,
        on_back=None if waits else on_back,
        on_call=call.on_call if call and not waits else None,
        leave=leave,
    )

    def page() -> ft.Control:
        head = heading(layout, title, lead)
        return ft.Container(
            ft.Column(
                [
                    band(layout, practice),
                    strip.fixed(),
                    # Always there, so that what was typed below keeps its place and its state.
                    ft.Container(StaffCalledNote(call.on_back) if call and waits else None),
                    middle(strip.scrolled(), [*head, *content], layout),
                    *action_area(layout, main, second),
                ],
                spacing=0,
                expand=True,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            ),
            bgcolor=Colour.RESIDENT_PAPER,
            expand=True,
        )

    return SideContext("resident", page)


def band(layout: Layout, practice: str | None) -> ft.Control:
    """Return the coloured band at the top of a resident's page, with what *practice* says."""
    if practice is None:
        return ft.Container(height=8, bgcolor=Colour.PRIMARY)
    return ft.Container(
        sentence(
            practice,
            size=layout.text(18),
            colour=Colour.TEXT_STRONG,
            bold=True,
            name="frame.practice",
            line_height=1.2,
        ),
        bgcolor=Colour.FOCUS_HALO,
        padding=ft.Padding.symmetric(horizontal=layout.margin, vertical=6),
    )


def heading(layout: Layout, title: str, lead: str | None) -> list[ft.Control]:
    """Return the page's title, and the sentence under it."""
    head: list[ft.Control] = [Heading(title, name="frame.title")]
    if lead:
        head.append(sentence(lead, size=layout.text(RESIDENT.body), colour=Colour.TEXT))
    return head


def middle(above: ft.Control, content: Sequence[ft.Control], layout: Layout) -> ft.Control:
    """Return *above*, title and content, centred and scrolling by themselves."""
    column = ft.Column(
        list(content),
        spacing=RESIDENT.gap,
        width=min(layout.width - 2 * layout.margin, READABLE_WIDTH),
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Column(
        [
            above,
            ft.Container(
                column,
                padding=ft.Padding.symmetric(
                    horizontal=layout.margin, vertical=8 if layout.short else 20
                ),
                alignment=ft.Alignment.TOP_CENTER,
            ),
        ],
        expand=True,
        spacing=0,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def action_area(
    layout: Layout, main: ft.Control | None, second: ft.Control | None
) -> list[ft.Control]:
    """Return the fixed area at the bottom, or nothing where there is no button."""
    buttons = [button for button in (second, main) if button is not None]
    if not buttons:
        return []
    return [
        ft.Container(
            ft.Row(
                [
                    ft.Container(
                        side_by_side(buttons, layout),
                        width=min(layout.width - 2 * layout.margin, READABLE_WIDTH),
                    )
                ],
                alignment=ft.MainAxisAlignment.CENTER,
            ),
            bgcolor=Colour.WHITE,
            border=ft.Border.only(top=ft.BorderSide(1, Colour.LINE_PALE)),
            padding=ft.Padding.symmetric(
                horizontal=layout.margin, vertical=8 if layout.short or layout.low else 20
            ),
        )
    ]


def side_by_side(buttons: Sequence[ft.Control], layout: Layout) -> ft.Control:
    """Return *buttons* in a row; where words would be torn, in equal shares, or upright in two.

    The main button stays the lowest, so that a finger that knows its place hits no other.
    """
    if not (layout.large or layout.narrow) or len(buttons) == 1:
        return ft.Row(list(buttons), spacing=20, expand=True)
    rows: list[ft.Control] = [ft.Row([button]) for button in buttons]
    if layout.portrait and not layout.short:
        return ft.Column(rows, spacing=12, tight=True)
    return ft.Row([ft.Container(row, expand=1) for row in rows], spacing=20)
