"""Draw how the card is read: wait for it, type 照合番号B or the PIN, compare the face."""

import flet as ft

from field_app.components.buttons import BigButton, LinkButton, SecondaryButton
from field_app.components.entries.keypads import NumberPad
from field_app.components.notes import InfoNote, TriesLeft
from field_app.components.people import PhotoCompare
from field_app.components.text import Heading, Paragraph
from field_app.design.guard import component
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
from field_app.screens.frames.staff_page import StaffPage
from field_app.screens.visit.card_facts import CardFacts, ChipNote
from field_app.screens.visit.card_number import VerificationBPage
from field_app.state.card import CardWay
from field_app.state.screen import Screen


@component
def CardScreen() -> ft.Control:
    """Draw the phase that the reading is in; every phase has another way out."""
    match phase(ft.use_context(StateContext)):
        case CardPhase.SEEN:
            return SeenPage()
        case CardPhase.BLOCKED | CardPhase.MISSING | CardPhase.LAST_TRY:
            return CarefulPage()
        case CardPhase.ENTER:
            by_b = ft.use_context(StateContext).card_step.way is CardWay.VERIFICATION_B
            return VerificationBPage() if by_b else PinPage()
        case _:
            return WaitPage()


@component
def WaitPage() -> ft.Control:
    """Draw the request for the card; while it is awaited, stopping goes back to the choice."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words = app.words

    def other_way() -> None:
        app.visits.show(Screen.IDENTITY)

    async def again() -> None:
        await app.identity.wait_for_card(state.card_step.way)

    return StaffPage(
        [Heading(words("card_step.l_put")), Paragraph(words("card_step.p_put"))],
        title_key="card_step.s_title",
        on_back=None if state.busy else other_way,
        on_stop=app.identity.touch.stop,
        narrow=True,
        main=None if state.busy else Again(on_click=again),
        second=None if state.busy else OtherWay(on_click=other_way),
    )


@component
def CarefulPage() -> ft.Control:
    """Draw that the number is locked or missing, or has one try left; another way is first."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    last_try = phase(state) is CardPhase.LAST_TRY

    def other_way() -> None:
        app.visits.show(Screen.IDENTITY)

    return StaffPage(
        [LastTry() if last_try else Blocked()],
        title_key="card_step.s_title",
        on_back=other_way,
        narrow=True,
        main=OtherWay(on_click=other_way, main=True),
        second=LastTryYes(on_click=app.identity.confirm_last_try) if last_try else None,
    )


@component
def PinPage() -> ft.Control:
    """Take the PIN; it lives in the pad until it is pressed in."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, step = app.words, state.card_step
    return StaffPage(
        [
            *([] if state.problem else [Paragraph(words("card_step.p_pin"))]),
            TriesLeft(tries_of(step)),
            NumberPad(
                name="card.number",
                label=words("card_step.l_pin"),
                length=4,
                groups=(4,),
                masked=True,
                submit_label=words("card_step.s_read"),
                on_submit=app.identity.read_by_pin,
            ),
        ],
        title_key="card_step.s_title",
        on_back=lambda: app.visits.show(Screen.IDENTITY),
        narrow=True,
    )


@component
def SeenPage() -> ft.Control:
    """Draw what the chip said beside the photo; the member of staff compares the face.

    A card whose owner is not here is read as well, and nobody says that a face was compared.
    """
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, seen = app.words, state.card_step.seen
    assert seen is not None  # noqa: S101 - this page shows only then

    async def same() -> None:
        await app.identity.accept_card(face_compared=True)

    async def owner_absent() -> None:
        await app.identity.accept_card(face_compared=False)

    return StaffPage(
        [
            Heading(words("card_step.l_compare")),
            ChipNote(seen.chip),
            *([] if seen.photo_png else [InfoNote(words("card_step.l_no_photo"))]),
            PhotoCompare(seen.photo_png, CardFacts(seen)),
            LinkButton(
                words("card_step.s_owner_absent"), name="card.owner_absent", on_click=owner_absent
            ),
        ],
        title_key="card_step.s_title",
        on_back=lambda: app.visits.show(Screen.IDENTITY),
        main=BigButton(words("card_step.s_same_person"), name="card.same", on_click=same, expand=2),
        second=SecondaryButton(
            words("card_step.s_not_same"),
            name="card.not_same",
            on_click=app.identity.refuse_card,
            expand=1,
        ),
    )
