"""Draw the resident's page: warm paper, very large type, one thing, one main button."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import flet as ft

from field_app.components.buttons import LinkButton, SecondaryButton
from field_app.components.frames.call_staff import CallStaffButton, StaffCall, StaffCalledNote
from field_app.components.frames.page_tools import LanguageSwitch, TextSizeSwitch
from field_app.components.handlers import use_press
from field_app.components.language import use_words
from field_app.components.text import Heading, sentence
from field_app.design.guard import Handler, component, use_safe
from field_app.design.layout import READABLE_WIDTH, TARGET, Layout, use_layout
from field_app.design.theme import RESIDENT, Colour, SideContext, focus_ring

# What the top strip needs in one row: language and letter size as they are, and the letters of
# back, progress and 職員をよぶ at 100 %.
SWITCHES: Final = 560.0
STRIP: Final = 450.0
LEAVE: Final = 90.0
LOCK: Final = 80.0


@dataclass(frozen=True)
class Progress:
    """Which page of how many the person is on."""

    step: int
    steps: int


@dataclass(frozen=True)
class Leave:
    """How the page is left before its end: to the staff, with everything kept, or shut at once."""

    on_stop: Handler
    on_lock: Handler


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
    layout = use_layout()
    waits = call is not None and call.is_called

    def page() -> ft.Control:
        place = ProgressBar(progress, on_progress) if progress else None
        head = heading(layout, title, lead)
        return ft.Container(
            ft.Column(
                [
                    band(layout, practice),
                    top_strip(layout, place, None if waits else on_back, call, leave),
                    # Always there, so that what was typed below keeps its place and its state.
                    ft.Container(StaffCalledNote(call.on_back) if call and waits else None),
                    middle([*scrolled_strip(layout, place, leave), *head, *content], layout),
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
        padding=ft.Padding.symmetric(horizontal=layout.margin, vertical=4),
    )


def top_strip(
    layout: Layout,
    progress: ft.Control | None,
    on_back: Handler | None,
    call: StaffCall | None,
    leave: Leave | None,
) -> ft.Control:
    """Return the strip with back, progress, language, letter size, やめる and 職員をよぶ."""
    room = layout.width - 2 * layout.margin
    switches: list[ft.Control] = [LanguageSwitch(), TextSizeSwitch()]
    needed = layout.text(STRIP) + (LOCK + layout.text(LEAVE) if leave else 0)
    beside = not layout.portrait and room >= SWITCHES + needed
    calls = [CallStaffButton(call.on_call)] if call and not call.is_called else []
    backs = [BackButton(on_back)] if on_back else []
    ways = [LeaveButtons(leave)] if leave else []
    close = ways if room >= needed else []  # else they stand in the row above
    if is_narrow(layout):
        rows: list[ft.Control] = [apart([*backs, *calls])]
    else:
        place = ft.Container(progress, expand=True, alignment=ft.Alignment.CENTER_LEFT)
        rows = [ft.Row([*backs, place, *(switches if beside else []), *close, *calls], spacing=16)]
        if not beside and not layout.short:
            rows.insert(0, apart([*switches, *([] if close else ways)]))
    return ft.Container(
        ft.Column(rows, spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        padding=ft.Padding.symmetric(horizontal=layout.margin, vertical=6 if layout.short else 14),
    )


def scrolled_strip(
    layout: Layout, progress: ft.Control | None, leave: Leave | None
) -> list[ft.Control]:
    """Return what of the strip goes with the page where little of it would be left to see."""
    if not is_narrow(layout):
        return []
    ways = [LeaveButtons(leave)] if leave else []
    return [apart([LanguageSwitch(), TextSizeSwitch(), *ways]), *([progress] if progress else [])]


def is_narrow(layout: Layout) -> bool:
    """Tell whether back, progress and 職員をよぶ do not fit beside one another."""
    return layout.width - 2 * layout.margin < layout.text(STRIP)


def apart(parts: Sequence[ft.Control]) -> ft.Control:
    """Return *parts* from edge to edge, under one another where they do not fit."""
    return ft.Row(
        list(parts),
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        run_spacing=8,
        wrap=True,
    )


@component
def LeaveButtons(leave: Leave) -> ft.Control:
    """Draw やめる and the lock, small: nobody presses them in passing, and nothing is lost."""
    words, shut = use_words(), use_press(leave.on_lock)
    return ft.Row(
        [
            LinkButton(words("shell.s_leave"), name="frame.leave", on_click=leave.on_stop),
            ft.IconButton(
                ft.Icons.LOCK_OUTLINE,
                key="frame.shut",
                icon_color=Colour.PRIMARY,
                icon_size=28,
                tooltip=words("shell.s_shut_page"),
                on_click=shut,
                width=TARGET + 4,
                height=TARGET + 4,
                style=ft.ButtonStyle(side=focus_ring()),
            ),
        ],
        spacing=0,
        tight=True,
    )


@component
def BackButton(on_click: Handler) -> ft.Control:
    """Draw もどる, always at the same place."""
    return SecondaryButton(
        use_words()("shell.s_back"),
        name="frame.back",
        on_click=on_click,
        icon=ft.Icons.ARROW_BACK_IOS_NEW,
    )


@component
def ProgressBar(progress: Progress, on_click: Handler | None = None) -> ft.Control:
    """Draw "3 / 9" beside a bar, which gives way to the buttons where there is little room."""
    press = use_safe(on_click)
    layout, words = use_layout(), use_words()
    done = min(1.0, progress.step / max(1, progress.steps))
    key = "shell.l_progress_list" if press else "shell.l_progress"
    spoken = words(key, step=progress.step, steps=progress.steps)
    number = sentence(
        f"{progress.step} / {progress.steps}", size=layout.text(24), bold=True, line_height=1.2
    )
    bar = ft.ProgressBar(
        value=done, height=10, border_radius=5, color=Colour.PRIMARY, bgcolor=Colour.LINE_PALE
    )
    place = ft.Container(
        ft.Row([number, ft.Container(bar, expand=True)], spacing=14),
        width=layout.text(80) + min(220.0, layout.width / 5),
    )
    if press is None:
        return ft.Semantics(label=spoken, exclude_semantics=True, container=True, content=place)
    return ft.TextButton(
        key="frame.progress",
        on_click=press,
        height=TARGET,
        content=ft.Semantics(label=spoken, exclude_semantics=True, content=place),
        style=ft.ButtonStyle(padding=0, side=focus_ring(), overlay_color=Colour.TOUCHED),
    )


def heading(layout: Layout, title: str, lead: str | None) -> list[ft.Control]:
    """Return the page's title, and the sentence under it."""
    head: list[ft.Control] = [Heading(title, name="frame.title")]
    if lead:
        head.append(sentence(lead, size=layout.text(RESIDENT.body), colour=Colour.TEXT))
    return head


def middle(content: Sequence[ft.Control], layout: Layout) -> ft.Control:
    """Return title and content, centred and scrolling by themselves."""
    column = ft.Column(
        list(content),
        spacing=RESIDENT.gap,
        width=min(layout.width - 2 * layout.margin, READABLE_WIDTH),
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Column(
        [
            ft.Container(
                column,
                padding=ft.Padding.symmetric(
                    horizontal=layout.margin, vertical=8 if layout.short else 20
                ),
                alignment=ft.Alignment.TOP_CENTER,
            )
        ],
        expand=True,
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
                        ft.Row(buttons, spacing=20, expand=True),
                        width=min(layout.width - 2 * layout.margin, READABLE_WIDTH),
                    )
                ],
                alignment=ft.MainAxisAlignment.CENTER,
            ),
            bgcolor=Colour.WHITE,
            border=ft.Border.only(top=ft.BorderSide(1, Colour.LINE_PALE)),
            padding=ft.Padding.symmetric(
                horizontal=layout.margin, vertical=8 if layout.short else 20
            ),
        )
    ]
