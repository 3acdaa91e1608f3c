"""Decide which page of a reading is shown, and draw what identity and signature share."""

from enum import StrEnum

import flet as ft

from field_app.components.buttons import BigButton, SecondaryButton
from field_app.components.notes import ProblemNote, TriesLeft
from field_app.components.text import Paragraph
from field_app.design.guard import Handler, component
from field_app.screens.context import AppContext, StateContext
from field_app.state.app import AppState
from field_app.state.card import CardStep, CardWay
from field_app.words.problem import Problem

BLOCKED = "card.p_pin_blocked"
MISSING = "card.p_pin_missing"
# What each way asks the card for, as the card names its PINs.
ASKED = {
    CardWay.VERIFICATION_B: "verification_b",
    CardWay.PIN: "input_support",
    CardWay.SIGNATURE: "signature",
}


class CardPhase(StrEnum):
    """The page that a reading shows."""

    WAIT = "wait"
    SEEN = "seen"
    BLOCKED = "blocked"
    MISSING = "missing"
    LAST_TRY = "last_try"
    ENTER = "enter"


def phase(state: AppState) -> CardPhase:
    """Return the page that the reading is at."""
    step = state.card_step
    if state.busy is not None or not step.reader_ready:
        return CardPhase.WAIT
    if step.seen is not None:
        return CardPhase.SEEN
    return entry_phase(step)


def entry_phase(step: CardStep) -> CardPhase:
    """Return whether the number may be typed, by what the card says of its tries."""
    asked, left = ASKED[step.way], tries_of(step)
    if step.tries and asked in step.tries.missing:
        return CardPhase.MISSING
    if left == 0:
        return CardPhase.BLOCKED
    if (left == 1 or is_uncounted(step)) and not step.last_try_confirmed:
        return CardPhase.LAST_TRY
    return CardPhase.ENTER


def tries_of(step: CardStep) -> int | None:
    """Return the tries left for what this way asks."""
    found: int | None = getattr(step.tries, ASKED[step.way], None)
    return found


def is_uncounted(step: CardStep) -> bool:
    """Whether the card has the number and does not say how many tries are left."""
    return step.tries is not None and ASKED[step.way] in step.tries.unknown


@component
def Blocked() -> ft.Control:
    """Draw that the number is locked, or never was; nobody is asked to type it."""
    state = ft.use_context(StateContext)
    key = MISSING if entry_phase(state.card_step) is CardPhase.MISSING else BLOCKED
    said = state.problem is not None and state.problem.message_key == key
    return ft.Container(visible=False) if said else ProblemNote(Problem(key), name="blocked")


@component
def LastTry() -> ft.Control:
    """Draw the warning before the last try, or before one of a number that nobody knows."""
    words = ft.use_context(AppContext).words
    if is_uncounted(ft.use_context(StateContext).card_step):
        return Paragraph(words("card.p_tries_unknown"), tone="error", bold=True)
    return ft.Column(
        [TriesLeft(1), Paragraph(words("card_step.p_last_try"), tone="error", bold=True)],
        spacing=16,
    )


@component
def LastTryYes(*, on_click: Handler) -> ft.Control:
    """Draw the button of the second, explicit yes."""
    return SecondaryButton(
        ft.use_context(AppContext).words("card_step.s_last_try_yes"),
        name="card.last_try_yes",
        on_click=on_click,
        expand=1,
    )


@component
def OtherWay(*, on_click: Handler, main: bool = False) -> ft.Control:
    """Draw the button back to where another way is chosen."""
    text = ft.use_context(AppContext).words("card_step.s_other_way")
    button = BigButton if main else SecondaryButton
    return button(text, name="card.other_way", on_click=on_click, expand=1)


@component
def Again(*, on_click: Handler) -> ft.Control:
    """Draw the button that waits for a card once more."""
    return BigButton(
        ft.use_context(AppContext).words("card_step.s_again"),
        name="card.again",
        on_click=on_click,
        expand=2,
    )
