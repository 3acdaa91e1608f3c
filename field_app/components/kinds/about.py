"""Draw whom an application is about: the applicant, or somebody else."""

from typing import Final

import flet as ft

from field_app.components.entries.choices import ChoiceCards
from field_app.components.kinds.entry import Asked, Entry, begin_text
from field_app.procedure.definition.people import Role


def draw_about(asked: Asked) -> ft.Control:
    """Return a card an option; another option keeps the number of the person."""
    chosen, dot, number = asked.raw.partition(".")

    def choose(option: str) -> None:
        asked.set_raw(option if option == Role.APPLICANT else f"{option}{dot}{number}")

    return ChoiceCards(asked.choices, name=asked.name, value=chosen, on_change=choose)


ENTRY: Final = Entry(begin_text, draw_about)
