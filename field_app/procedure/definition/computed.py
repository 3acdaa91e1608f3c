"""Name the computed facts that a condition may use, beside the questions before it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from pydantic import Field, model_validator

from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.frozen import FrozenModel

Measure = Literal["number", "date", "text"]
BIRTH_DATE: Final = "birth_date"
BANK_ACCOUNT: Final = "bank_account"
KANA: Final = "kana"
NAME: Final = "name"
HOUSEHOLD: Final = "household"
CHILDREN: Final = "children"
YES_NO: Final = ("yes", "no")


@dataclass(frozen=True)
class ComputedFact:
    """What a condition may ask of a computed fact.

    Attributes:
        measure: what it is compared as.
        options: what it may equal.
        fact: the fact whose question has to be asked before; empty where there is none.
        question: the question that has to be asked before; empty where there is none.
    """

    measure: Measure
    options: tuple[str, ...] = ()
    fact: str = ""
    question: str = ""


class Deadline(FrozenModel):
    """A deadline that begins with an answer; it gives ``deadline_<id>`` and ``opens_<id>``.

    It lasts ``days``, or ``months`` by the calendar. The first day is not counted and a closed
    last day rolls on. What may be done ``before`` the
    day in the answer opens that many days earlier.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    since: str = Field(alias="from")
    days: int = Field(default=0, ge=0)
    months: int = Field(default=0, ge=0)
    before: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _lasts_some_time(self) -> "Deadline":
        if not (self.days or self.months):
            raise ValueError("期限には days か months が要ります。")
        return self

    @property
    def closes_name(self) -> str:
        """The computed fact of the last day."""
        return f"deadline_{self.id}"

    @property
    def opens_name(self) -> str:
        """The computed fact of the first day."""
        return f"opens_{self.id}"


COMPUTED: Final[Mapping[str, ComputedFact]] = {
    "today": ComputedFact("date"),
    "actor": ComputedFact("text", tuple(ActorKind)),
    "filed_today": ComputedFact("text", ("yes", "practice", "no")),
    "validity": ComputedFact("text", ("valid", "expired")),
    "age": ComputedFact("number", fact=BIRTH_DATE),
    "age_at_fiscal_year_end": ComputedFact("number", fact=BIRTH_DATE),
    "insured_category": ComputedFact("text", ("first", "second", "none"), fact=BIRTH_DATE),
    "holder": ComputedFact("text", ("applicant", "another"), fact=BANK_ACCOUNT),
    "household_size": ComputedFact("number", fact=HOUSEHOLD),
    "applicant_listed": ComputedFact("text", YES_NO, fact=HOUSEHOLD),
    "listed_twice": ComputedFact("text", YES_NO, fact=HOUSEHOLD),
    "birthday_75": ComputedFact("date", fact=BIRTH_DATE),
    "youngest_child": ComputedFact("number", fact=CHILDREN),
    "oldest_child_at_fiscal_year_end": ComputedFact("number", fact=CHILDREN),
    "child_apart": ComputedFact("text", YES_NO, fact=CHILDREN),
    "child_listed_twice": ComputedFact("text", YES_NO, fact=CHILDREN),
}


def computed_facts(deadlines: Iterable[Deadline]) -> dict[str, ComputedFact]:
    """Return every computed fact of a definition with these *deadlines*, by its name."""
    found = dict(COMPUTED)
    for one in deadlines:
        found[one.closes_name] = ComputedFact("date", question=one.since)
        found[one.opens_name] = ComputedFact("date", question=one.since)
    return found
