"""Draw the member of staff's own shift: the key lease, the passphrase, and the end."""

from collections.abc import Callable
from typing import Any

import flet as ft

from field_app.components.buttons import BigButton, LinkButton, SecondaryButton
from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.components.notes import ProblemNote, paper
from field_app.components.second_yes import SecondYes
from field_app.components.text import Heading, Hint, Paragraph
from field_app.design.guard import component
from field_app.platform.clock import local_time
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.staff_page import StaffPage
from field_app.state.shift import LeaseSeen, ShiftSeen
from field_app.state.visit import VisitRow
from field_app.words.problem import Problem
from field_app.words.words import Words

Told = Callable[[tuple[str, ...]], Any]


@component
def ShiftScreen() -> ft.Control:
    """Draw what the end would cost, before it can be pressed."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, seen = app.words, state.shift
    none: tuple[str, ...] = ()
    agreed, set_agreed = ft.use_state(none)

    async def end() -> None:
        await app.shift.end(erase_half_done="erase" in agreed, leave_unsent="unsent" in agreed)

    return StaffPage(
        [
            *lease_lines(words, state.lease),
            Heading(words("shift.l_end"), level=2),
            paper(ft.Column(cost_lines(words, seen), spacing=6)),
            *(GiveRow(row) for row in givable(state.visits) if app.shift.colleagues()),
            *([Agreements(seen, agreed, set_agreed)] if asked_for(seen) else []),
            Heading(words("shift.l_keys"), level=2),
            SecondaryButton(
                words("shift.s_passphrase"),
                name="shift.passphrase",
                icon=ft.Icons.PASSWORD,
                on_click=app.shift.open_passphrase,
            ),
            SecondaryButton(
                words("staff_pin.s_title"),
                name="shift.pin",
                icon=ft.Icons.PIN_OUTLINED,
                on_click=app.staff.open_pin,
            ),
            Hint(words(app.services.secret_place.message_key)),
            *fingerprint_line(words, app.services.enrolled.fingerprint),
            Heading(words("shift.l_colleagues"), level=2),
            *(ColleagueRow(person.id, person.name) for person in app.shift.colleagues()),
            SecondaryButton(
                words("shift.s_add"),
                name="shift.add",
                icon=ft.Icons.PERSON_ADD_OUTLINED,
                on_click=app.shift.open_new_staff,
            ),
        ],
        title_key="shift.s_title",
        on_back=app.staff.home,
        narrow=True,
        main=BigButton(
            words("shift.s_end"),
            name="shift.end",
            on_click=end,
            disabled=not can_end(seen, agreed),
            danger=True,
            expand=1,
        ),
    )


@component
def Agreements(seen: ShiftSeen, agreed: tuple[str, ...], on_change: Told) -> ft.Control:
    """Draw one card for each thing that the end would leave behind or erase."""
    words = ft.use_context(AppContext).words
    return ChoiceCards(
        [
            Choice(what, words(f"shift.s_agree_{what}"), words(f"shift.l_agree_{what}"))
            for what in asked_for(seen)
        ],
        name="shift.agree",
        values=agreed,
        on_change_many=on_change,
    )


@component
def GiveRow(row: VisitRow) -> ft.Control:
    """Draw a half-done visit that a colleague could take instead of losing it."""
    app = ft.use_context(AppContext)
    words = app.words

    async def transfer() -> None:
        await app.shift.choose_colleague(row.id)

    name = Paragraph(row.name or words("home.s_no_name"))
    link = LinkButton(words("home.s_give"), name=f"shift.give.{row.id}", on_click=transfer)
    return ft.Row([ft.Container(name, expand=True), link], spacing=12)


def givable(visits: tuple[VisitRow, ...]) -> list[VisitRow]:
    """Return what a colleague could go on with."""
    return [row for row in visits if not row.is_damaged]


@component
def ColleagueRow(id: str, person: str) -> ft.Control:
    """Draw a colleague of this tablet, who can be taken off it after a second yes."""
    app = ft.use_context(AppContext)
    words = app.words
    asking, set_asking = ft.use_state(False)

    async def remove() -> None:
        set_asking(False)
        await app.shift.remove_colleague(id)

    name = ft.Container(Paragraph(person), expand=True)
    if not asking:
        link = LinkButton(
            words("shift.s_remove"), name=f"shift.remove.{id}", on_click=lambda: set_asking(True)
        )
        return ft.Row([name, link], spacing=12)
    question = SecondYes(
        words("shift.p_remove"),
        no=words("home.s_discard_no"),
        no_name=f"shift.keep.{id}",
        on_no=lambda: set_asking(False),
        yes=words("shift.s_remove_yes"),
        yes_name=f"shift.remove_yes.{id}",
        on_yes=remove,
    )
    return paper(ft.Column([Paragraph(person, bold=True), question], spacing=12))


def asked_for(seen: ShiftSeen) -> tuple[str, ...]:
    """Return what needs a yes of its own before the shift may end."""
    found = (("erase", seen.half_done), ("unsent", seen.unsent))
    return tuple(what for what, count in found if count)


def can_end(seen: ShiftSeen, agreed: tuple[str, ...]) -> bool:
    """Tell whether everything that the end costs was agreed to."""
    return set(asked_for(seen)) <= set(agreed)


def cost_lines(words: Words, seen: ShiftSeen) -> list[ft.Control]:
    """Return how much is half-done, and how much the city does not have yet."""
    return [
        Paragraph(
            words("shift.l_half_done", count=seen.half_done), bold=True, name="shift.half_done"
        ),
        Paragraph(words("shift.l_unsent", count=seen.unsent), bold=True, name="shift.unsent"),
        Hint(words("shift.p_end")),
    ]


def fingerprint_line(words: Words, fingerprint: str) -> list[ft.Control]:
    """Return what the administrator compares with the console before approving the tablet."""
    if not fingerprint:
        return []
    text = words("shift.l_fingerprint", fingerprint=fingerprint)
    return [Paragraph(text, tone="sub", name="shift.fingerprint")]


def lease_lines(words: Words, lease: LeaseSeen | None) -> list[ft.Control]:
    """Return until when drafts open; in the last two days, that a line is needed."""
    if lease is None:
        return []
    until = local_time(lease.until)
    line = Paragraph(words("shift.l_lease", at=until), tone="sub", name="shift.lease")
    if not lease.is_short:
        return [line]
    problem = Problem(lease.problem_key, {"at": until})
    return [line, ProblemNote(problem, calm=True, name="shift.lease_short")]
