"""Draw the frame that every resident's page shares: progress, back, 職員をよぶ, problems."""

from collections.abc import Sequence

import flet as ft

from field_app.components.frames.call_staff import StaffCall
from field_app.components.frames.resident_frame import ResidentFrame
from field_app.components.frames.strip import Leave, Progress
from field_app.components.handlers import PageSeenContext
from field_app.components.text import Hint
from field_app.design.guard import Handler, component
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.staff_page import notes
from field_app.words.said import SaidText
from field_app.words.words import Words


@component
def ResidentPage(
    content: Sequence[ft.Control],
    *,
    title: str,
    lead: str | None = None,
    progress: Progress | None = None,
    on_progress: Handler | None = None,
    on_back: Handler | None = None,
    main: ft.Control | None = None,
    second: ft.Control | None = None,
    on_stop: Handler | None = None,
    may_leave: bool = True,
) -> ft.Control:
    """Draw a resident's page; what goes on and what went wrong stand above its content.

    Its buttons are deaf for a moment after it came up: the second of two taps is meant for none.
    """
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    ft.use_effect(ft.use_context(PageSeenContext).came_up, [title, progress, state.is_paused])
    return ResidentFrame(
        [*unread(app.words), *notes(state, app.words, on_stop), *content],
        title=title,
        lead=lead,
        progress=progress,
        on_progress=None if state.busy else on_progress,
        on_back=None if state.busy else on_back,
        call=StaffCall(state.is_staff_called, app.visits.call_staff, app.visits.end_call),
        leave=Leave(app.staff.stop, app.staff.lock) if may_leave else None,
        main=None if state.busy else main,
        second=None if state.busy else second,
        practice=app.words("practice.l_mark") if app.services.is_practice else None,
    )


def unread(words: Words) -> list[ft.Control]:
    """Return the mark of a language that no speaker has approved yet."""
    note = SaidText(words.machine_note, words.language, "", {})
    return [Hint(note, name="frame.machine_note")] if note else []
