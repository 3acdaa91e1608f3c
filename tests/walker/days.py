"""Make the days that a definition asks for: births of fitting ages, days gone by, days to come."""

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from field_app.procedure.computed.age import FISCAL_YEAR_END
from field_app.procedure.definition.computed import BIRTH_DATE, CHILDREN, Deadline
from field_app.procedure.definition.condition import AnyOf, Compare, Condition, leaves
from field_app.procedure.definition.model import Procedure, Question
from field_app.procedure.definition.people import Role
from field_app.procedure.definition.wareki import era_of, to_wareki

AGES: Final = ("age", "age_at_fiscal_year_end")
CHILD_AGES: Final = ("oldest_child_at_fiscal_year_end",)
OLDEST: Final = 104
BACK_DAYS, AHEAD_DAYS, BACK_MONTHS = 1100, 400, 30
LETTERS: Final = {"令和": "R", "平成": "H", "昭和": "S", "大正": "T", "明治": "M"}
WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")
LEAP: Final = (2, 29)


@dataclass(frozen=True)
class Days:
    """Answers days for *procedure* on *today*.

    Most fit: what the definition refuses is left to one answer in eight. The days on which a
    deadline ends, an age is reached or a school year turns come far more often than by chance.
    """

    procedure: Procedure
    today: date

    def day(self, question: Question, dice: Random) -> str:
        """Return a day as somebody writes it."""
        if question.fact == BIRTH_DATE:
            return self.born(question, dice)
        return _written(self._event(question, dice), dice)

    def born(self, question: Question, dice: Random) -> str:
        """Return a birth date as somebody writes it, of the old now and then in part."""
        day = self._birth(question, dice)
        if question.fact == BIRTH_DATE and dice.random() < 0.15:
            era, year = era_of(day)
            return f"{era}{year}年{dice.choice(('', f'{day.month}月', '（月日不詳）'))}"
        return _written(day, dice)

    def month(self, question: Question, dice: Random) -> str:
        """Return a month as somebody writes it: nearly always one of the last years."""
        spans = [one.months for one in self._deadlines(question) if one.months]
        edges = [span + step for span in spans for step in (-1, 0, 1)] + [0, 1]
        back = dice.choice(edges) if dice.random() < 0.3 else dice.randint(-1, BACK_MONTHS)
        year, month = divmod(self.today.year * 12 + self.today.month - 1 - back, 12)
        era, era_year = era_of(date(year, month + 1, 28))
        forms = (
            f"{year}-{month + 1:02}",
            f"{era}{era_year}年{month + 1}月",
            f"{LETTERS[era]}{era_year}.{month + 1}",
        )
        return dice.choice(forms)

    def _birth(self, question: Question, dice: Random) -> date:
        names = CHILD_AGES if question.fact == CHILDREN else AGES
        low, high = (0, OLDEST) if dice.random() < 0.12 else self._ages(question, names)
        edges = [one for one in self._named_ages(names) if low <= one <= high]
        age = dice.choice(edges) if edges and dice.random() < 0.3 else dice.randint(low, high)
        turns = self._turning(age, dice)
        return min(max(turns, date(1903, 1, 1)), self.today)

    def _turning(self, age: int, dice: Random) -> date:
        """Return a birth that makes somebody *age* about today."""
        year = self.today.year - age
        roll = dice.random()
        if roll < 0.1:
            return _in_year(year, (self.today.month, self.today.day)) + timedelta(
                dice.choice((0, 1, 2))
            )
        if roll < 0.2:
            return _in_year(year, FISCAL_YEAR_END) + timedelta(dice.choice((0, 1, 2)))
        if roll < 0.25:
            return _in_year(year - year % 4, LEAP)
        return _in_year(year, (self.today.month, self.today.day)) - timedelta(dice.randrange(365))

    def _ages(self, question: Question, names: tuple[str, ...]) -> tuple[int, int]:
        """Return the youngest and the oldest that are not refused."""
        low, high = 0, OLDEST
        if self.procedure.about is not None and question.role is not Role.SUBJECT:
            return low, high
        for one in self._refused():
            if one.field in names and isinstance(one.than, int):
                low = max(low, one.than) if one.compare == "<" else low
                high = min(high, one.than) if one.compare == ">" else high
        return low, high

    def _named_ages(self, names: tuple[str, ...]) -> list[int]:
        """Return the ages on which a rule turns, and those beside them."""
        found = (leaf for rule in self.procedure.rules for leaf in leaves(rule.when))
        return [
            leaf.than + step
            for leaf in found
            if isinstance(leaf, Compare) and leaf.field in names and isinstance(leaf.than, int)
            for step in (-1, 0, 1)
        ]

    def _event(self, question: Question, dice: Random) -> date:
        """Return the day of something that happened or will: a move, a visit, a booking."""
        back, ahead = BACK_DAYS, AHEAD_DAYS
        if dice.random() > 0.12:
            for one in self._refused():
                if one.field == question.id and one.than == "today":
                    back = 0 if one.compare == "<" else back
                    ahead = 0 if one.compare == ">" else ahead
        first, last = self.today - timedelta(back), self.today + timedelta(ahead)
        edges = [day for day in self._edges(question) if first <= day <= last]
        if edges and dice.random() < 0.4:
            return dice.choice(edges)
        near = self.today + timedelta(dice.randint(-min(back, 40), min(ahead, 40)))
        return near if dice.random() < 0.5 else first + timedelta(dice.randint(0, back + ahead))

    def _edges(self, question: Question) -> list[date]:
        """Return the days about which a rule or a deadline of *question* turns."""
        named = [
            leaf.than
            for rule in self.procedure.rules
            for leaf in leaves(rule.when)
            if isinstance(leaf, Compare)
            and leaf.field == question.id
            and isinstance(leaf.than, date)
        ]
        turns = [self.today, *named]
        for one in self._deadlines(question):
            days = one.days + round(one.months * 30.44)
            turns += [self.today - timedelta(days), self.today + timedelta(one.before)]
        return [day + timedelta(step) for day in turns for step in (-1, 0, 1)]

    def _deadlines(self, question: Question) -> list[Deadline]:
        return [one for one in self.procedure.deadlines if one.since == question.id]

    def _refused(self) -> Iterator[Compare]:
        """Yield every comparison that is refused whatever else was answered."""
        for rule in self.procedure.rules:
            if rule.strength == "refuse":
                yield from _alone(rule.when)


def _alone(condition: Condition) -> Iterator[Compare]:
    """Yield the comparisons each of which makes *condition* true by itself."""
    if isinstance(condition, Compare):
        yield condition
    elif isinstance(condition, AnyOf):
        for one in condition.any:
            yield from _alone(one)


def _in_year(year: int, day: tuple[int, int]) -> date:
    """Return a day of a year; its last of February where the year has no 29th."""
    month, wanted = day
    return date(year, month, min(wanted, calendar.monthrange(year, month)[1]))


def _written(day: date, dice: Random) -> str:
    """Return a day in one of the ways in which people write it."""
    era, year = era_of(day)
    forms: tuple[Callable[[], str], ...] = (
        day.isoformat,
        lambda: to_wareki(day),
        lambda: to_wareki(day).translate(WIDE),
        lambda: f"{LETTERS[era]}{year}.{day.month}.{day.day}",
        lambda: f"{day.year}/{day.month}/{day.day}",
        lambda: f"{day:%Y%m%d}",
    )
    return dice.choice(forms)()
