"""Draw home: a new visitor, half-done visits, what was sent, the look-up, the own shift."""

from typing import Final

import flet as ft

from field_app.components.buttons import BigButton, LinkButton, SecondaryButton
from field_app.components.notes import EmptyNote, ProblemNote, paper
from field_app.components.second_yes import SecondYes
from field_app.components.text import Heading, Hint, Paragraph
from field_app.design.guard import Handler, component
from field_app.design.layout import use_layout
from field_app.platform.clock import local_date, local_time
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.notice_card import NoticeCard, concerned
from field_app.screens.frames.staff_page import StaffPage
from field_app.screens.staff.opening_hours import HomeHours
from field_app.state.sending import LineStatus
from field_app.state.shift import LeaseSeen, LeftRow
from field_app.state.visit import VisitRow
from field_app.words.problem import Problem
from field_app.words.words import Words

SIDE_BY_SIDE: Final = 700.0  # in less width the ways stand under one another
IN_FULL: Final = 2  # notices that leave the ways below them in sight


@component
def HomeScreen() -> ft.Control:
    """Draw what a hurried member of staff needs, the new visitor first."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, line, newest = app.words, state.line, app.services.editions.newest()
    return StaffPage(
        [
            *fork_warning(line),
            *([ProblemNote(state.pack_note, calm=True)] if state.pack_note else []),
            *[RefusedDefinition(refused) for refused in newest.refused],
            BigButton(
                words("home.s_new"),
                name="home.new",
                icon=ft.Icons.PERSON_ADD_ALT_1,
                on_click=app.visits.begin,
                autofocus=True,
            ),
            Hint(words("home.l_new_hint")),
            *([] if state.has_staff_pin else [ChoosePin()]),
            HomeNotices(),
            HomeHours(),
            HomeWays(
                words("home.l_outbox_hint", waiting=line.waiting, sent=line.sent, stuck=line.stuck)
            ),
            *lease_warning(state.lease),
            Heading(words("home.l_half_done"), level=2),
            *(
                [HalfDone(row) for row in state.visits]
                or [EmptyNote(words("home.l_none_half_done"))]
            ),
            *[LeftBehindRow(row) for row in state.left_behind],
        ],
        title_key="home.s_title",
    )


@component
def ChoosePin() -> ft.Control:
    """Draw what the staff PIN is for, and the way to choose one."""
    app = ft.use_context(AppContext)
    words = app.words
    choose = LinkButton(words("staff_pin.s_choose"), name="home.pin", on_click=app.staff.open_pin)
    return paper(ft.Column([Paragraph(words("staff_pin.p_why")), choose], spacing=4))


@component
def HomeNotices() -> ft.Control:
    """Draw the first notices of the city in full; the others are behind a link."""
    app, layout = ft.use_context(AppContext), use_layout()
    words, edition = app.words, app.services.editions.newest()
    found = edition.notices.in_force(local_date(app.services.now()))
    cards: list[ft.Control] = [
        NoticeCard(one, name=f"home.notice.{one.id}", about=concerned(edition, one, words))
        for one in found[:IN_FULL]
    ]
    rows: list[ft.Control] = cards if layout.portrait else side_by_side(cards)
    if len(found) > IN_FULL:
        more = words("home.s_notices", count=len(found) - IN_FULL)
        rows = [*rows, LinkButton(more, name="home.notices", on_click=app.staff.open_notices)]
    return ft.Column(
        rows,
        spacing=14,
        visible=bool(rows),
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def side_by_side(cards: list[ft.Control]) -> list[ft.Control]:
    """Return *cards* as one row of equally wide and high ones; no row where there is none."""
    if not cards:
        return []
    return [
        ft.Row(
            [ft.Container(card, expand=1) for card in cards],
            spacing=14,
            intrinsic_height=True,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    ]


@component
def HomeWays(counts: str) -> ft.Control:
    """Draw the ways to what was sent, the look-up by number, and the own shift."""
    app, layout = ft.use_context(AppContext), use_layout()
    words = app.words
    pictures: tuple[ft.IconData | None, ...] = (
        ft.Icons.OUTBOX_OUTLINED,
        ft.Icons.QR_CODE,
        ft.Icons.BADGE_OUTLINED,
    )
    if layout.portrait:  # there the words need the room
        pictures = (None, None, None)
    says = (
        ("outbox", counts),
        ("lookup", words("home.l_lookup_hint")),
        ("shift", words("home.l_shift_hint")),
    )
    cards: list[ft.Control] = [
        Way(to, words(f"home.s_{to}"), hint, icon)
        for (to, hint), icon in zip(says, pictures, strict=True)
    ]
    if layout.content_width < SIDE_BY_SIDE:
        return ft.Column(cards, spacing=14, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Row(
        [ft.Container(card, expand=1) for card in cards],
        spacing=14,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


@component
def Way(to: str, label: str, hint: str, icon: ft.IconData | None) -> ft.Control:
    """Draw one way from home, with a line that says what is behind it."""
    app = ft.use_context(AppContext)
    ways: dict[str, Handler] = {
        "outbox": app.sending.open_list,
        "lookup": app.sending.open_lookup,
        "shift": app.shift.open,
    }
    return ft.Column(
        [SecondaryButton(label, name=f"home.{to}", icon=icon, on_click=ways[to]), Hint(hint)],
        spacing=4,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@component
def HalfDone(row: VisitRow) -> ft.Control:
    """Draw one half-done visit: go on, transfer it, or erase it after a second yes."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, own_words = app.words, row.edition.words(state.language)
    asking, set_asking = ft.use_state(False)

    async def resume() -> None:
        await app.visits.resume(row.id)

    async def transfer() -> None:
        await app.shift.choose_colleague(row.id)

    async def discard() -> None:
        await app.visits.discard(row.id)

    titles = "、".join(own_words(key) for key in row.procedure_title_keys)
    facts = ft.Column(
        [
            Paragraph(who(words, row), bold=True),
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
    ]
    if not row.is_damaged:
        buttons += [
            *transfer_link(words, row, transfer, has_colleagues=bool(app.shift.colleagues())),
            SecondaryButton(words("home.s_resume"), name=f"home.resume.{row.id}", on_click=resume),
        ]
    if not asking:
        return paper(ft.Row([facts, *buttons], spacing=12))
    question = SecondYes(
        words("home.p_discard"),
        no=words("home.s_discard_no"),
        no_name=f"home.keep.{row.id}",
        on_no=lambda: set_asking(False),
        yes=words("home.s_discard_yes"),
        yes_name=f"home.discard_yes.{row.id}",
        on_yes=discard,
    )
    return paper(ft.Column([facts, question], spacing=12))


@component
def RefusedDefinition(refused: "object") -> ft.Control:
    """Draw the file, the field and the reason of a definition that could not be read."""
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


def transfer_link(
    words: Words, row: VisitRow, transfer: Handler, *, has_colleagues: bool
) -> list[ft.Control]:
    """Return the way to a colleague, where there is one."""
    if not has_colleagues:
        return []
    return [LinkButton(words("home.s_give"), name=f"home.give.{row.id}", on_click=transfer)]


@component
def LeftBehindRow(row: LeftRow) -> ft.Control:
    """Draw what a colleague left whom the city took off, and the way to take it over."""
    app = ft.use_context(AppContext)
    words = app.words

    async def take() -> None:
        await app.shift.take_over(row.staff_id)

    said = Paragraph(
        words("home.p_left" if row.is_open else "home.p_left_shut", name=row.name, count=row.visits)
    )
    take_it = SecondaryButton(
        words("home.s_take_over"), name=f"home.take_over.{row.staff_id}", on_click=take
    )
    return paper(ft.Column([said, *([take_it] if row.is_open else [])], spacing=10))


def fork_warning(line: LineStatus) -> list[ft.Control]:
    """Return the note that asks to enrol anew where two copies of this tablet are in use."""
    if not line.is_forked:
        return []
    return [ProblemNote(Problem("home.p_forked"), name="home.forked")]


def lease_warning(lease: LeaseSeen | None) -> list[ft.Control]:
    """Return the note that asks for a line: two days before the end, and after it."""
    if lease is None or not lease.is_short:
        return []
    problem = Problem(lease.problem_key, {"at": local_time(lease.until)})
    return [ProblemNote(problem, calm=True, name="home.lease")]


def who(words: Words, row: VisitRow) -> str:
    """Return the resident's name as far as it is known, or that the visit is damaged."""
    if row.is_damaged:
        return words("home.l_damaged")
    return row.name or words("home.s_no_name")


def opened(words: Words, row: VisitRow) -> str:
    """Return when the visit was opened."""
    return words("home.l_opened", at=local_time(row.opened_at))
