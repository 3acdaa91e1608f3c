"""Say what is known of a value: it itself, what it may be, or why it is lacking."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, IntEnum
from typing import Generic, TypeVar

T = TypeVar("T", int, date)


class Truth(IntEnum):
    """Whether something holds; ``all`` of several is the least of them, ``any`` the greatest.

    OPEN waits for an answer; MAYBE was answered, but with something known in part.
    """

    NO = 0
    OPEN = 1
    MAYBE = 2
    YES = 3

    @property
    def opposite(self) -> "Truth":
        """What ``not`` makes of it."""
        return {Truth.NO: Truth.YES, Truth.YES: Truth.NO}.get(self, self)


class Lack(Enum):
    """Why there is no value."""

    OPEN = "not answered yet"
    NONE = "not asked, or left empty"
    UNKNOWN = "the person does not know it"


@dataclass(frozen=True)
class Between(Generic[T]):
    """A value that lies between two, both possible; they are the same where it is known."""

    low: T
    high: T

    @classmethod
    def exactly(cls, value: T) -> "Between[T]":
        """Return the value that is known."""
        return cls(value, value)


@dataclass(frozen=True)
class OneOf:
    """A text that is one of these; a single one where it is known."""

    values: frozenset[str]


@dataclass(frozen=True)
class Several:
    """Texts that were all chosen."""

    values: frozenset[str]


Known = Between[int] | Between[date] | OneOf | Several | Lack


def equals(known: Known, wanted: frozenset[str]) -> Truth:
    """Tell whether a value is one of *wanted*, or whether one of several is."""
    match known:
        case Lack.OPEN:
            return Truth.OPEN
        case OneOf(values) if values <= wanted:
            return Truth.YES
        case OneOf(values) if values & wanted:
            return Truth.MAYBE
        case Several(values) if values & wanted:
            return Truth.YES
    return Truth.NO


def is_less(one: Known, other: Known, *, or_equal: bool = False) -> Truth:
    """Tell whether *one* is less than *other*; what is left empty is not."""
    lacks = (one, other)
    if Lack.NONE in lacks:
        return Truth.NO
    if Lack.OPEN in lacks:
        return Truth.OPEN
    if not isinstance(one, Between) or not isinstance(other, Between):
        return Truth.MAYBE
    low, high = _order(one), _order(other)
    if or_equal:
        low, high = (low[0] - 1, low[1] - 1), high
    if low[1] < high[0]:
        return Truth.YES
    return Truth.MAYBE if low[0] < high[1] else Truth.NO


def _order(value: Between[int] | Between[date]) -> tuple[int, int]:
    """Return both ends as whole numbers; days by their place in the calendar."""
    ends = (value.low, value.high)
    low, high = (one.toordinal() if isinstance(one, date) else one for one in ends)
    return low, high
