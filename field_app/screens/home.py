"""The member of staff's home: a new visitor, half-done visits, what was sent, a number."""

import flet as ft

from field_app.clock import local_time
from field_app.components.buttons import BigButton, LinkButton, SecondaryButton
from field_app.components.notes import EmptyNote, ProblemNote, paper
from field_app.components.text import Heading, Hint, Paragraph
from field_app.context import AppContext, StateContext
from field_app.guard import component
from field_app.layout import use_layout
from field_app.problem import Problem
from field_app.screens.staff_page import StaffPage
from field_app.state import VisitRow
from field_app.words import Words


@component
def HomeScreen() -> ft.Control:
    """Offer what a hurried member of staff needs, the new visitor first."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, line = app.words, state.line
    return StaffPage(
        [
            *[RefusedDefinition(refused) for refused in app.services.catalogue.refused],
            BigButton(
                words("home.s_new"),
                name="home.new",
                icon=ft.Icons.PERSON_ADD_ALT_1,
                on_click=app.visits.begin,
                autofocus=True,
            ),
            Hint(words("home.l_new_hint")),
            HomeWays(
                words("home.l_outbox_hint", waiting=line.waiting, sent=line.sent, stuck=line.stuck)
            ),
            Heading(words("home.l_half_done"), level=2),
            *(
                [HalfDone(row) for row in state.visits]
                or [EmptyNote(words("home.l_none_half_done"))]
            ),
        ],
        title_key="home.s_title",
    )


@component
def HomeWays(counts: str) -> ft.Control:
    """The two lists: what was sent, and the look-up by number."""
    app, layout = ft.use_context(AppContext), use_layout()
    words = app.words
    cards: list[ft.Control] = [
        Way("outbox", words("home.s_outbox"), counts, ft.Icons.OUTBOX_OUTLINED),
        Way("lookup", words("home.s_lookup"), words("home.l_lookup_hint"), ft.Icons.QR_CODE),
    ]
    if layout.portrait:
        return ft.Column(cards, spacing=14, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Row([ft.Container(card, expand=1) for card in cards], spacing=14)


@component
def Way(to: str, label: str, hint: str, icon: ft.IconData) -> ft.Control:
    """One way from home, with a line that says what is behind it."""
    app = ft.use_context(AppContext)
    go = app.sending.open_list if to == "outbox" else app.sending.open_lookup
    return ft.Column(
        [SecondaryButton(label, name=f"home.{to}", icon=icon, on_click=go), Hint(hint)],
        spacing=4,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@component
def HalfDone(row: VisitRow) -> ft.Control:
    """One half-done visit: go on, or erase after a second yes."""
    app = ft.use_context(AppContext)
    words = app.words
    asking, set_asking = ft.use_state(False)

    async def resume() -> None:
        await app.visits.resume(row.id)

    async def discard() -> None:
        await app.visits.discard(row.id)

    titles = "、".join(words(key) for key in row.procedure_title_keys)
    facts = ft.Column(
        [
            Paragraph(row.name or words("home.s_no_name"), bold=True),
            Hint("　".join(part for part in (opened(words, row), titles) if part)),
        ],
        spacing=2,
        expand=True,
    )
    buttons: list[ft.Control] = [
        LinkButton(
            words("home.s_discard"),
            name=f"home.discard.{row.id}",
            on_click=lambda: set_asking(True),
        ),
        SecondaryButton(words("home.s_resume"), name=f"home.resume.{row.id}", on_click=resume),
    ]
    if not asking:
        return paper(ft.Row([facts, *buttons], spacing=12))
    return paper(
        ft.Column(
            [
                facts,
                Paragraph(words("home.p_discard"), tone="error"),
                ft.Row(
                    [
                        SecondaryButton(
                            words("home.s_discard_no"),
                            name=f"home.keep.{row.id}",
                            on_click=lambda: set_asking(False),
                            expand=1,
                        ),
                        BigButton(
                            words("home.s_discard_yes"),
                            name=f"home.discard_yes.{row.id}",
                            on_click=discard,
                            danger=True,
                            expand=1,
                        ),
                    ],
                    spacing=14,
                ),
            ],
            spacing=12,
        )
    )


@component
def RefusedDefinition(refused: "object") -> ft.Control:
    """Name the file, the field and the reason of a procedure that could not be read."""
    return ProblemNote(
        Problem(
            "home.l_refused_one",
            {
                "file": getattr(refused, "file", ""),
                "field": getattr(refused, "field", ""),
                "reason": getattr(refused, "reason", ""),
            },
        ),
        calm=True,
    )


def opened(words: Words, row: VisitRow) -> str:
    return words("home.l_opened", at=local_time(row.opened_at))
