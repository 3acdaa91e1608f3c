"""Draw the staff's page: a dark strip at the top, denser, all facts in sight."""

from collections.abc import Sequence

import flet as ft

from field_app.components.buttons import LinkButton
from field_app.components.frames.resident_frame import action_area
from field_app.components.language import use_words
from field_app.components.text import sentence
from field_app.design.guard import Handler, component
from field_app.design.layout import Layout, use_layout
from field_app.design.theme import STAFF, Colour, SideContext

STAFF_WIDTH = 1180.0


@component
def StaffFrame(
    content: Sequence[ft.Control],
    *,
    title: str,
    staff_name: str | None = None,
    status: ft.Control | None = None,
    on_back: Handler | None = None,
    on_lock: Handler | None = None,
    actions: Sequence[ft.Control] = (),
    main: ft.Control | None = None,
    second: ft.Control | None = None,
    narrow: bool = False,
    marks: Sequence[str] = (),
) -> ft.Control:
    """Draw a page for the staff.

    Args:
        content: the page's middle; it scrolls.
        title: stands in the strip.
        staff_name: who is signed in.
        status: usually a ``StatusPill`` with the line's state.
        on_back: もどる; ``None`` hides it.
        on_lock: 席をはずす (locks the tablet); ``None`` hides it.
        actions: more ``LinkButton(..., inverse=True)`` in the strip.
        main: the main button, fixed at the bottom.
        second: the quieter button beside it.
        narrow: one readable column instead of the full width.
        marks: words beside 職員 that say what is filed here is not as usual, such as 練習.
    """
    layout = use_layout()

    def page() -> ft.Control:
        return ft.Container(
            ft.Column(
                [
                    StaffStrip(
                        title=title,
                        staff_name=staff_name,
                        status=status,
                        on_back=on_back,
                        on_lock=on_lock,
                        actions=actions,
                        marks=marks,
                    ),
                    staff_middle(content, layout, narrow=narrow),
                    *action_area(layout, main, second),
                ],
                spacing=0,
                expand=True,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            ),
            bgcolor=Colour.STAFF_PAPER,
            expand=True,
        )

    return SideContext("staff", page)


def staff_middle(content: Sequence[ft.Control], layout: Layout, *, narrow: bool) -> ft.Control:
    """Return the scrolling middle of a staff page."""
    width = min(layout.width - 48, 720.0 if narrow else STAFF_WIDTH)
    column = ft.Column(
        list(content),
        spacing=STAFF.gap,
        width=width,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Column(
        [
            ft.Container(
                column,
                padding=ft.Padding.symmetric(horizontal=24, vertical=20),
                alignment=ft.Alignment.TOP_CENTER,
            )
        ],
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@component
def StaffStrip(
    *,
    title: str,
    staff_name: str | None,
    status: ft.Control | None,
    on_back: Handler | None,
    on_lock: Handler | None,
    actions: Sequence[ft.Control],
    marks: Sequence[str],
) -> ft.Control:
    """Draw the navy strip: back, mark 職員 and others, title, state of the line, name, lock."""
    words, layout = use_words(), use_layout()
    left: list[ft.Control] = []
    if on_back:
        left.append(
            LinkButton(
                words("shell.s_back"),
                name="frame.back",
                on_click=on_back,
                inverse=True,
                icon=ft.Icons.ARROW_BACK_IOS_NEW,
            )
        )
    left.append(staff_mark(words("shell.s_staff"), layout))
    left += [filing_mark(word, layout) for word in marks]
    heading = ft.Semantics(
        header=True,
        heading_level=1,
        content=sentence(
            title,
            size=layout.text(22),
            colour=Colour.WHITE,
            bold=True,
            name="frame.title",
            line_height=1.2,
        ),
    )
    right: list[ft.Control] = [*([status] if status else []), *actions]
    if staff_name:
        right.append(
            sentence(staff_name, size=layout.text(18), colour=Colour.WHITE, line_height=1.2)
        )
    if on_lock:
        right.append(
            LinkButton(
                words("shell.s_lock"),
                name="frame.lock",
                on_click=on_lock,
                inverse=True,
                icon=ft.Icons.LOCK_OUTLINE,
            )
        )
    return strip(layout, [*left, heading], right)


def strip(layout: Layout, left: list[ft.Control], right: list[ft.Control]) -> ft.Control:
    """Return the strip in one row, or in two where the page is upright."""
    first = ft.Row(left, spacing=14, wrap=True)
    second = ft.Row(right, spacing=14, tight=True)
    rows: list[ft.Control]
    if layout.portrait:
        rows = [first, ft.Row(right, spacing=14, alignment=ft.MainAxisAlignment.END, wrap=True)]
    else:
        rows = [ft.Row([ft.Container(first, expand=True), second], spacing=14)]
    if not right:
        rows = [first]
    return ft.Container(
        ft.Column(rows, spacing=4, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        bgcolor=Colour.NAVY,
        padding=ft.Padding.symmetric(horizontal=20, vertical=10),
    )


def staff_mark(word: str, layout: Layout) -> ft.Control:
    """Return the small yellow mark 職員, so that nobody hands this side to a resident."""
    return _mark(word, layout, Colour.NAVY, Colour.FOCUS_HALO, "frame.staff")


def filing_mark(word: str, layout: Layout) -> ft.Control:
    """Return a mark that every application of this tablet has now, such as 練習."""
    return _mark(word, layout, Colour.ERROR, Colour.WHITE, "frame.mark")


def _mark(word: str, layout: Layout, colour: str, paper: str, name: str) -> ft.Control:
    return ft.Container(
        sentence(word, size=layout.text(18), colour=colour, bold=True, name=name, line_height=1.2),
        bgcolor=paper,
        border_radius=6,
        padding=ft.Padding.symmetric(horizontal=12, vertical=5),
    )
