"""Draw the procedures that this person may file, to choose one or more."""

from collections.abc import Sequence
from datetime import date

import flet as ft

from field_app.components.buttons import BigButton
from field_app.components.entries.choices import Choice, ChoiceCards, with_below
from field_app.components.notes import InfoNote
from field_app.components.text import Heading, Paragraph
from field_app.content.notices import Notice
from field_app.design.guard import component
from field_app.document.inputs import Actor
from field_app.flow.after.withdrawing import offered_in
from field_app.flow.rules.standing import standing
from field_app.platform.clock import local_date
from field_app.procedure.definition.model import Procedure
from field_app.procedure.eligibility import Refusal, refusal
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.notice_card import NoticeCard
from field_app.screens.frames.staff_page import StaffPage
from field_app.state.screen import Screen
from field_app.state.visit import VisitState
from field_app.words.receipt_number import grouped
from field_app.words.words import Words


@component
def ProceduresScreen() -> ft.Control:
    """Draw what may be filed; what may not stands below, with the reason."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    visit = state.visit
    assert visit is not None  # noqa: S101 - this screen shows only with a visit
    words = app.words
    offered = offered_in(visit)
    reasons = {p.id: refusal(p, standing(visit)) for p in offered}
    open_ones = [p for p in offered if reasons[p.id] is None]
    shut = [(p, reason) for p in offered if (reason := reasons[p.id])]
    begun = tuple(filing.procedure.id for filing in visit.filings) or only_one(visit)
    chosen, set_chosen = ft.use_state(tuple(id for id in begun if reasons.get(id) is None))

    today = local_date(app.services.now())
    about = {p.id: notice_cards(visit.edition.notices.about(p.id, today)) for p in offered}

    async def start() -> None:
        await app.visits.choose(chosen)

    return StaffPage(
        [
            *question(words, visit),
            ChoiceCards(
                [card(words, procedure, today) for procedure in open_ones],
                name="procedures",
                value=chosen[0] if chosen else "",
                on_change=lambda id: set_chosen((id,)),
                values=chosen,
                on_change_many=None if visit.replaces or visit.withdraws else set_chosen,
                below=about,
            ),
            *[
                with_below(InfoNote(said(words, p, reason, visit.actor)), about[p.id])
                for p, reason in shut
            ],
        ],
        title_key="procedures.s_title",
        on_back=lambda: app.visits.show(Screen.ACTOR),
        main=BigButton(
            words("procedures.s_start"),
            name="procedures.start",
            disabled=not chosen,
            on_click=start,
            expand=1,
        ),
    )


def question(words: Words, visit: VisitState) -> list[ft.Control]:
    """Return the question: any number of procedures, or the one that was given back."""
    if visit.withdraws is not None:
        number = grouped(visit.withdraws.number)
        return [Heading(words("document.l_withdraws", number=number))]
    if visit.replaces is None:
        return [Heading(words("procedures.l_which"))]
    number = grouped(visit.replaces.number)
    return [
        Heading(words("procedures.l_which_again")),
        Paragraph(words("document.l_replaces", number=number), name="procedures.replaces"),
    ]


def notice_cards(notices: Sequence[Notice]) -> list[ft.Control]:
    """Return *notices* as cards, to stand under their procedure."""
    return [NoticeCard(one, name=f"procedures.notice.{one.id}") for one in notices]


def card(words: Words, procedure: Procedure, today: date) -> Choice:
    """Return the card of *procedure*: its name, what it is for, and how the city handles it.

    One whose definition has ended is offered, and says so: the city may take it all the same.
    """
    handling = words(f"procedures.s_handling_{procedure.handling.lower()}")
    hint = f"{words(procedure.summary_key)}（{handling}）"
    if procedure.valid_until is not None and procedure.valid_until < today:
        hint = f"{words('procedures.p_expired')}\n{hint}"
    return Choice(procedure.id, words(procedure.title_key), hint)


def said(words: Words, procedure: Procedure, reason: Refusal, actor: Actor | None) -> str:
    """Return why *procedure* cannot be filed now, and the way on."""
    role = words(f"document.l_actor_{actor.kind}") if actor else ""
    who = words("actor.l_or").join(words(f"document.l_actor_{kind}") for kind in procedure.may_file)
    things = words("actor.l_or").join(words(f"actor.s_{kind}") for kind in reason.lacks)
    why = words(reason.message_key, actor=role, who=who, things=things)
    return f"{words(procedure.title_key)}：{why}"


def only_one(visit: VisitState) -> tuple[str, ...]:
    """Return the procedure that withdraws, or that of what is corrected, where it is there."""
    known = {procedure.id for procedure in offered_in(visit)}
    if visit.withdraws is not None:
        return tuple(known)
    of = visit.correction.returned.procedure if visit.correction else ""
    return (of,) if of in known else ()
