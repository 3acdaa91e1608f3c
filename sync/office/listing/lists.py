"""Says who answers what a clerk asks of the list: the database, or the index of what it seals."""

from collections.abc import Iterable, Set
from dataclasses import dataclass, replace

from sync.office.listing.filters import Condition, ListFilter, of_departments, of_number
from sync.office.listing.pages import ListReader
from sync.office.listing.places import ListOrder
from sync.office.listing.search_index import SearchIndex
from sync.office.store.store import OfficeStore


@dataclass(frozen=True)
class Lists:
    """The office's list, narrowed in any way.

    With ``departments`` it holds what is theirs and what is nobody's yet; without any, all.
    """

    store: OfficeStore
    index: SearchIndex
    departments: frozenset[str] = frozenset()

    def of(self, departments: frozenset[str]) -> "Lists":
        """Return the list that a clerk of these departments may see."""
        return replace(self, departments=departments)

    def held(self, ids: Iterable[str]) -> Set[str]:
        """Return those of *ids* that are in this list."""
        reader = self.reader(ListFilter())
        return {id for id in ids if reader.holds(id)}

    def reader(self, narrowed: ListFilter, order: ListOrder = ListOrder.TO_DO) -> ListReader:
        """Return the reader of a view, as the applications are now.

        While the index is not whole, a search finds what it was told so far.
        """
        own = of_departments(self.departments)
        if narrowed.asks_for_sealed:
            self.index.catch_up()
            return ListReader(self.index, narrowed, order, self.index.words(narrowed).also(own))
        digits = narrowed.receipt_number
        words = of_number(digits) if digits else Condition()
        return ListReader(self.store, narrowed, order, words.also(own))

    def missing(self, narrowed: ListFilter) -> tuple[int, int] | None:
        """Return what of how many was looked through; None where that is all that is asked."""
        if not narrowed.asks_for_sealed or self.index.is_whole:
            return None
        return self.index.progress()
