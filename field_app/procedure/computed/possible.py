"""Say what a value may be, where it is known in part only."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T", int, date)


@dataclass(frozen=True)
class Between(Generic[T]):
    """A value that lies between two, both possible; they are the same where it is known."""

    low: T
    high: T

    @classmethod
    def exactly(cls, value: T) -> "Between[T]":
        """Return the value that is known."""
        return cls(value, value)
