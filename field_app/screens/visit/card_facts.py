"""Draw what the chip said of a person, in rows."""

import flet as ft

from field_app.components.people import NameText
from field_app.components.text import Hint, Paragraph
from field_app.design.guard import component
from field_app.screens.context import AppContext
from field_app.state.card import CardSeen

SEX_WORDS = {"1": "card_step.s_male", "2": "card_step.s_female"}


@component
def CardFacts(seen: CardSeen) -> ft.Control:
    """Draw name as it is registered, address, birth date, sex, and the card's expiry."""
    words = ft.use_context(AppContext).words
    rows: list[ft.Control] = [
        Hint(words("card_step.s_name")),
        NameText(seen.name, image=seen.name_png, name="card.seen.name"),
        Hint(words("card_step.s_birth_date")),
        Paragraph(seen.birth_text, bold=True, name="card.seen.birth_date"),
        Hint(words("card_step.s_address")),
        Paragraph(seen.address, bold=True, name="card.seen.address"),
        Hint(words("card_step.s_sex")),
        Paragraph(words(SEX_WORDS.get(seen.sex, "card_step.s_other")), bold=True),
    ]
    if seen.expires_on:
        rows += [Hint(words("card_step.s_expires")), Paragraph(seen.expires_text, bold=True)]
    return ft.Column(rows, spacing=4, expand=True)
