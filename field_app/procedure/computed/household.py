"""Count the people of a household's list, and tell whether one of them stands in it twice."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from field_app.procedure.computed.age import Birth
from field_app.procedure.computed.possible import Between, OneOf, Truth
from sync.wire.folding import folded

Listed = Mapping[str, Any]
"""One person of a kept list: ``name`` in its parts, and ``birth_date`` where it was asked."""


def size_of(others: Sequence[Listed]) -> Between[int]:
    """Return how many people the household has: who is listed, and the applicant."""
    return Between.exactly(len(others) + 1)


def is_listed(person: Listed, others: Sequence[Listed]) -> OneOf:
    """Tell whether *person* is one of *others*; both answers where that is not clear."""
    return _said(max((same_person(person, one) for one in others), default=Truth.NO))


def is_listed_twice(others: Sequence[Listed]) -> OneOf:
    """Tell whether two of *others* are one person; both answers where that is not clear."""
    return _said(max((same_person(*pair) for pair in combinations(others, 2)), default=Truth.NO))


def same_person(one: Listed, other: Listed) -> Truth:
    """Tell whether two entries name one person, by name and birth date.

    Who has another name and another reading, or surely another birth date, is another person.
    It is the same one where the name and a whole birth date agree, in whatever characters the
    name is written; with the reading alone, or half a birth date, it may be.
    """
    same_name, same_kana = (_agree(*map(part, (one, other))) for part in (_name, _kana))
    if not (same_name or same_kana):
        return Truth.NO
    births = [Birth.parse(each.get("birth_date")) for each in (one, other)]
    first, second = births
    if first is None or second is None:
        return Truth.MAYBE
    if first.latest < second.earliest or second.latest < first.earliest:
        return Truth.NO
    is_whole = first.earliest == first.latest and first == second
    return Truth.YES if same_name and is_whole else Truth.MAYBE


def _name(one: Listed) -> str:
    """Return 姓 and 名 without what the register adds; the whole name where it has no parts."""
    name = one["name"]
    return f"{name.get('family', '')}{name.get('given', '')}" or str(name.get("name", ""))


def _kana(one: Listed) -> str:
    return str(one["name"].get("kana", ""))


def _agree(one: str, other: str) -> bool:
    return bool(folded(one)) and folded(one) == folded(other)


def _said(truth: Truth) -> OneOf:
    if truth is Truth.MAYBE:
        return OneOf(frozenset({"yes", "no"}))
    return OneOf(frozenset({"yes" if truth is Truth.YES else "no"}))
