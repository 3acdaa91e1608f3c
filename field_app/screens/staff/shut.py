"""Draw why the tablet did not open, and another try."""

import flet as ft

from field_app.components.buttons import BigButton
from field_app.components.frames.shell import ProblemLayer, use_shell
from field_app.components.frames.staff_frame import StaffFrame
from field_app.components.text import Paragraph
from field_app.design.guard import Handler, component
from field_app.words.problem import Problem
from field_app.words.words import Words


@component
def Shut(problem: Problem, again: Handler) -> ft.Control:
    """Draw the whole page, in Japanese: no language can be chosen while nothing is open."""
    words = Words()

    def draw() -> ft.Control:
        return ProblemLayer(
            lambda: StaffFrame(
                [Paragraph(words(problem.message_key, **problem.params), name="shut.problem")],
                title=words("shell.s_shut"),
                narrow=True,
                main=BigButton(words("shell.s_again"), name="shut.again", on_click=again),
            )
        )

    return use_shell(
        words=words,
        text_scale=1.0,
        set_language=lambda _: None,
        set_text_scale=lambda _: None,
        content=draw,
    )
