"""Tell of a list of children how old they are, and whether one of them lives elsewhere."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from field_app.procedure.computed.age import Birth
from field_app.procedure.computed.household import Listed
from field_app.procedure.computed.possible import Between, Known, Lack, OneOf

SAME_ADDRESS = "same"


def youngest(children: Sequence[Listed], on: date) -> Known:
    """Return the legal age of the youngest on a day; from … to … where a birth date is in part."""
    return _outermost(children, on, min)


def oldest(children: Sequence[Listed], on: date) -> Known:
    """Return the legal age of the oldest on a day; from … to … where a birth date is in part."""
    return _outermost(children, on, max)


def is_one_apart(children: Iterable[Listed]) -> OneOf:
    """Tell whether one of them does not live where the applicant does."""
    apart = any(one.get("address", SAME_ADDRESS) != SAME_ADDRESS for one in children)
    return OneOf(frozenset({"yes" if apart else "no"}))


def _outermost(children: Sequence[Listed], on: date, pick: Callable[[list[int]], int]) -> Known:
    births = [Birth.parse(one.get("birth_date")) for one in children]
    known = [one.age(on) for one in births if one is not None]
    if not children:
        return Lack.NONE
    if len(known) < len(children):
        return Lack.UNKNOWN
    return Between(pick([one.low for one in known]), pick([one.high for one in known]))
