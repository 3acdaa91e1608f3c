"""Draw 「市からのお知らせ」: every notice that is in force, the important ones first."""

import flet as ft

from field_app.components.notes import EmptyNote
from field_app.design.guard import component
from field_app.platform.clock import local_date
from field_app.screens.context import AppContext
from field_app.screens.frames.notice_card import NoticeCard, concerned
from field_app.screens.frames.staff_page import StaffPage


@component
def NoticesScreen() -> ft.Control:
    """Draw them in full, in one readable column."""
    app = ft.use_context(AppContext)
    words, edition = app.words, app.services.editions.newest()
    found = edition.notices.in_force(local_date(app.services.now()))
    return StaffPage(
        [
            NoticeCard(one, name=f"notices.notice.{one.id}", about=concerned(edition, one, words))
            for one in found
        ]
        or [EmptyNote(words("notices.p_none"))],
        title_key="notices.s_title",
        on_back=app.staff.home,
        narrow=True,
    )
