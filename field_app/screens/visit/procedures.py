"""Draw the procedures that this person may file, to choose one or more."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Final

import flet as ft

from field_app.components.buttons import BigButton, LinkButton
from field_app.components.entries.choices import Choice, ChoiceCards, with_below
from field_app.components.notes import InfoNote
from field_app.components.text import Heading, Hint, Paragraph
from field_app.content.notices import Notice
from field_app.design.guard import component
from field_app.design.layout import GAP
from field_app.document.inputs import Actor
from field_app.finder.elsewhere import elsewhere
from field_app.flow.after.withdrawing import offered_in
from field_app.flow.rules.standing import standing
from field_app.platform.clock import local_date
from field_app.procedure.definition.model import Procedure
from field_app.procedure.eligibility import Refusal, refusal
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.notice_card import NoticeCard
from field_app.screens.frames.preparation import PreparationPage
from field_app.screens.frames.staff_page import StaffPage
from field_app.screens.frames.suggestions import SuggestionNotes
from field_app.screens.visit.narrowing import Narrowed, NarrowingTools
from field_app.state.screen import Screen
from field_app.state.visit import VisitState
from field_app.words.receipt_number import grouped
from field_app.words.words import Words

# With no more than these, the whole list fits its page and needs no ways to shorten it.
SHORT_LIST: Final = 8


@component
def ProceduresScreen() -> ft.Control:
    """Draw what may be filed; what may not stands below, with the reason."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    visit = state.visit
    assert visit is not None  # noqa: S101 - this screen shows only with a visit
    offered = offered_in(visit)
    reasons = {p.id: refusal(p, standing(visit)) for p in offered}
    begun = tuple(filing.procedure.id for filing in visit.filings) or only_one(visit)
    chosen, set_chosen = ft.use_state(tuple(id for id in begun if reasons.get(id) is None))
    narrowed, set_narrowed = ft.use_state(Narrowed())
    reading, set_reading = ft.use_state("")

    told = next((one for one in offered if one.id == reading), None)
    if told is not None:
        return PreparationPage(told, on_back=lambda: set_reading(""))
    every = [one.id for one in offered]
    is_new = visit.replaces is None and visit.withdraws is None
    is_long = is_new and len(every) > SHORT_LIST
    listed = narrowed.ids(every, app.finding.find) if is_long else every
    suggestions = app.finding.suggestions((), narrowed.said) if is_new else ()
    open_ones = [one for one in suggestions if one.procedure not in chosen]

    def choose(ids: tuple[str, ...]) -> None:
        set_chosen(tuple(id for id in every if id in ids))

    async def start() -> None:
        await app.visits.choose(chosen)

    content = [*question(app.words, visit)]
    if is_long:
        content.append(NarrowingTools(narrowed, offered=every, on_change=set_narrowed))
        content += chosen_elsewhere(app.words, offered, set(chosen) - set(listed))
        content += done_elsewhere(app.words, narrowed.typed, visit)
    found = ProcedureList(
        [one for id in listed for one in offered if one.id == id],
        reasons=reasons,
        chosen=chosen,
        on_choose=choose,
        on_read=set_reading,
    )
    notes = SuggestionNotes(open_ones, on_choose=lambda id: choose((*chosen, id)))
    # What was looked for comes first; nothing that is chosen in the list moves the list.
    content += [found, notes] if narrowed.is_any else [notes, found]
    return StaffPage(
        content,
        title_key="procedures.s_title",
        on_back=lambda: app.visits.show(Screen.ACTOR),
        main=BigButton(
            app.words("procedures.s_start"),
            name="procedures.start",
            disabled=not chosen,
            on_click=start,
            expand=1,
        ),
    )


@component
def ProcedureList(
    listed: Sequence[Procedure],
    *,
    reasons: Mapping[str, Refusal | None],
    chosen: tuple[str, ...],
    on_choose: Callable[[tuple[str, ...]], None],
    on_read: Callable[[str], None],
) -> ft.Control:
    """Draw a card for each of *listed* that may be filed, then why the others may not.

    Args:
        listed: in the order in which they are shown.
        reasons: why a procedure may not be filed; None where it may.
        chosen: the ids of all that are chosen, also of those that are not listed.
        on_choose: called with every chosen id.
        on_read: called with the id of which somebody wants to know what to bring.
    """
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, visit = app.words, state.visit
    assert visit is not None  # noqa: S101 - this screen shows only with a visit
    today = local_date(app.services.now())
    ids = {one.id for one in listed}
    about = {id: notice_cards(visit.edition.notices.about(id, today)) for id in ids}
    for id in (one for one in ids if one in chosen or reasons[one]):
        about[id].append(ReadLink(id, on_read=on_read))
    if not listed:
        return Hint(
            words("find.p_nothing", phone=visit.edition.city.phone), name="procedures.nothing"
        )
    open_ones = [one for one in listed if reasons[one.id] is None]
    cards: ft.Control = ChoiceCards(
        [card(words, one, today) for one in open_ones],
        name="procedures",
        value=chosen[0] if chosen else "",
        on_change=lambda id: on_choose((id,)),
        values=chosen,
        on_change_many=None
        if visit.replaces or visit.withdraws
        else lambda picked: on_choose((*(id for id in chosen if id not in ids), *picked)),
        below=about,
    )
    shut: list[ft.Control] = [
        with_below(InfoNote(said(words, one, reason, visit.actor)), about[one.id])
        for one in listed
        if (reason := reasons[one.id])
    ]
    return ft.Column(
        [cards, *shut],
        spacing=GAP,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@component
def ReadLink(id: str, *, on_read: Callable[[str], None]) -> ft.Control:
    """Draw the link to what to bring for one procedure."""
    app = ft.use_context(AppContext)
    procedure = app.edition.procedure(id)
    label = app.words("prepare.s_show")
    title = app.words(procedure.title_key) if procedure else id
    return LinkButton(
        label,
        name=f"procedures.read.{id}",
        on_click=lambda: on_read(id),
        described=f"{label} {title}",
    )


def chosen_elsewhere(
    words: Words, offered: Sequence[Procedure], hidden: Collection[str]
) -> list[ft.Control]:
    """Return a line that names what is chosen and does not stand in the list now."""
    titles = [words(one.title_key) for one in offered if one.id in hidden]
    if not titles:
        return []
    text = f"{words('find.l_chosen')}：{'、'.join(titles)}"
    return [Paragraph(text, bold=True, name="procedures.chosen")]


def done_elsewhere(words: Words, typed: str, visit: VisitState) -> list[ft.Control]:
    """Return a note for each thing that was looked for and is done elsewhere: where it is."""
    phone = visit.edition.city.phone
    return [
        InfoNote(words(one.words_key, phone=phone), name=f"procedures.elsewhere.{one.id}")
        for one in elsewhere(typed)
    ]


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

    One whose definition has ended is offered, and says so: the city may take it all the same. So
    does one of which something was never checked.
    """
    handling = words(f"procedures.s_handling_{procedure.handling.lower()}")
    hint = f"{words(procedure.summary_key)}（{handling}）"
    if procedure.valid_until is not None and procedure.valid_until < today:
        hint = f"{words('procedures.p_expired')}\n{hint}"
    if procedure.unverified:
        told = words("procedures.p_unverified", what="、".join(procedure.unverified))
        hint = f"{hint}\n{told}"
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
