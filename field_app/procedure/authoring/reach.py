"""Find the questions that no answers make visible.

The answers that decide are tried in every combination: each option, and for what is compared the
values on both sides of each bound. Computed facts are tried as if they were free of one another,
so a question that is named here is never asked; where the combinations are too many, none is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, product
from math import prod
from typing import Final

from field_app.procedure.computed.possible import Between, Known, Lack, OneOf, Several, Truth
from field_app.procedure.definition.condition import Compare, Condition, Equals, leaves, names

MOST: Final = 20_000


@dataclass(frozen=True)
class Askable:
    """A question, as far as its being asked goes."""

    id: str
    when: Condition | None
    options: tuple[str, ...] = ()
    takes_several: bool = False


def unreachable(questions: Sequence[Askable], computed: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the ids of the questions that are never asked.

    Args:
        questions: in the order in which they are asked.
        computed: the options of each computed fact; none where it is compared.
    """
    by_id = {question.id: question for question in questions}
    return [one.id for one in questions if one.when and not _is_reached(one, by_id, computed)]


def _is_reached(
    question: Askable, by_id: Mapping[str, Askable], computed: Mapping[str, tuple[str, ...]]
) -> bool:
    deciding = _deciding(question, by_id)
    conditions = [one.when for one in (question, *deciding.values()) if one and one.when]
    tried = {name: _values(name, one, conditions, computed) for name, one in deciding.items()}
    if prod(map(len, tried.values())) > MOST:
        return True
    return any(
        _is_visible(question, dict(zip(tried, values, strict=True)), by_id)
        for values in product(*tried.values())
    )


def _deciding(question: Askable, by_id: Mapping[str, Askable]) -> dict[str, Askable | None]:
    """Return what decides whether *question* is asked, in turn with what decides that."""
    found: dict[str, Askable | None] = {}
    waiting = [question]
    while waiting:
        when = waiting.pop().when
        for name in (name for leaf in leaves(when) for name in names(leaf)) if when else ():
            if name not in found:
                found[name] = by_id.get(name)
                waiting += [by_id[name]] if name in by_id else []
    return found


def _values(
    name: str,
    question: Askable | None,
    conditions: Sequence[Condition],
    computed: Mapping[str, tuple[str, ...]],
) -> list[Known]:
    """Return what an answer may be, as far as one of the conditions tells it apart."""
    parts = [leaf for one in conditions for leaf in leaves(one)]
    if any(isinstance(one, Compare) and name in names(one) for one in parts):
        return [Lack.NONE, *_around(one for one in parts if isinstance(one, Compare))]
    equal = [one for one in parts if isinstance(one, Equals) and one.field == name]
    wanted = sorted({text for one in equal for text in one.wanted})
    options = (question.options if question else computed.get(name, ())) or (*wanted, "")
    if question and question.takes_several:
        told_apart = [one for one in options if one in wanted]
        subsets = product(*([(), (one,)] for one in told_apart))
        return [Lack.NONE, *(Several(frozenset(chain(*one))) for one in subsets)]
    return [Lack.NONE, *(OneOf(frozenset({one})) for one in options)]


def _around(parts: Iterable[Compare]) -> Iterator[Known]:
    """Yield values in every order around the bounds, and around one where names are compared."""
    bounds = [part.than for part in parts]
    days = [bound for bound in bounds if isinstance(bound, date)] or [date(2000, 1, 1)]
    numbers = [bound for bound in bounds if isinstance(bound, int)] or [0]
    for step in (-2, -1, 0, 1, 2):
        yield from (Between.exactly(day + timedelta(days=step)) for day in days)
        yield from (Between.exactly(number + step) for number in numbers)


def _is_visible(
    question: Askable, values: Mapping[str, Known], by_id: Mapping[str, Askable]
) -> bool:
    def look(name: str) -> Known:
        named = by_id.get(name)
        if named and named.when and named.when.truth(look) < Truth.MAYBE:
            return Lack.NONE
        return values.get(name, Lack.NONE)

    return question.when is None or question.when.truth(look) >= Truth.MAYBE
