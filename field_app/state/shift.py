"""Holds what the shift page shows: what its end would erase, and until when the lease holds."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, eq=False)
class ShiftSeen:
    """What the end of the shift would erase, and what it would leave unsent."""

    half_done: int = 0
    unsent: int = 0


@dataclass(frozen=True, eq=False)
class LeaseSeen:
    """Until when half-done visits open without a line; short: less than two days."""

    until: datetime
    is_short: bool
    is_over: bool = False

    @property
    def problem_key(self) -> str:
        """The word key of what staff should know of it, once it is short or over."""
        return "shift.p_late" if self.is_over else "shift.p_lease_short"


@dataclass(frozen=True, eq=False)
class LeftRow:
    """What a colleague whom the city took off left half-done; not open: no key came for it."""

    staff_id: str
    name: str
    visits: int
    is_open: bool
