"""Define what draws a question kind: what its field begins with, and the field itself."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import flet as ft

from field_app.components.entries.choices import Choice
from field_app.components.entries.text_entry import Keyboard, TextEntry
from field_app.components.pictures.desk import PictureDesk
from field_app.procedure.definition.model import Question
from field_app.words.words import Words

LONG_LIST: Final = 8  # so many cards one under another hide what stands below them


@dataclass(frozen=True)
class Asked:
    """One question on the page.

    Attributes:
        question: from the definition.
        name: key of the field.
        raw: what was entered so far, begun by :attr:`Entry.begin`.
        set_raw: is told everything that was entered, after every change.
        words: of the visit's edition, in the chosen language.
        takes_focus: whether its field takes the focus when the page appears; one does.
        pictures: takes and keeps pictures; None where this tablet can take none.
    """

    question: Question
    name: str
    raw: Any = field(repr=False)
    set_raw: Callable[[Any], None]
    words: Words
    takes_focus: bool = True
    pictures: PictureDesk | None = None

    @property
    def choices(self) -> list[Choice]:
        """The question's options as cards."""
        options = self.question.options
        return [Choice(one, self.words(self.question.option_key(one))) for one in options]

    @property
    def columns(self) -> int:
        """How many cards stand side by side, where letters and page leave room for it."""
        return 2 if len(self.question.options) >= LONG_LIST else 1


@dataclass(frozen=True)
class Entry:
    """The half of a kind that draws; ``procedure/kinds/<kind>.py`` is the other.

    Attributes:
        begin: returns what the field begins with: a kept value as it was entered, or for None
            an empty field.
        draw: returns the field.
    """

    begin: Callable[[Any], Any]
    draw: Callable[[Asked], ft.Control]


def begin_text(value: Any) -> str:
    """Return the kept value as text; empty for None."""
    return "" if value is None else str(value)


def text_field(asked: Asked, keyboard: Keyboard) -> ft.Control:
    """Return a field of one line; what stands over it is its label."""
    return TextEntry(
        name=asked.name,
        label=asked.words(asked.question.label_key),
        value=asked.raw,
        on_change=asked.set_raw,
        keyboard=keyboard,
        autofocus=asked.takes_focus,
        is_titled=True,
    )
