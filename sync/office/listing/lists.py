"""Says who answers what a clerk asks of the list: the database, or the index of what it seals."""

from dataclasses import dataclass

from sync.office.listing.filters import Condition, ListFilter, of_number
from sync.office.listing.pages import ListReader
from sync.office.listing.places import ListOrder
from sync.office.listing.search_index import SearchIndex
from sync.office.store.store import OfficeStore


@dataclass(frozen=True)
class Lists:
    """The office's list, narrowed in any way."""

    store: OfficeStore
    index: SearchIndex

    def reader(self, narrowed: ListFilter, order: ListOrder = ListOrder.TO_DO) -> ListReader:
        """Return the reader of a view, as the applications are now.

        While the index is not whole, a search finds what it was told so far.
        """
        if narrowed.asks_for_sealed:
            self.index.catch_up()
            return ListReader(self.index, narrowed, order, self.index.words(narrowed))
        digits = narrowed.receipt_number
        words = of_number(digits) if digits else Condition()
        return ListReader(self.store, narrowed, order, words)

    def missing(self, narrowed: ListFilter) -> tuple[int, int] | None:
        """Return what of how many was looked through; None where that is all that is asked."""
        if not narrowed.asks_for_sealed or self.index.is_whole:
            return None
        return self.index.progress()
