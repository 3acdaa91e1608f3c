"""Draw what the chip said of a person, in rows."""

import flet as ft

from field_app.components.notes import paper
from field_app.components.people import NameText
from field_app.components.text import Hint, Paragraph, sentence
from field_app.design.guard import component
from field_app.design.layout import use_layout
from field_app.design.theme import Colour, use_sizes
from field_app.procedure.definition.filer import ChipFound
from field_app.screens.context import AppContext
from field_app.screens.frames.glyph_note import screen_note
from field_app.state.card import CardSeen

# Calm where there is nothing to do, amber where staff have to look harder.
CHIP_LOOKS = {
    ChipFound.GENUINE: (
        ft.Icons.VERIFIED_OUTLINED, Colour.SUCCESS, Colour.SUCCESS_PALE, Colour.SUCCESS,
    ),
    ChipFound.UNKNOWN_ISSUER: (
        ft.Icons.INFO_OUTLINE, Colour.WARNING, Colour.WARNING_PALE, Colour.WARNING_LINE,
    ),
}  # fmt: skip
SEX_WORDS = {"1": "card_step.s_male", "2": "card_step.s_female"}


@component
def ChipNote(found: ChipFound) -> ft.Control:
    """Draw what the check of the chip found, in words and with a sign of its own."""
    words, sizes, layout = ft.use_context(AppContext).words, use_sizes(), use_layout()
    icon, ink, paper_colour, line = CHIP_LOOKS.get(found, CHIP_LOOKS[ChipFound.UNKNOWN_ISSUER])
    text = words(f"card_step.p_chip_{found}")
    return paper(
        ft.Row(
            [
                ft.Icon(icon, color=ink, size=layout.text(32)),
                ft.Container(
                    sentence(
                        text, size=layout.text(sizes.body), colour=ink, bold=True, name="card.chip"
                    ),
                    expand=True,
                ),
            ],
            spacing=16,
        ),
        colour=paper_colour,
        line=line,
    )


@component
def CardFacts(seen: CardSeen) -> ft.Control:
    """Draw name as it is registered, address, birth date, sex, and the card's expiry."""
    words = ft.use_context(AppContext).words
    rows: list[ft.Control] = [
        Hint(words("card_step.s_name")),
        NameText(seen.name, image=seen.name_png, name="card.seen.name"),
        *screen_note(words, (seen.name, seen.address)),
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
