"""Draw 「一日のしめ」: what was handled today, and where each of it is now."""

from functools import partial

import flet as ft

from field_app.components.buttons import SecondaryButton
from field_app.components.files import save_file
from field_app.components.notes import InfoNote
from field_app.components.summary_list import SummaryList, SummaryRow
from field_app.components.text import Paragraph
from field_app.design.guard import component
from field_app.platform.clock import local_time
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.staff_page import StaffPage
from field_app.words.words import Words

PLACES = ("handled", "sent", "waiting", "quarantined", "given_up")


@component
def DayScreen() -> ft.Control:
    """Draw the sheet, and whether its sum is what was handled."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, sheet = app.words, state.day

    async def save() -> None:
        await app.relaying.save_day(partial(save_file, app.services.files))

    return StaffPage(
        []
        if sheet is None
        else [
            Paragraph(words("day.l_made_at", at=local_time(sheet.made_at)), tone="sub"),
            SummaryList([row(words, place, getattr(sheet, place)) for place in PLACES]),
            verdict(words, is_balanced=sheet.is_balanced),
        ],
        title_key="day.s_title",
        on_back=app.sending.open_list,
        main=SecondaryButton(words("day.s_save"), name="day.save", on_click=save, expand=1),
    )


def row(words: Words, place: str, count: int) -> SummaryRow:
    """Return how many applications are in one *place*."""
    return SummaryRow(
        words(f"day.l_{place}"), words("day.l_count", count=count), "", None, f"day.{place}"
    )


def verdict(words: Words, *, is_balanced: bool) -> ft.Control:
    """Return whether everything that was handled is somewhere."""
    if is_balanced:
        return InfoNote(words("day.p_balanced"), icon=ft.Icons.CHECK)
    return Paragraph(words("day.p_not_balanced"), tone="error", name="day.not_balanced")
