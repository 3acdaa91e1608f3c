"""Divides a Japanese telephone number by the table of area codes."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

DIVIDE: Final = "divide"


@dataclass(frozen=True)
class DividedNumber:
    """A number's kind (``fixed_line``, ``mobile`` …) and its parts, the first with its 0."""

    kind: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class AreaCodes:
    """The lines of the table: patterns of every kind of number, then of how they are divided."""

    lines: str

    def divide(self, digits: str) -> DividedNumber | None:
        """Return the parts of *digits*, which begin with 0; None where no such number exists."""
        if not digits.startswith("0") or digits.startswith("00"):
            return None
        national = digits[1:]
        kinds = (kind for kind, whole in self._kinds if whole.fullmatch(national))
        kind = next(kinds, None)
        found = (
            parts
            for begins, whole in self._divisions
            if begins.match(national) and (parts := whole.fullmatch(national))
        )
        parts = next(found, None)
        if kind is None or parts is None:
            return None
        first, *rest = parts.groups()
        return DividedNumber(kind, (f"0{first}", *rest))

    @cached_property
    def _kinds(self) -> list[tuple[str, re.Pattern[str]]]:
        return [(kind, re.compile(whole[0])) for kind, *whole in self._rows if kind != DIVIDE]

    @cached_property
    def _divisions(self) -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
        patterns = (rest for kind, *rest in self._rows if kind == DIVIDE)
        return [(re.compile(begins), re.compile(whole)) for begins, whole in patterns]

    @cached_property
    def _rows(self) -> list[list[str]]:
        return [line.split("\t") for line in self.lines.split("\n")[1:-1]]
