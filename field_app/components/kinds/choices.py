"""Draw any number of options out of several."""

from collections.abc import Sequence
from typing import Any, Final

import flet as ft

from field_app.components.entries.choices import ChoiceCards
from field_app.components.kinds.entry import Asked, Entry


def begin_choices(value: Any) -> tuple[str, ...]:
    """Return the options that were chosen; none for None."""
    return tuple(value or ())


def draw_choices(asked: Asked) -> ft.Control:
    """Return a card an option; one that excludes the others takes their marks away."""

    def change(values: tuple[str, ...]) -> None:
        asked.set_raw(alone(values, asked.raw, asked.question.exclusive))

    return ChoiceCards(asked.choices, name=asked.name, values=asked.raw, on_change_many=change)


def alone(now: Sequence[str], before: Sequence[str], exclusive: str | None) -> tuple[str, ...]:
    """Return *now* without what the newest choice excludes."""
    if exclusive not in now or exclusive is None:
        return tuple(now)
    if exclusive in before:
        return tuple(one for one in now if one != exclusive) or (exclusive,)
    return (exclusive,)


ENTRY: Final = Entry(begin_choices, draw_choices)
