"""Keep a date of which the day, or month and day, may be unknown; unknown parts are 99.

Source: GIF DS-441 (``1935-99-99``); 住民基本台帳 and the card's chip say 00 for the same.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

UNKNOWN: Final = "99"
ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
CHIP: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
UNKNOWN_PARTS: Final = ("00", UNKNOWN)


@dataclass(frozen=True)
class PartialDate:
    """A year, and month and day where they are known; ValueError for no such day."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise ValueError("a day without a month")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        """Return a date that is known whole."""
        return cls(day.year, day.month, day.day)

    @classmethod
    def read(cls, text: str) -> "PartialDate":
        """Return the date in ``YYYY-MM-DD`` or ``YYYYMMDD``; 99 and 00 are unknown parts.

        A day without a month is not kept: there is no such entry in a register.

        Raises:
            ValueError: it is no date, or its year is unknown as well.
        """
        found = ISO.fullmatch(text) or CHIP.fullmatch(text)
        if not found or not text.isascii():
            raise ValueError("no date")
        year, month, day = found.groups()
        if month in UNKNOWN_PARTS:
            return cls(int(year))
        return cls(int(year), int(month), None if day in UNKNOWN_PARTS else int(day))

    @property
    def is_whole(self) -> bool:
        """Whether nothing is unknown."""
        return self.day is not None

    @property
    def iso(self) -> str:
        """``YYYY-MM-DD`` with 99 for what is unknown."""
        month, day = (UNKNOWN if part is None else f"{part:02}" for part in (self.month, self.day))
        return f"{self.year:04}-{month}-{day}"

    @property
    def earliest(self) -> date:
        """The first day that it may be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that it may be; the one to reckon with where a right begins with an age."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])


def may_be_same_day(one: str, other: str) -> bool:
    """Tell whether two dates agree in all that both know; a text that is none never does."""
    try:
        a, b = PartialDate.read(one), PartialDate.read(other)
    except ValueError:
        return False
    return a.earliest <= b.latest and b.earliest <= a.latest
