"""Draw the page that takes 照合番号B as the card prints it, and read back what is typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import flet as ft

from field_app.components.card_face import CardFace, FaceField
from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.components.entries.keypads import NumberPad
from field_app.components.notes import TriesLeft
from field_app.components.text import Paragraph
from field_app.design.guard import component
from field_app.design.layout import use_layout
from field_app.platform.clock import local_date
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.definition.typed_date import parse_date
from field_app.procedure.definition.wareki import to_wareki
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.card_phase import tries_of
from field_app.screens.frames.staff_page import StaffPage
from field_app.state.screen import Screen
from field_app.words.words import Words

GROUPS: Final = (6, 4, 4)
BIRTH: Final = 6
EXPIRY: Final = 10
# As the face prints the year of birth; 西暦 stands on the cards of foreign nationals.
ERAS: Final = {"showa": "昭和", "heisei": "平成", "reiwa": "令和", "taisho": "大正", "western": ""}


@dataclass(frozen=True)
class Printed:
    """How the digits typed so far read on the card, and whether a card prints them so."""

    field: FaceField
    birth: str
    expiry: str
    wrong: str | None = None


@component
def VerificationBPage() -> ft.Control:
    """Ask for the three fields of 照合番号B; what no card prints is said before a try is used."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, today = app.words, local_date(app.services.now())
    layout = use_layout()
    era, set_era = ft.use_state("showa")

    # Within the pad, so that a keyboard's digits reach it after an era was chosen.
    eras = ChoiceCards(
        [Choice(one, words(f"card_step.s_era_{one}")) for one in ERAS],
        name="card.era",
        value=era,
        on_change=set_era,
        columns=5 if layout.portrait else 2,
    )

    def above(digits: str) -> Sequence[ft.Control]:
        read = printed(era, digits, today, words)
        face = CardFace(
            field=read.field,
            said=words(f"card_step.l_face_{read.field}"),
            birth=read.birth,
            expiry=read.expiry,
            code=words("card_step.l_printed_code"),
        )
        wrong = (
            Paragraph(words(read.wrong), tone="error", name="card.wrong") if read.wrong else None
        )
        explained = [] if state.problem else [Paragraph(words("card_step.p_verification_b"))]
        tries = TriesLeft(tries_of(state.card_step))
        return [*explained, tries, eras, face, *([wrong] if wrong else [])]

    return StaffPage(
        [
            NumberPad(
                name="card.number",
                label=words("card_step.l_verification_b"),
                length=sum(GROUPS),
                groups=GROUPS,
                masked=False,
                submit_label=words("card_step.s_read"),
                on_submit=app.identity.read_by_verification_b,
                above=above,
                may_submit=lambda digits: printed(era, digits, today, words).wrong is None,
            ),
        ],
        title_key="card_step.s_title",
        on_back=lambda: app.visits.show(Screen.IDENTITY),
        narrow=layout.portrait,
    )


def printed(era: str, digits: str, today: date, words: Words) -> Printed:
    """Return how *digits* stand on a card of *era*, and the word key of what cannot be so."""
    birth, expiry = digits[:BIRTH], digits[BIRTH:EXPIRY]
    field: FaceField = "birth" if len(digits) < BIRTH else "code"
    if BIRTH <= len(digits) < EXPIRY:
        field = "expiry"
    year, month, day = ((birth[at : at + 2] or "＿") for at in (0, 2, 4))
    name = words(f"card_step.s_era_{era}")
    return Printed(
        field,
        words("card_step.l_printed_birth", era=name, year=year, month=month, day=day),
        words("card_step.l_printed_expiry", year=expiry or "＿"),
        wrong_in(era, birth, expiry, today),
    )


def wrong_in(era: str, birth: str, expiry: str, today: date) -> str | None:
    """Return the word key of what no card prints; None while nothing is wrong yet.

    An unknown month or day is 00, and is not held against the era.
    """
    if len(birth) == BIRTH:
        year, month, day = birth[:2], birth[2:4], birth[4:]
        if int(month) > 12 or int(day) > 31:
            return "card_step.p_wrong_day"
        if ERAS[era] and "00" not in (month, day) and not _is_of(era, year, month, day, today):
            return "card_step.p_wrong_era"
    if len(expiry) == EXPIRY - BIRTH and not today.year <= int(expiry) <= today.year + 11:
        return "card_step.p_wrong_expiry"
    return None


def _is_of(era: str, year: str, month: str, day: str, today: date) -> bool:
    """Tell whether there was such a day; a card, unlike other papers, prints no 平成33年."""
    try:
        born = parse_date({"era": ERAS[era], "year": year, "month": month, "day": day})
    except AnswerRefused:
        return False
    return born is not None and born <= today and to_wareki(born).startswith(ERAS[era])
