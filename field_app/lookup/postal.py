"""Finds the towns of a postal code, and the cities of Japan."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from sync.wire.folding import digits_of

DIGITS: Final = 7
BETWEEN: Final = " -〒の"


def postal_digits(typed: str) -> str:
    """Return the seven digits of a postal code, however it was typed; empty for anything else."""
    digits = digits_of(typed, BETWEEN)
    return digits if len(digits) == DIGITS else ""


@dataclass(frozen=True)
class City:
    """A city, ward, town or village, with its code of five digits (JIS X 0402)."""

    code: str
    prefecture: str
    name: str


@dataclass(frozen=True)
class PostalPlace:
    """A town of a postal code, or an office with a code of its own.

    Attributes:
        city: where it lies.
        town: empty where the code stands for the whole city.
        street: of an office, what follows the town.
        office: its name; empty for a town.
    """

    city: City
    town: str
    street: str = ""
    office: str = ""

    @property
    def text(self) -> str:
        """The address as one writes it, as far as the code tells it."""
        return f"{self.city.prefecture}{self.city.name}{self.town}{self.street}"


@dataclass(frozen=True)
class PostalTable:
    """The lines of the table: cities first, then towns and offices in the order of the codes."""

    lines: str

    def find(self, code: str) -> tuple[PostalPlace, ...]:
        """Return every town and office of *code*, seven digits; none for an unknown code."""
        return tuple(self._of(code)) if len(code) == DIGITS else ()

    @cached_property
    def cities(self) -> dict[str, City]:
        """Every city by its code."""
        towns = re.search(r"\n\d{7}\t", self.lines)
        of_cities = self.lines[: towns.start()] if towns else self.lines
        cities = (City(*line.split("\t")) for line in of_cities.split("\n") if line)
        return {city.code: city for city in cities}

    def _of(self, code: str) -> Iterator[PostalPlace]:
        at = self.lines.find(f"\n{code}\t") + 1
        while at and self.lines.startswith(code, at):
            end = self.lines.index("\n", at)
            _, city, town, *office = self.lines[at:end].split("\t")
            yield PostalPlace(self.cities[city], town, *office)
            at = end + 1
