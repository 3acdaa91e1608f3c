"""Compute ages as the law counts them, also from a birth date that is known in part.

An age is reached at the end of the day before the birthday, so a person is of that age on the
day before it already. Whoever was born on 29 February reaches it on 28 February of every year.

Source: 年齢計算ニ関スル法律; 民法 第143条; 介護保険法 第9条 (1号, 2号); 高齢者医療確保法 第50条,
which begins on the 75th birthday itself (practice of cities; not checked in the law).
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from field_app.procedure.computed.possible import Between

UNKNOWN_YEAR: Final = "9999"
UNKNOWN_PART: Final = "99"
FIRST_INSURED: Final = 65
SECOND_INSURED: Final = 40
FISCAL_YEAR_END: Final = (3, 31)

InsuredCategory = Literal["first", "second", "none"]


@dataclass(frozen=True)
class Birth:
    """The first and the last day on which a person may have been born; the same if known."""

    earliest: date
    latest: date

    @classmethod
    def parse(cls, text: object) -> "Birth | None":
        """Read ``1935-04-01``, ``1935-04-99`` or ``1935-99-99`` (GIF DS-441).

        Returns:
            None where not even the year is known, or where it is no date.
        """
        parts = text.split("-") if isinstance(text, str) else []
        if len(parts) != 3 or not all(one.isascii() and one.isdigit() for one in parts):
            return None
        year, month, day = parts
        if year == UNKNOWN_YEAR:
            return None
        try:
            return cls._of(int(year), month, day)
        except ValueError:
            return None

    @classmethod
    def _of(cls, year: int, month: str, day: str) -> "Birth":
        if month == UNKNOWN_PART:
            return cls(date(year, 1, 1), date(year, 12, 31))
        if day == UNKNOWN_PART:
            last = calendar.monthrange(year, int(month))[1]
            return cls(date(year, int(month), 1), date(year, int(month), last))
        known = date(year, int(month), int(day))
        return cls(known, known)

    def age(self, on: date) -> Between[int]:
        """Return the legal age on a day: from the youngest that is possible to the oldest."""
        return Between(legal_age(self.latest, on), legal_age(self.earliest, on))

    def age_at_fiscal_year_end(self, on: date) -> Between[int]:
        """Return the age at the end of the fiscal year in which *on* lies."""
        return self.age(fiscal_year_end(on))

    def insured_categories(self, on: date) -> frozenset[InsuredCategory]:
        """Return which categories of care insurance are possible: 1号, 2号 or neither."""
        age = self.age(on)
        return frozenset(insured_category(one) for one in range(age.low, age.high + 1))

    def turns(self, age: int) -> Between[date]:
        """Return the birthday on which the person becomes *age*."""
        return Between(birthday(self.earliest, age), birthday(self.latest, age))


def reached_on(born: date, age: int) -> date:
    """Return the day at whose end a person is *age*: the day before the birthday."""
    year = born.year + age
    if (born.month, born.day) == (2, 29):
        return date(year, 2, 28)
    return date(year, born.month, born.day) - timedelta(days=1)


def birthday(born: date, age: int) -> date:
    """Return the *age*-th birthday; the 1st of March for 29 February in a common year."""
    return reached_on(born, age) + timedelta(days=1)


def legal_age(born: date, on: date) -> int:
    """Return the age on a day as the law counts it; 0 before the birth."""
    age = max(0, on.year - born.year + 1)
    while age and reached_on(born, age) > on:
        age -= 1
    return age


def fiscal_year_end(on: date) -> date:
    """Return the 31st of March with which the fiscal year of *on* ends."""
    month, day = FISCAL_YEAR_END
    return date(on.year + (1 if on.month > month else 0), month, day)


def insured_category(age: int) -> InsuredCategory:
    """Return the category of care insurance at *age*."""
    if age >= FIRST_INSURED:
        return "first"
    return "second" if age >= SECOND_INSURED else "none"
