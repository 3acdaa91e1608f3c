"""Leads from one application to the next: its place in the clerk's view, and what is left."""

from collections.abc import Set
from dataclasses import dataclass, replace
from typing import Final

from sync.office.listing.filters import ListFilter
from sync.office.listing.lists import Lists
from sync.office.listing.places import ListOrder
from sync.office.store.states import ApplicationState
from sync.office.store.store import ApplicationRow

TO_DECIDE: Final = ApplicationState.RECEIVED


@dataclass(frozen=True)
class Turn:
    """Where an application stands in a view of *found*; ``position`` is 0 where it is not in it.

    ``before`` and ``after`` are the ids beside it, ``next`` that of the next one to decide;
    empty where there is none. ``to_decide`` counts what a clerk may decide in the view.
    """

    before: str
    after: str
    next: str
    position: int
    found: int
    to_decide: int


def turn_of(
    lists: Lists, narrowed: ListFilter, order: ListOrder, row: ApplicationRow, taken: Set[str]
) -> Turn:
    """Return where to go from an application; ``next`` passes over those that are *taken*."""
    reader = lists.reader(narrowed, order)
    place = order.place_of(row)
    counts = reader.counts()
    states = narrowed.states(list(counts))
    return Turn(
        *reader.neighbours(place),
        next_to_decide(lists, narrowed, order, taken, after=row),
        reader.position(place) + 1 if reader.holds(row.id) else 0,
        sum(counts[one] for one in states),
        counts.get(TO_DECIDE, 0) if TO_DECIDE in states else 0,
    )


def next_to_decide(
    lists: Lists,
    narrowed: ListFilter,
    order: ListOrder,
    taken: Set[str],
    after: ApplicationRow | None = None,
) -> str:
    """Return the id of the next one to decide after a row, or from the top; empty for none.

    It goes on from the top at the end. What colleagues have open comes last: somebody may
    have left it.
    """
    if not narrowed.states([TO_DECIDE]):
        return ""
    reader = lists.reader(replace(narrowed, status=TO_DECIDE), order)
    start = order.place_of(replace(after, status=TO_DECIDE)) if after else None
    size = len(taken) + 2  # so many that one of them is free, if any is
    ids = [*reader.page(start, size=size).ids, *reader.page(size=size).ids]
    left = [id for id in dict.fromkeys(ids) if after is None or id != after.id]
    return next((id for id in left if id not in taken), left[0] if left else "")
