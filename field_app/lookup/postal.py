"""Finds the towns of a postal code, and the cities of Japan."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from sync.wire.content.towns import Town
from sync.wire.folding import digits_of

DIGITS: Final = 7
BETWEEN: Final = " -〒の"
KANJI: Final = "〇一二三四五六七八九"


def in_kanji(number: int) -> str:
    """Return a number from 1 to 99 as it stands in 四十二丁目."""
    tens, ones = divmod(number, 10)
    ten = ("" if tens == 1 else KANJI[tens]) + "十" if tens else ""
    return ten + (KANJI[ones] if ones else "")


def chome_text(number: int) -> str:
    """Return 二丁目 for 2."""
    return f"{in_kanji(number)}丁目"


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
        street: what follows the town: of an office its street, of a town its 丁目.
        office: its name; empty for a town.
    """

    city: City
    town: str
    street: str = ""
    office: str = ""

    @property
    def text(self) -> str:
        """The address as one writes it, as far as the code tells it."""
        return f"{self.town_text}{self.street}"

    @property
    def town_text(self) -> str:
        """The address up to the town."""
        return f"{self.city.prefecture}{self.city.name}{self.town}"


@dataclass(frozen=True)
class CityTowns:
    """The towns of one city, as the city itself lists them."""

    city: City
    towns: tuple[Town, ...]

    def find(self, code: str) -> tuple[PostalPlace, ...]:
        """Return every town of *code*, one with 丁目 once for each of them."""
        return tuple(
            PostalPlace(self.city, town.name, street)
            for town in self.towns
            if town.postal == code
            for street in (map(chome_text, range(1, town.chome + 1)) if town.chome else ("",))
        )

    def chome(self, city: str, town: str) -> int | None:
        """Return how many 丁目 the *town* of *city* has; None where the list knows neither."""
        known = (one.chome for one in self.towns if one.name == town and city == self.city.name)
        return next(known, None)

    def covers(self, city: City) -> bool:
        """Tell whether *city* is this one, or a ward of it."""
        is_ward = city.name.startswith(self.city.name) and city.prefecture == self.city.prefecture
        return city.code == self.city.code or is_ward


@dataclass(frozen=True)
class PostalTable:
    """The lines of the table: cities first, then towns and offices in the order of the codes.

    ``own`` are the towns of the tablet's own city, where the city lists them.
    """

    lines: str
    own: CityTowns | None = None

    def find(self, code: str) -> tuple[PostalPlace, ...]:
        """Return every town and office of *code*, seven digits; none for an unknown code.

        What the city's own list has comes first, and stands in the place of its towns here.
        """
        if len(code) != DIGITS:
            return ()
        found, own = tuple(self._of(code)), self._own
        listed = own.find(code) if own else ()
        if own and listed:
            found = tuple(one for one in found if one.office or not own.covers(one.city))
        return (*listed, *found)

    def chome(self, city: str, town: str) -> int | None:
        """Return how many 丁目 the *town* of *city* has; None where nobody told."""
        return self._own.chome(city, town) if self._own else None

    @cached_property
    def cities(self) -> dict[str, City]:
        """Every city by its code; the tablet's own one also where the table has it not yet."""
        own = {self.own.city.code: self.own.city} if self.own else {}
        return {**own, **self._listed}

    @cached_property
    def _own(self) -> CityTowns | None:
        """The city's own towns, the city named as the table names it: with its 郡."""
        if self.own is None:
            return None
        return replace(self.own, city=self._listed.get(self.own.city.code, self.own.city))

    @cached_property
    def _listed(self) -> dict[str, City]:
        towns = re.search(r"\n\d{7}\t", self.lines)
        of_cities = self.lines[: towns.start()] if towns else self.lines
        cities = (City(*line.split("\t")) for line in of_cities.split("\n") if line)
        return {city.code: city for city in cities}

    def _of(self, code: str) -> Iterator[PostalPlace]:
        at = self.lines.find(f"\n{code}\t") + 1
        while at and self.lines.startswith(code, at):
            end = self.lines.index("\n", at)
            _, city, town, *office = self.lines[at:end].split("\t")
            yield PostalPlace(self._listed[city], town, *office)
            at = end + 1
