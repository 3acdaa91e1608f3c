"""The card is read: wait for it, type 照合番号B or the PIN, compare the face."""

import flet as ft

from field_app.components.buttons import BigButton, SecondaryButton
from field_app.components.keypads import NumberPad
from field_app.components.notes import InfoNote, TriesLeft
from field_app.components.people import PhotoCompare
from field_app.components.text import Heading, Paragraph
from field_app.context import AppContext, StateContext
from field_app.guard import component
from field_app.screens.card_facts import CardFacts
from field_app.screens.staff_page import StaffPage
from field_app.state import CardStep, Screen


@component
def CardScreen() -> ft.Control:
    """Show the phase that the reading is in; every phase has another way out."""
    state = ft.use_context(StateContext)
    step = state.card_step
    match phase(step, is_busy=state.busy is not None):
        case "seen":
            return SeenPage()
        case "last_try":
            return LastTryPage()
        case "enter":
            return NumberPage()
        case _:
            return WaitPage()


@component
def WaitPage() -> ft.Control:
    """Ask for the card; while it is awaited, stopping goes back to the choice."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words = app.words

    async def again() -> None:
        await app.identity.wait_for_card(state.card_step.way)

    return StaffPage(
        [Heading(words("card_step.l_put")), Paragraph(words("card_step.p_put"))],
        title_key="card_step.s_title",
        on_back=None if state.busy else lambda: app.visits.show(Screen.IDENTITY),
        on_stop=app.identity.stop,
        narrow=True,
        main=None
        if state.busy
        else BigButton(words("card_step.s_again"), name="card.again", on_click=again, expand=2),
        second=None if state.busy else OtherWay(),
    )


@component
def NumberPage() -> ft.Control:
    """Take 照合番号B or the PIN; it lives in the pad until it is pressed in."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, step = app.words, state.card_step
    by_b = step.way == "verification_b"
    return StaffPage(
        [
            Paragraph(words("card_step.p_verification_b" if by_b else "card_step.p_pin")),
            TriesLeft(tries_of(step)),
            NumberPad(
                name="card.number",
                label=words("card_step.l_verification_b" if by_b else "card_step.l_pin"),
                length=14 if by_b else 4,
                groups=(6, 4, 4) if by_b else (4,),
                masked=not by_b,
                submit_label=words("card_step.s_read"),
                on_submit=app.identity.read_by_verification_b if by_b else app.identity.read_by_pin,
            ),
        ],
        title_key="card_step.s_title",
        on_back=lambda: app.visits.show(Screen.IDENTITY),
        narrow=True,
    )


@component
def LastTryPage() -> ft.Control:
    """Nobody uses the last try by accident."""
    app = ft.use_context(AppContext)
    words = app.words
    return StaffPage(
        [TriesLeft(1), Paragraph(words("card_step.p_last_try"), tone="error", bold=True)],
        title_key="card_step.s_title",
        on_back=lambda: app.visits.show(Screen.IDENTITY),
        narrow=True,
        main=OtherWay(),
        second=SecondaryButton(
            words("card_step.s_last_try_yes"),
            name="card.last_try_yes",
            on_click=app.identity.confirm_last_try,
            expand=1,
        ),
    )


@component
def SeenPage() -> ft.Control:
    """Show what the chip said beside the photo; the member of staff compares the face."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, seen = app.words, state.card_step.seen
    assert seen is not None  # noqa: S101 - this page shows only then

    async def same() -> None:
        await app.identity.accept_card(face_compared=True)

    return StaffPage(
        [
            Heading(words("card_step.l_compare")),
            *([] if seen.photo_png else [InfoNote(words("card_step.l_no_photo"))]),
            PhotoCompare(seen.photo_png, CardFacts(seen)),
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


@component
def OtherWay() -> ft.Control:
    """Back to the ways of identification."""
    app = ft.use_context(AppContext)
    return SecondaryButton(
        app.words("card_step.s_other_way"),
        name="card.other_way",
        on_click=lambda: app.visits.show(Screen.IDENTITY),
        expand=1,
    )


def phase(step: CardStep, *, is_busy: bool) -> str:
    """Which page of the reading is shown: wait, enter, last_try or seen."""
    if is_busy or not step.reader_ready:
        return "wait"
    if step.seen is not None:
        return "seen"
    if tries_of(step) == 1 and not step.last_try_confirmed:
        return "last_try"
    return "enter"


def tries_of(step: CardStep) -> int | None:
    """The tries left for what this way asks."""
    if step.tries is None:
        return None
    return {
        "verification_b": step.tries.verification_b,
        "pin": step.tries.input_support,
        "signature": step.tries.signature,
    }[step.way]
