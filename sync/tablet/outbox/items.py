"""Describes an application of the outbox for the screens, and counts them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sync.tablet.outbox.state import ItemState

COLUMNS: Final = (
    "id, number, state, reason_key, sealed_at, sent_at, receipted_at, size, tries, next_try_at,"
    " is_urgent"
)


@dataclass(frozen=True)
class Item:
    """One application; its ``size`` is with its attachments.

    ``is_urgent``: the day of its arrival counts, so it goes before the others.
    """

    id: str
    number: str
    state: ItemState
    reason_key: str | None
    sealed_at: datetime
    sent_at: datetime | None
    receipted_at: datetime | None
    size: int
    tries: int
    next_try_at: datetime | None
    is_urgent: bool = False


@dataclass(frozen=True)
class Counts:
    """The number of applications that wait, went, are stuck, and were given up."""

    waiting: int
    sent: int
    stuck: int
    given_up: int = 0


def item_in(row: tuple[Any, ...]) -> Item:
    """Return the application in one row of :data:`COLUMNS`."""
    id, number, state, reason, sealed_at, sent_at, receipted_at, size, tries, next_try, urgent = row
    return Item(
        id=id,
        number=number,
        state=ItemState.read(state),
        reason_key=reason,
        sealed_at=datetime.fromisoformat(sealed_at),
        sent_at=_time(sent_at),
        receipted_at=_time(receipted_at),
        size=size,
        tries=tries,
        next_try_at=_time(next_try),
        is_urgent=bool(urgent),
    )


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
