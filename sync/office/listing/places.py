"""Names a row's place in the list, in a form that an address may carry: it tells of nobody."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum
from typing import Self

from sync.office.listing.filters import CLOSED, OPEN
from sync.office.store.due import BY_DUE, due_place
from sync.office.store.states import ApplicationState
from sync.office.store.store import ApplicationRow
from sync.wire.canonical import has_nul, parse


class ListOrder(StrEnum):
    """In which order the list stands."""

    TO_DO = "to_do"  # what is to be decided, by the day it is due; then the rest, the oldest first
    OLDEST = "oldest"
    NEWEST = "newest"

    @classmethod
    def of(cls, text: str) -> "ListOrder":
        """Return the order of that name; the usual one for any other."""
        return cls(text) if text in list(cls) else cls.TO_DO

    @property
    def segments(self) -> Sequence[Sequence[ApplicationState]]:
        """The states whose rows stand together, one group after the other."""
        return (OPEN, CLOSED) if self is ListOrder.TO_DO else (tuple(ApplicationState),)

    def key(self, segment: int) -> str:
        """Return in SQL by what the rows of a segment stand, before their id."""
        return BY_DUE if self is ListOrder.TO_DO and segment == 0 else "received_at"

    def place_of(self, row: ApplicationRow) -> "ListPlace":
        """Return where a row stands, or would stand."""
        segment = next(n for n, states in enumerate(self.segments) if row.status in states)
        by_due = self.key(segment) == BY_DUE
        by = due_place(row.due_on, row.received_at) if by_due else row.received_at
        return ListPlace(segment, by, row.id)


@dataclass(frozen=True)
class ListPlace:
    """Between two rows: before or after the one of *id*, which need not be there any more.

    ``by`` is what the rows of the segment stand by.
    """

    segment: int
    by: str
    id: str

    def to_text(self) -> str:
        """Return it as one word of an address."""
        return base64.urlsafe_b64encode(json.dumps(astuple(self)).encode()).decode().rstrip("=")

    @classmethod
    def of(cls, text: str) -> Self | None:
        """Return the place that `to_text` wrote; None for anything else."""
        try:
            padded = text + "=" * (-len(text) % 4)
            content = base64.urlsafe_b64decode(padded)
            segment, by, id = parse(content)
        except (ValueError, TypeError, binascii.Error):
            return None
        is_place = isinstance(by, str) and isinstance(id, str) and segment in (0, 1)
        return cls(int(segment), by, id) if is_place and not has_nul(content) else None
