"""A sentence that knows its language, so that a sentence around it is of the same one."""

from collections.abc import Mapping
from typing import Any


class SaidText(str):
    """A text of an added language, or what stands in for it: with its language, key and parts.

    Sent to another process it is a plain text.
    """

    __slots__ = ("key", "language", "params")

    language: str
    key: str
    params: Mapping[str, object]

    def __new__(
        cls, text: str, language: str, key: str, params: Mapping[str, object]
    ) -> "SaidText":
        """Return *text* as the sentence *key* of *language* with *params* in it."""
        made = super().__new__(cls, text)
        made.language, made.key, made.params = language, key, params
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return (str, (str(self),))


def language_of(text: str) -> str:
    """Return the language of *text* where it is known; else an empty text."""
    return text.language if isinstance(text, SaidText) else ""
