"""Draw notes: what went wrong, what is going on, what is empty, how many tries are left."""

import flet as ft

from field_app.components.buttons import BigButton, SecondaryButton
from field_app.components.language import use_words
from field_app.components.text import sentence
from field_app.design.guard import Handler, component
from field_app.design.layout import use_layout
from field_app.design.theme import Colour, use_sizes
from field_app.words.problem import Problem


def paper(
    content: ft.Control, *, colour: str = Colour.WHITE, line: str = Colour.LINE_PALE
) -> ft.Container:
    """Return *content* on a rounded paper of *colour* with a border *line*."""
    return ft.Container(
        content,
        bgcolor=colour,
        border=ft.Border.all(2, line),
        border_radius=16,
        padding=20,
    )


@component
def ProblemNote(
    problem: Problem | None,
    *,
    action: ft.Control | None = None,
    calm: bool = False,
    name: str = "problem",
) -> ft.Control:
    """Say what went wrong and what to do; nothing where *problem* is ``None``.

    A screen reader hears it at once (live region).

    Args:
        problem: from ``problem_of(error)`` or a refused answer.
        action: a button under the sentence, e.g. try again.
        calm: amber with an "i" instead of red: no harm done, only a fact.
        name: key of the note.
    """
    words, sizes, layout = use_words(), use_sizes(), use_layout()
    if problem is None:
        return ft.Container(visible=False)
    text = words(problem.message_key, **problem.params)
    ink = Colour.WARNING if calm else Colour.ERROR
    symbol = ft.Icons.INFO_OUTLINE if calm else ft.Icons.ERROR_OUTLINE
    row = ft.Row(
        [
            ft.Icon(symbol, color=ink, size=layout.text(36)),
            ft.Container(
                sentence(text, size=layout.text(sizes.body), colour=ink, bold=True, name=name),
                expand=True,
            ),
        ],
        spacing=16,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    return ft.Semantics(
        live_region=True,
        content=paper(
            ft.Column([row, *([action] if action else [])], spacing=16),
            colour=Colour.WARNING_PALE if calm else Colour.ERROR_PALE,
            line=Colour.WARNING_LINE if calm else Colour.ERROR,
        ),
    )


@component
def ProblemBanner(problem: Problem, *, on_close: Handler) -> ft.Control:
    """Draw a problem over the whole page, with one button that closes it."""
    layout = use_layout()
    return ft.Container(
        ft.Container(
            ft.Column(
                [
                    ProblemNote(problem, name="banner.text"),
                    BigButton(use_words()("shell.s_close"), name="banner.close", on_click=on_close),
                ],
                spacing=20,
                tight=True,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            ),
            width=min(layout.width - 2 * layout.margin, 680),
            bgcolor=Colour.WHITE,
            border_radius=20,
            padding=28,
        ),
        alignment=ft.Alignment.CENTER,
        bgcolor="#b3000000",
        left=0,
        top=0,
        right=0,
        bottom=0,
    )


@component
def InfoNote(
    text: str, *, icon: ft.IconData = ft.Icons.INFO_OUTLINE, name: str | None = None
) -> ft.Control:
    """Draw a fact to know, blue and quiet."""
    sizes, layout = use_sizes(), use_layout()
    return paper(
        ft.Row(
            [
                ft.Icon(icon, color=Colour.PRIMARY, size=layout.text(32)),
                ft.Container(sentence(text, size=layout.text(sizes.body), name=name), expand=True),
            ],
            spacing=16,
            vertical_alignment=ft.CrossAxisAlignment.START,
        ),
        colour=Colour.PRIMARY_PALE,
        line=Colour.PRIMARY_LINE,
    )


@component
def ProgressNote(
    text: str,
    *,
    name: str = "progress",
    done: float | None = None,
    on_stop: Handler | None = None,
) -> ft.Control:
    """Say what is going on, with a bar and, where it can be stopped, やめる.

    Args:
        text: what happens now, e.g. カードを読んでいます.
        name: key of the note; the stop button is ``<name>.stop``.
        done: share from 0 to 1; ``None`` moves without an end.
        on_stop: stops the work; ``None`` hides the button.
    """
    words, sizes, layout = use_words(), use_sizes(), use_layout()
    parts: list[ft.Control] = [
        ft.Row(
            [
                ft.ProgressRing(width=40, height=40, stroke_width=6, color=Colour.PRIMARY),
                ft.Container(
                    sentence(text, size=layout.text(sizes.body), bold=True, name=name), expand=True
                ),
            ],
            spacing=20,
        )
    ]
    if done is not None:
        parts.append(
            ft.ProgressBar(
                value=min(1.0, max(0.0, done)),
                height=12,
                border_radius=6,
                color=Colour.PRIMARY,
                bgcolor=Colour.LINE_PALE,
            )
        )
    if on_stop:
        parts.append(SecondaryButton(words("shell.s_stop"), name=f"{name}.stop", on_click=on_stop))
    return ft.Semantics(
        live_region=True,
        content=paper(
            ft.Column(
                parts, spacing=20, horizontal_alignment=ft.CrossAxisAlignment.STRETCH, tight=True
            )
        ),
    )


@component
def EmptyNote(text: str, *, icon: ft.IconData = ft.Icons.INBOX_OUTLINED) -> ft.Control:
    """Say that a list is empty, without alarm."""
    sizes, layout = use_sizes(), use_layout()
    return ft.Container(
        ft.Column(
            [
                ft.Icon(icon, size=56, color=Colour.LINE),
                sentence(
                    text,
                    size=layout.text(sizes.body),
                    colour=Colour.TEXT_SUB,
                    align=ft.TextAlign.CENTER,
                ),
            ],
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            spacing=12,
        ),
        alignment=ft.Alignment.CENTER,
        padding=32,
    )


@component
def TriesLeft(tries: int | None, *, name: str = "tries") -> ft.Control:
    """Say あと 3回 before a number is typed; the last try stands out in red.

    Args:
        tries: tries left on the card; ``None`` draws nothing (the card has none).
        name: key of the text.
    """
    words, layout, sizes = use_words(), use_layout(), use_sizes()
    if tries is None:
        return ft.Container(visible=False)
    few = tries <= 1
    ink = Colour.ERROR if few else Colour.TEXT
    # A sentence of its own to a screen reader, also beside a label.
    line = ft.Row(
        [
            ft.Icon(
                ft.Icons.WARNING_AMBER if few else ft.Icons.INFO_OUTLINE,
                color=ink,
                size=layout.text(26),
            ),
            sentence(
                words("shell.l_last_try" if few else "shell.l_tries_left", tries_left=tries),
                size=layout.text(sizes.hint),
                colour=ink,
                bold=True,
                name=name,
            ),
        ],
        spacing=8,
        tight=True,
    )
    return ft.Semantics(container=True, content=line)
