"""Draw the frame that every staff screen shares: name, line, practice card, lock."""

from collections.abc import Sequence
from typing import Protocol

import flet as ft

from field_app.components.buttons import LinkButton
from field_app.components.frames.staff_frame import StaffFrame
from field_app.components.notes import InfoNote, ProblemNote, ProgressNote
from field_app.components.pills import StatusPill, Tone
from field_app.design.guard import Handler, component
from field_app.screens.context import AppContext, StateContext
from field_app.state.busy import Busy
from field_app.state.sending import LineState, LineStatus
from field_app.words.problem import Problem
from field_app.words.words import Words

LINE_WORDS: dict[str, tuple[str, Tone]] = {
    LineState.ONLINE: ("line.s_online", "good"),
    LineState.NO_LINE: ("line.s_no_line", "quiet"),
    LineState.CAPTIVE: ("line.s_captive", "warn"),
    LineState.PENDING: ("line.s_pending", "warn"),
    LineState.REFUSED: ("line.s_refused", "bad"),
    LineState.TLS: ("line.s_tls", "bad"),
}


@component
def StaffPage(
    content: Sequence[ft.Control],
    *,
    title_key: str,
    on_back: Handler | None = None,
    main: ft.Control | None = None,
    second: ft.Control | None = None,
    narrow: bool = False,
    on_stop: Handler | None = None,
) -> ft.Control:
    """Draw a staff screen; what goes on and what went wrong stand above its content."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    signed_in = state.staff_name is not None
    return StaffFrame(
        [*notes(state, app.words, on_stop), *content],
        title=app.words(title_key),
        staff_name=state.staff_name,
        status=LinePill(state.line) if signed_in else None,
        on_back=on_back,
        on_lock=app.staff.lock if signed_in else None,
        actions=[PracticeLink()] if app.services.practice is not None else [],
        main=main,
        second=second,
        narrow=narrow,
        marks=[
            *([app.words("practice.s_mark")] if app.services.is_practice else []),
            *([app.words("line.s_alone")] if state.is_alone and signed_in else []),
        ],
    )


class Noted(Protocol):
    """A state that has something to say at the top of a page."""

    notice: str | None
    problem: Problem | None
    busy: Busy | None


def notes(state: Noted, words: Words, on_stop: Handler | None) -> list[ft.Control]:
    """Return what runs now and what went wrong, for the top of a page."""
    found: list[ft.Control] = []
    if state.notice is not None:
        found.append(InfoNote(words(state.notice)))
    if state.problem is not None:
        found.append(ProblemNote(state.problem))
    if state.busy is not None:
        text = words(state.busy.message_key)
        stop = on_stop if state.busy.can_stop else None
        found.append(ProgressNote(text, done=state.busy.share, on_stop=stop))
    return found


@component
def LinePill(line: LineStatus) -> ft.Control:
    """Draw whether the city can be reached, and how many applications wait."""
    words = ft.use_context(AppContext).words
    key, tone = line_words(line)
    text = words(key)
    if line.waiting:
        text = f"{text}・{words('line.s_waiting', waiting=line.waiting)}"
    return StatusPill(text, tone=tone, name="line")


def line_words(line: LineStatus) -> tuple[str, Tone]:
    """Return the word and the colour for what the courier does."""
    if line.is_sending:
        return "line.s_sending", "good"
    return LINE_WORDS[line.line]


@component
def PracticeLink(*, inverse: bool = True) -> ft.Control:
    """Draw the link to the practice reader, on a tablet that was started for practice."""
    app = ft.use_context(AppContext)
    return LinkButton(
        app.words("practice.s_title"),
        name="practice.open",
        icon=ft.Icons.CREDIT_CARD,
        inverse=inverse,
        on_click=app.practice.open,
    )
