"""Draw the keys of the signature password, which goes to the card once."""

import flet as ft

from field_app.components.entries.keypads import PasswordPad
from field_app.components.notes import TriesLeft
from field_app.components.text import Hint, Paragraph
from field_app.design.guard import component
from field_app.design.layout import use_layout
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.card_phase import (
    Again,
    Blocked,
    CardPhase,
    LastTry,
    LastTryYes,
    OtherWay,
    phase,
    tries_of,
)
from field_app.screens.frames.resident_page import ResidentPage
from field_app.screens.frames.staff_page import PracticeLink
from field_app.state.screen import Screen
from field_app.state.visit import VisitState
from field_app.words.words import Words

LEAST = 6
MOST = 16


@component
def CardSignatureScreen() -> ft.Control:
    """Draw the wait for the card, its tries, then the keys; the last try needs a second yes."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, now = app.words, phase(state)

    def other_way() -> None:
        app.visits.show(Screen.CONFIRM)

    content: dict[CardPhase, list[ft.Control]] = {
        CardPhase.WAIT: [
            Paragraph(put_whose(state.visit, words), bold=True, name="card_signature.whose"),
            Paragraph(words("confirm.p_put")),
            Paragraph(words("confirm.p_no_other"), tone="sub"),
            # In real life the card is at hand here; the practice reader is on the staff's side.
            *([PracticeLink(inverse=False)] if app.services.practice is not None else []),
        ],
        CardPhase.BLOCKED: [Blocked()],
        CardPhase.MISSING: [Blocked()],
        CardPhase.LAST_TRY: [LastTry()],
    }
    others = {
        CardPhase.WAIT: OtherWay(on_click=other_way),
        CardPhase.LAST_TRY: LastTryYes(on_click=app.confirm.confirm_last_try),
    }
    main = {
        CardPhase.WAIT: Again(on_click=app.confirm.wait_for_card),
        CardPhase.BLOCKED: OtherWay(on_click=other_way, main=True),
        CardPhase.MISSING: OtherWay(on_click=other_way, main=True),
        CardPhase.LAST_TRY: OtherWay(on_click=other_way, main=True),
    }
    return ResidentPage(
        content.get(now) or [EnterPassword()],
        title=words("confirm.s_card"),
        on_back=other_way,
        on_stop=app.confirm.touch.stop,
        main=main.get(now),
        second=others.get(now),
    )


@component
def EnterPassword() -> ft.Control:
    """Draw how many tries there are, and the keys."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words = app.words
    # Where the tablet lies, the button under the keys must stay in sight.
    crowded = state.problem is not None and not use_layout().portrait
    return ft.Column(
        [
            Hint(signs_whose(state.visit, words), name="card_signature.whose"),
            *([] if crowded else [Paragraph(words("confirm.p_password"), tone="sub")]),
            PasswordPad(
                name="card_signature",
                label=words("confirm.l_password"),
                min_length=LEAST,
                max_length=MOST,
                beside_label=TriesLeft(tries_of(state.card_step)),
                submit_label=words("confirm.s_sign"),
                on_submit=app.confirm.sign_with_card,
            ),
        ],
        spacing=16,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def signer(visit: VisitState | None, words: Words) -> str:
    """Return whose card may sign, by name; empty where no name is known."""
    if visit is None:
        return ""
    applicant = visit.told("name")
    names = [applicant.display if applicant else "", visit.came]
    return words("actor.l_or").join(words("confirm.l_card_of", name=one) for one in names if one)


def put_whose(visit: VisitState | None, words: Words) -> str:
    """Return whose card to put on the reader."""
    whose = signer(visit, words)
    return words("confirm.l_put_whose", whose=whose) if whose else words("card_step.l_put")


def signs_whose(visit: VisitState | None, words: Words) -> str:
    """Return whose card signs."""
    whose = signer(visit, words)
    return words("confirm.l_signs", whose=whose) if whose else ""
