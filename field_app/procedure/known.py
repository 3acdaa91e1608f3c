"""Look up what is known of a visit: an answer, or a computed fact that follows from answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal, Protocol

from field_app.procedure.computed.age import Birth, fiscal_year_end
from field_app.procedure.computed.children import is_one_apart, oldest, youngest
from field_app.procedure.computed.deadline import window
from field_app.procedure.computed.household import Listed, is_listed, is_listed_twice, size_of
from field_app.procedure.computed.possible import Between, Known, Lack, OneOf, Several
from field_app.procedure.definition.computed import (
    BANK_ACCOUNT,
    BIRTH_DATE,
    CHILDREN,
    COMPUTED,
    HOUSEHOLD,
    KANA,
    NAME,
    Deadline,
)
from field_app.procedure.definition.model import Procedure, Question
from field_app.procedure.definition.people import Role
from field_app.procedure.kinds import KINDS
from field_app.procedure.kinds.bank_account import same_holder
from field_app.procedure.subject import question_about
from sync.wire.boards.closed_days import ClosedDays

OLDEST: Final = 150
UNKNOWN: Final = {"unknown": True}
FiledBefore = Literal["no", "practice", "yes"]


class Given(Protocol):
    """An answer, as far as its value goes."""

    @property
    def value(self) -> Any:
        """The JSON value that is kept."""


@dataclass(frozen=True)
class Circumstances:
    """What conditions may look at beside the answers.

    Attributes:
        today: the day on which it is filed.
        closed: the days on which the city is closed.
        actor: the kind of the person who came; empty where it is not said yet.
        filed_today: whether this person filed this procedure on this tablet today, and if so,
            whether that was for practice.
    """

    today: date
    closed: ClosedDays = field(default_factory=ClosedDays)
    actor: str = ""
    filed_today: FiledBefore = "no"


@dataclass(frozen=True)
class Lookup:
    """Finds what a name of a condition stands for, among the questions asked so far.

    ``asked`` are those that are visible; what is not among them was not asked.
    """

    procedure: Procedure
    answers: Mapping[str, Given] = field(repr=False)
    circumstances: Circumstances
    asked: frozenset[str]

    def __call__(self, name: str) -> Known:
        """Return what is known under *name*."""
        if name in COMPUTED_BY:
            return COMPUTED_BY[name](self)
        for deadline in self.procedure.deadlines:
            if name in (deadline.closes_name, deadline.opens_name):
                return self._deadline(deadline, name)
        return self._answer(name)

    @property
    def today(self) -> date:
        """The day on which it is filed."""
        return self.circumstances.today

    def told(self, name: str) -> str:
        """Return as one text what is known under *name*; it changes whenever that does."""
        known = self(name)
        match known:
            case OneOf(values) | Several(values):
                return "|".join(sorted(values))
            case Between(low, high):
                return f"{low}..{high}"
            case Lack():
                return known.name

    def birth(self) -> Birth | Lack:
        """Return the birth date of whom it is about, as far as it is known."""
        question = question_about(self.procedure, self.answers, BIRTH_DATE)
        if question is None:
            return Lack.NONE
        known = self._answer(question.id)
        if isinstance(known, Between) and isinstance(known.low, date):
            return Birth(known.low, known.high)
        return known if isinstance(known, Lack) else Lack.UNKNOWN

    def of_fact(self, fact: str) -> Any:
        """Return the applicant's answer to the question of *fact*, or why there is none."""
        question = question_of(self.procedure, fact)
        if question is None or question.id not in self.asked:
            return Lack.NONE
        return self.answers[question.id].value if question.id in self.answers else Lack.OPEN

    def _answer(self, id: str) -> Known:
        question = next((one for one in self.procedure.questions if one.id == id), None)
        if question is None or id not in self.asked:
            return Lack.NONE
        return known_answer(question, self.answers[id].value) if id in self.answers else Lack.OPEN

    def _deadline(self, one: Deadline, name: str) -> Known:
        known = self._answer(one.since)
        if not isinstance(known, Between):
            return known if isinstance(known, Lack) else Lack.UNKNOWN
        ends = [
            window(day, one.before, one.days, self.circumstances.closed, one.months)
            for day in (known.low, known.high)
            if isinstance(day, date)
        ]
        first, last = ends[0], ends[-1]
        if name == one.opens_name:
            return Between(first.opens, last.opens)
        return Between(first.closes, last.closes)


def question_of(procedure: Procedure, fact: str, role: Role = Role.APPLICANT) -> Question | None:
    """Return the question that asks *fact* of who has *role*; None where none does."""
    asked = (one for one in procedure.questions if one.fact == fact and one.role is role)
    return next(asked, None)


