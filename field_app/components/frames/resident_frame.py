"""The resident's page: warm paper, very large type, one thing, one main button."""

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from field_app.components.buttons import SecondaryButton
from field_app.components.frames.page_tools import LanguageSwitch, TextSizeSwitch
from field_app.components.language import use_words
from field_app.components.text import Heading, sentence
from field_app.design.guard import Handler, component
from field_app.design.layout import READABLE_WIDTH, Layout, use_layout
from field_app.design.theme import RESIDENT, Colour, SideContext


@dataclass(frozen=True)
class Progress:
    """Which page of how many the person is on."""

    step: int
    steps: int


@component
def ResidentFrame(
    content: Sequence[ft.Control],
    *,
    title: str,
    lead: str | None = None,
    progress: Progress | None = None,
    on_back: Handler | None = None,
    on_help: Handler | None = None,
    main: ft.Control | None = None,
    second: ft.Control | None = None,
    tools: bool = True,
    scroll: bool = True,
) -> ft.Control:
    """Draw a page for the resident.

    The top strip and the action area stay; only the middle scrolls, so that
    no button is ever below the edge or under the keyboard.

    Args:
        content: the page's middle; questions hold one thing.
        title: the page's heading.
        lead: one sentence under the title.
        progress: "3 / 9" with a bar; ``None`` hides it.
        on_back: もどる; ``None`` hides the button.
        on_help: 職員をよぶ; ``None`` hides the button.
        main: the main button (``BigButton(..., expand=2)``).
        second: the quieter button beside it (``SecondaryButton(..., expand=1)``).
        tools: show language and letter size.
        scroll: ``False`` where the middle fills the page itself (signature).
    """
    layout = use_layout()

    def page() -> ft.Control:
        return ft.Container(
            ft.Column(
                [
                    ft.Container(height=8, bgcolor=Colour.PRIMARY),
                    top_strip(layout, progress, on_back, on_help, tools=tools),
                    middle(content, layout, title, lead, scroll=scroll),
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


def top_strip(
    layout: Layout,
    progress: Progress | None,
    on_back: Handler | None,
    on_help: Handler | None,
    *,
    tools: bool,
) -> ft.Control:
    """Return the strip with back, progress, language, letter size and help."""
    switches: list[ft.Control] = [LanguageSwitch(), TextSizeSwitch()] if tools else []
    steps = [ProgressBar(progress)] if progress else []
    first = ft.Row(
        [
            *([BackButton(on_back)] if on_back else []),
            ft.Container(ft.Row(steps, spacing=0), expand=True),
            *(switches if not layout.portrait else []),
            *([HelpButton(on_help)] if on_help else []),
        ],
        spacing=16,
    )
    rows: list[ft.Control] = [first]
    if layout.portrait and switches and not layout.short:
        rows.insert(0, ft.Row(switches, alignment=ft.MainAxisAlignment.SPACE_BETWEEN, wrap=True))
    return ft.Container(
        ft.Column(rows, spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        padding=ft.Padding.symmetric(horizontal=layout.margin, vertical=6 if layout.short else 14),
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
def HelpButton(on_click: Handler) -> ft.Control:
    """Draw 職員をよぶ, always at the same place (WCAG 2.2 3.2.6)."""
    return SecondaryButton(
        use_words()("shell.s_call_staff"),
        name="frame.help",
        on_click=on_click,
        icon=ft.Icons.FRONT_HAND_OUTLINED,
    )


@component
def ProgressBar(progress: Progress) -> ft.Control:
    """Draw "3 / 9" over a bar."""
    layout, words = use_layout(), use_words()
    done = min(1.0, progress.step / max(1, progress.steps))
    spoken = words("shell.l_progress", step=progress.step, steps=progress.steps)
    number = sentence(
        f"{progress.step} / {progress.steps}", size=layout.text(24), bold=True, line_height=1.2
    )
    bar = ft.ProgressBar(
        value=done, height=10, border_radius=5, color=Colour.PRIMARY, bgcolor=Colour.LINE_PALE
    )
    return ft.Semantics(
        label=spoken,
        exclude_semantics=True,
        container=True,
        content=ft.Row(
            [number, ft.Container(bar, width=min(220.0, layout.width / 5))], spacing=14, tight=True
        ),
    )


def middle(
    content: Sequence[ft.Control],
    layout: Layout,
    title: str,
    lead: str | None,
    *,
    scroll: bool,
) -> ft.Control:
    """Return title, lead and content, centred and scrolling by themselves."""
    head: list[ft.Control] = [Heading(title, name="frame.title")]
    if lead:
        head.append(sentence(lead, size=layout.text(RESIDENT.body), colour=Colour.TEXT))
    column = ft.Column(
        [*head, *content],
        spacing=RESIDENT.gap,
        width=min(layout.width - 2 * layout.margin, READABLE_WIDTH),
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        expand=not scroll,
    )
    return ft.Column(
        [
            ft.Container(
                column,
                padding=ft.Padding.symmetric(
                    horizontal=layout.margin, vertical=8 if layout.short else 20
                ),
                alignment=ft.Alignment.TOP_CENTER,
                expand=not scroll,
            )
        ],
        expand=True,
        scroll=ft.ScrollMode.AUTO if scroll else None,
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
