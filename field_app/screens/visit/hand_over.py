"""Draw 「タブレットを お渡しください」, between the staff's side and the resident's."""

from typing import TYPE_CHECKING

import flet as ft

from field_app.components.buttons import BigButton, LinkButton, SecondaryButton
from field_app.components.handing_over import HandOverNotice
from field_app.components.notes import InfoNote, paper
from field_app.components.text import Heading, Hint, Paragraph
from field_app.design.guard import Handler, component
from field_app.document.inputs import Actor
from field_app.procedure.city.layer import CityLayer
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.model import Procedure
from field_app.procedure.definition.provenance import TYPISTS, USUAL, Source
from field_app.procedure.eligibility import is_delivery
from field_app.procedure.preparation import due_line, fee_lines, window_name
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.person import about_whom
from field_app.screens.frames.preparation import PreparationPage
from field_app.screens.frames.staff_page import StaffPage
from field_app.screens.frames.suggestions import SuggestionNotes
from field_app.state.screen import Screen
from field_app.state.visit import VisitState
from field_app.words.visible import isolated
from field_app.words.words import Words

if TYPE_CHECKING:
    from field_app.flow.app import App


def questions_left(words: Words, count: int) -> str:
    """Return how many questions come; some depend on answers, so it is about so many."""
    return words("hand_over.l_questions", count=count) if count else words("hand_over.l_check_only")


@component
def HandOverScreen() -> ft.Control:
    """Draw what comes, what is needed and what it costs, and who types from here on."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words = app.words
    assert state.visit is not None  # noqa: S101 - this screen shows only with a visit
    procedure = state.visit.filing.procedure
    reading, set_reading = ft.use_state(False)
    if reading:
        return PreparationPage(procedure, on_back=lambda: set_reading(False))
    usual = usual_typist(state.visit.actor)
    second = Source.RESIDENT if usual is Source.STAFF else Source.STAFF

    def start(typist: Source) -> Handler:
        return lambda: app.filing.start(typist)

    facts: list[ft.Control] = [
        Heading(words(procedure.title_key)),
        Paragraph(words(procedure.summary_key)),
        Hint(questions_left(words, app.filing.open_count())),
        *(Hint(line) for line in known_before(words, procedure, state.visit.edition.city)),
        LinkButton(
            words("prepare.s_show"), name="hand_over.read", on_click=lambda: set_reading(True)
        ),
    ]
    if procedure.about is not None:
        facts.append(AboutRow(state.visit, name="hand_over.about"))
    return StaffPage(
        [
            paper(ft.Column(facts, spacing=6)),
            *returned_notes(words, state.visit),
            who_types(words, state.visit, usual),
            *more_of_use(app, state.visit),
            Hint(words("hand_over.l_others")),
            ft.Row(
                [
                    LinkButton(
                        words(f"hand_over.s_typed_{one}"),
                        name=f"hand_over.{one}",
                        on_click=start(one),
                    )
                    for one in TYPISTS
                    if one not in (usual, second)
                ],
                spacing=12,
                wrap=True,
            ),
        ],
        title_key="hand_over.s_title",
        on_back=lambda: app.visits.show(Screen.PROCEDURES),
        main=BigButton(
            words(f"hand_over.s_typed_{usual}"),
            name=f"hand_over.{usual}",
            on_click=start(usual),
            expand=2,
        ),
        second=SecondaryButton(
            words(f"hand_over.s_typed_{second}"),
            name=f"hand_over.{second}",
            on_click=start(second),
            expand=1,
        ),
    )


def more_of_use(app: "App", visit: VisitState) -> list[ft.Control]:
    """Return what is suggested beside what was chosen; nothing where one application is mended."""
    if visit.replaces is not None or visit.withdraws is not None:
        return []
    ids = tuple(one.procedure.id for one in visit.open_filings)

    async def choose(id: str) -> None:
        await app.visits.choose((*ids, id))

    return [SuggestionNotes(app.finding.suggestions(ids), on_choose=choose)]


def known_before(words: Words, procedure: Procedure, city: CityLayer) -> list[str]:
    """Return in a line each what it costs, what to bring, which counter it is and who may file."""
    fee = f"{words('hand_over.l_fee')}：{'　'.join(fee_lines(procedure, city, words))}"
    due = due_line(procedure, words)
    lines = [f"{fee}　{due}" if due else fee]
    if procedure.bring:
        things = "、".join(words(procedure.bring_key(thing)) for thing in procedure.bring)
        lines.append(f"{words('hand_over.l_bring')}：{things}")
    if window := window_name(procedure, city, words):
        lines.append(f"{words('document.s_window')}：{window}")
    may_file = [kind for kind in procedure.may_file if kind is not ActorKind.STAFF_WRITES]
    who = words("board.s_between").join(words(f"document.l_actor_{kind}") for kind in may_file)
    return [*lines, f"{words('prepare.s_who')}：{who}"]


@component
def AboutRow(visit: VisitState, *, name: str) -> ft.Control:
    """Draw whom it is about, and the way to change that."""
    app = ft.use_context(AppContext)
    words = app.words
    return ft.Row(
        [
            Hint(about_whom(visit, words), name=name),
            LinkButton(
                words("components.s_edit"),
                name=f"{name}.edit",
                on_click=lambda: app.visits.show(Screen.SUBJECT),
            ),
        ],
        spacing=12,
        wrap=True,
    )


def usual_typist(actor: Actor | None) -> Source:
    """Return who types as a rule: staff where they write for a person, else by who came."""
    if actor is None or actor.scribe_reason is not None:
        return Source.RESIDENT if actor is None else Source.STAFF
    return USUAL.get(actor.kind, Source.RESIDENT)


def who_types(words: Words, visit: VisitState, usual: Source) -> ft.Control:
    """Return what staff do now: take a finished form in, ask aloud, or hand the tablet over."""
    if visit.actor and is_delivery(visit.filing.procedure, visit.actor.kind):
        return InfoNote(words("hand_over.p_delivered"))
    if usual is Source.STAFF:
        return InfoNote(words("hand_over.p_staff_type"))
    return HandOverNotice(to=usual)


def returned_notes(words: Words, visit: VisitState) -> list[ft.Control]:
    """Return what the city asks again of the application that is corrected, for staff to read."""
    correction, filing = visit.correction, visit.filing
    if correction is None:
        return []
    asks = correction.returned.asks
    labels = {question.id: words(question.label_key) for question in filing.procedure.questions}
    lines = [
        words("hand_over.l_asked_again", label=labels[id], remark=isolated(remark))
        for id, remark in asks.items()
        if id in labels and not (remark and remark in correction.message)
    ]
    key = "hand_over.p_returned" if filing.earlier else "hand_over.p_returned_bare"
    said = [words(key, message=isolated(correction.message)), *lines]
    return [InfoNote("\n".join(said))]
