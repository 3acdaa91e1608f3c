"""Reads the list page by page, from the place of a row: no page costs more than the first.

Rows that arrive meanwhile stand at their place and move no other. Every statement is answered
by one index (``application_states``); a state's rows are read in their order and merged.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from sync.office.listing.filters import Condition, ListFilter
from sync.office.listing.places import ListOrder, ListPlace
from sync.office.store.states import ApplicationState, in_sql

PAGE: Final = 50


class Rows(Protocol):
    """Where statements are answered: the office's database, or a copy of what it lists."""

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what a query finds."""


@dataclass(frozen=True)
class ListPage:
    """The places of one page's rows; *back* and *on* tell whether there are more either way."""

    places: Sequence[ListPlace]
    back: bool
    on: bool

    @property
    def ids(self) -> list[str]:
        """The rows' ids, in their order."""
        return [place.id for place in self.places]


@dataclass(frozen=True)
class ListReader:
    """Reads one view of the list: a filter and an order.

    ``words`` is the condition on text and procedure, as the source answers it.
    """

    source: Rows
    filter: ListFilter
    order: ListOrder = ListOrder.TO_DO
    words: Condition = field(default_factory=Condition)

    def page(
        self,
        after: ListPlace | None = None,
        *,
        before: ListPlace | None = None,
        size: int = PAGE,
    ) -> ListPage:
        """Return the rows after a place, before one, or the first ones."""
        if before is not None:
            found = self._walk(before, size + 1, is_back=True)
            if len(found) <= size:  # less than a page: that is where the list begins
                return self.page(size=size)
            return ListPage(found[:size][::-1], back=True, on=True)
        found = self._walk(after, size + 1)
        return ListPage(found[:size], back=after is not None, on=len(found) > size)

    def neighbours(self, place: ListPlace) -> tuple[str, str]:
        """Return the ids of the rows before and after a place; empty at an end."""
        before, after = self._walk(place, 1, is_back=True), self._walk(place, 1)
        return (before[0].id if before else ""), (after[0].id if after else "")

    def holds(self, id: str) -> bool:
        """Tell whether an application is in the view."""
        states = self.filter.states(tuple(ApplicationState))
        found = self._condition().joined("id = ?", id)
        return bool(states) and bool(
            self.source.rows(
                f"select 1 from application where status in {in_sql(*states)}{found.sql}",  # noqa: S608
                *found.values,
            )
        )

    def position(self, place: ListPlace) -> int:
        """Return how many rows stand before a place."""
        return sum(
            self._count(part, number, place if number == place.segment else None)
            for number, part in enumerate(self._segments())
            if number <= place.segment
        )

    def counts(self) -> dict[ApplicationState, int]:
        """Return how many applications of each state the filter finds, whichever it names."""
        found = self._condition()
        rows = self.source.rows(
            f"select status, count(*) from application where 1 = 1{found.sql} group by status",  # noqa: S608
            *found.values,
        )
        return {ApplicationState(status): int(count) for status, count in rows}

    def _condition(self) -> Condition:
        return self.filter.condition().also(self.words)

    def _segments(self) -> Iterator[list[ApplicationState]]:
        return (self.filter.states(states) for states in self.order.segments)

    def _walk(
        self, start: ListPlace | None, most: int, *, is_back: bool = False
    ) -> list[ListPlace]:
        """Return up to *most* places behind *start* in the direction of the walk."""
        found: list[ListPlace] = []
        numbered = list(enumerate(self._segments()))
        for number, states in reversed(numbered) if is_back else numbered:
            if start and (number > start.segment if is_back else number < start.segment):
                continue
            own = start if start and number == start.segment else None
            rows = self._read(states, number, own, most - len(found), is_back=is_back)
            found += [ListPlace(number, by, id) for by, id in rows]
            if len(found) == most:
                break
        return found

    def _read(
        self,
        states: Sequence[ApplicationState],
        segment: int,
        start: ListPlace | None,
        most: int,
        *,
        is_back: bool,
    ) -> list[tuple[str, str]]:
        if not states:
            return []
        goes_down = is_back != (self.order is ListOrder.NEWEST)
        found, key = self._condition(), self.order.key(segment)
        if start is not None:
            sign = "<" if goes_down else ">"
            found = found.joined(f"({key}, id) {sign} (?, ?)", start.by, start.id)
        way = "desc" if goes_down else "asc"
        one = (
            f"select {key} as place, id from application"  # noqa: S608 - our own words
            f" where status = ?{found.sql} order by {key} {way}, id {way} limit {most}"
        )
        ordered = f"order by place {way}, id {way} limit {most}"
        each = (f"select * from ({one}) as s{n}" for n in range(len(states)))  # noqa: S608 - as above
        parts = " union all ".join(each)
        values = [value for state in states for value in (state.value, *found.values)]
        return [(by, id) for by, id in self.source.rows(f"{parts} {ordered}", *values)]

    def _count(
        self, states: Sequence[ApplicationState], segment: int, before: ListPlace | None
    ) -> int:
        """Count rows of *states*, only those that stand before a place where one is named."""
        if not states:
            return 0
        found = self._condition()
        if before is not None:
            sign = ">" if self.order is ListOrder.NEWEST else "<"
            key = self.order.key(segment)
            found = found.joined(f"({key}, id) {sign} (?, ?)", before.by, before.id)
        ((count,),) = self.source.rows(
            f"select count(*) from application where status in {in_sql(*states)}{found.sql}",  # noqa: S608
            *found.values,
        )
        return int(count)
