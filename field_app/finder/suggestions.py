"""Suggests procedures by what a visit knows already, each with its reason."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Final

from pydantic import Field

from field_app.finder.table import read_model
from field_app.platform.assets_folder import assets_folder
from field_app.procedure.computed.age import Birth
from field_app.procedure.computed.possible import Known, Lack, OneOf, Several, Truth
from field_app.procedure.definition.condition import Condition
from field_app.procedure.definition.frozen import FrozenModel


@dataclass(frozen=True)
class VisitFacts:
    """What is known of a visit, for the conditions of what is suggested.

    Attributes:
        today: the day of the visit.
        birth: when the applicant was born, as far as that is known.
        actor: the kind of who came; empty before it was said.
        chosen: the ids of what is chosen, or filed already.
        said: the questions of life events that yes was said to.
        known: the facts of the applicant that the visit has.
    """

    today: date
    birth: Birth | None = field(repr=False)
    actor: str
    chosen: frozenset[str]
    said: frozenset[str] = field(default=frozenset(), repr=False)
    known: frozenset[str] = field(default=frozenset(), repr=False)

    def look(self, name: str) -> Known:
        """Return what is known under *name*; nothing is what the tables do not have."""
        return LOOKED_UP[name](self)


class Suggestion(FrozenModel):
    """A procedure that is suggested while a condition holds. Its reason is a word."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    procedure: str
    when: Condition

    @property
    def reason_key(self) -> str:
        """The word key of why it is suggested."""
        return f"suggest.p_{self.id}"


class Suggestions(FrozenModel):
    """What may be suggested, the most useful first."""

    suggestions: tuple[Suggestion, ...]


@cache
def all_suggestions() -> tuple[Suggestion, ...]:
    """Read what may be suggested, as it came with the app."""
    return read_model(Suggestions, assets_folder() / "finder" / "suggestions.toml").suggestions


def suggested(facts: VisitFacts) -> Iterator[Suggestion]:
    """Yield what certainly holds for *facts*, once a procedure; nothing that was chosen."""
    seen = set(facts.chosen)
    for one in all_suggestions():
        if one.procedure not in seen and one.when.truth(facts.look) is Truth.YES:
            seen.add(one.procedure)
            yield one


def _of_birth(compute: Callable[[Birth, date], Known]) -> Callable[[VisitFacts], Known]:
    return lambda facts: compute(facts.birth, facts.today) if facts.birth else Lack.UNKNOWN


LOOKED_UP: Final[Mapping[str, Callable[[VisitFacts], Known]]] = {
    "age": _of_birth(Birth.age),
    "age_at_fiscal_year_end": _of_birth(Birth.age_at_fiscal_year_end),
    "insured_category": _of_birth(
        lambda birth, today: OneOf(frozenset(birth.insured_categories(today)))
    ),
    "actor": lambda facts: OneOf(frozenset({facts.actor})) if facts.actor else Lack.OPEN,
    "chosen": lambda facts: Several(facts.chosen),
    "said": lambda facts: Several(facts.said),
    "known": lambda facts: Several(facts.known),
}