def known_answer(question: Question, value: Any) -> Known:
    """Return what a kept value says, by what its kind is compared as."""
    found: Known = Lack.UNKNOWN
    kind = KINDS[question.kind]
    value = kind.compared(value)
    match kind.compared_as, value:
        case _, None:
            found = Lack.NONE
        case "number", int():
            found = Between.exactly(value)
        case "date", str():
            day = Birth.parse(value)
            found = Between(day.earliest, day.latest) if day else Lack.UNKNOWN
        case _, str():
            found = OneOf(frozenset({value}))
        case _, list() | tuple():
            found = Several(frozenset(map(str, value)))
    return found


def _of_birth(compute: Callable[[Birth, date], Known], unknown: Known) -> Callable[[Lookup], Known]:
    def found(look: Lookup) -> Known:
        birth = look.birth()
        if isinstance(birth, Birth):
            return compute(birth, look.circumstances.today)
        return unknown if birth is Lack.UNKNOWN else birth

    return found


def _validity(look: Lookup) -> Known:
    until = look.procedure.valid_until
    is_over = until is not None and until < look.circumstances.today
    return OneOf(frozenset({"expired" if is_over else "valid"}))


def _filed_today(look: Lookup) -> Known:
    return OneOf(frozenset({look.circumstances.filed_today}))


def _actor(look: Lookup) -> Known:
    actor = look.circumstances.actor
    return OneOf(frozenset({actor})) if actor else Lack.OPEN


def _holder(look: Lookup) -> Known:
    """Tell whose account it is, by the kana that a transfer takes; unclear without the kana."""
    account, kana = look.of_fact(BANK_ACCOUNT), look.of_fact(KANA)
    if Lack.OPEN in (account, kana):
        return Lack.OPEN
    if not isinstance(account, dict) or not account.get("holder_kana"):
        return Lack.NONE
    if not isinstance(kana, str):
        return OneOf(frozenset(COMPUTED["holder"].options))
    is_same = same_holder(account["holder_kana"], kana)
    return OneOf(frozenset({"applicant" if is_same else "another"}))


def _of_list(
    fact: str, compute: Callable[[Lookup, list[Listed]], Known]
) -> Callable[[Lookup], Known]:
    """Return what follows from a list, as of who lives with the applicant, where one was given."""

    def found(look: Lookup) -> Known:
        listed = look.of_fact(fact)
        if listed is None:  # asked, and left empty: nobody
            listed = []
        if isinstance(listed, list):
            return compute(look, listed)
        return listed if isinstance(listed, Lack) else Lack.NONE

    return found


def _applicant_listed(look: Lookup, others: list[Listed]) -> Known:
    name, kana = look.of_fact(NAME), look.of_fact(KANA)
    if Lack.OPEN in (name, kana):
        return Lack.OPEN
    known = (
        dict(name) if isinstance(name, dict) else {"name": name if isinstance(name, str) else ""}
    )
    known |= {"kana": kana} if isinstance(kana, str) else {}
    return is_listed({"name": known, "birth_date": look.of_fact(BIRTH_DATE)}, others)


ANY_AGE: Final = Between(0, OLDEST)
COMPUTED_BY: Final[Mapping[str, Callable[[Lookup], Known]]] = {
    "today": lambda look: Between.exactly(look.circumstances.today),
    "actor": _actor,
    "validity": _validity,
    "filed_today": _filed_today,
    "age": _of_birth(Birth.age, ANY_AGE),
    "age_at_fiscal_year_end": _of_birth(Birth.age_at_fiscal_year_end, ANY_AGE),
    "insured_category": _of_birth(
        lambda birth, today: OneOf(frozenset(birth.insured_categories(today))),
        OneOf(frozenset(COMPUTED["insured_category"].options)),
    ),
    "holder": _holder,
    "household_size": _of_list(HOUSEHOLD, lambda _, others: size_of(others)),
    "applicant_listed": _of_list(HOUSEHOLD, _applicant_listed),
    "listed_twice": _of_list(HOUSEHOLD, lambda _, others: is_listed_twice(others)),
    "birthday_75": _of_birth(lambda birth, _: birth.turns(75), Lack.UNKNOWN),
    "youngest_child": _of_list(CHILDREN, lambda look, ones: youngest(ones, look.today)),
    "oldest_child_at_fiscal_year_end": _of_list(
        CHILDREN, lambda look, ones: oldest(ones, fiscal_year_end(look.today))
    ),
    "child_apart": _of_list(CHILDREN, lambda _, ones: is_one_apart(ones)),
    "child_listed_twice": _of_list(CHILDREN, lambda _, ones: is_listed_twice(ones)),
}
