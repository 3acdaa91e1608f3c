"""Read what was entered last, whether or not it has been drawn yet.

A handler that was made while drawing sees the values of that drawing. Keys that
come faster than the screen is drawn would be lost to it: a password one letter
short costs a try of the card.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import flet as ft

T = TypeVar("T")


def newest(set_value: Callable[[Any], None], _: T) -> T:
    """Return the present value of the state that *set_value* sets.

    Args:
        set_value: from ``ft.use_state``.
        _: the drawn value; it only names the type.
    """
    found: list[T] = []

    def look(now: T) -> T:
        found.append(now)
        return now

    set_value(look)
    return found[0]


class TypedText:
    """Keep a text field from being set back to a text that was typed over since."""

    def __init__(self) -> None:
        self._field: ft.TextField | None = None
        self._given = ""
        self._told: list[str] = []

    def tell(self, text: str) -> None:
        """Note that the page was told *text*; it will come back as the field's value."""
        self._told.append(text)

    def to_show(self, given: str) -> str:
        """Return what the field shows when the page gives it *given*.

        A text that came from the field itself is an echo: the field keeps what
        stands in it, which may be newer. Any other text is the page's will.
        """
        is_echo = self._field is not None and (given == self._given or given in self._told)
        self._given = given
        if not is_echo or self._field is None:
            self._told.clear()
            return given
        if given in self._told:
            del self._told[: self._told.index(given) + 1]
        return self._field.value or ""

    def shown_in(self, field: ft.TextField) -> None:
        """Remember the drawn *field*: Flet keeps its ``value`` at what is typed."""
        self._field = field
