"""Finds what is to be paid and opens only that: what stands on a list already stays shut."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from sync.office.exports.feed import Feed, Outcome
from sync.office.exports.payments import AlreadyMade, PaymentList, PaymentOrder, Payments
from sync.office.exports.records import Records
from sync.office.store.store import OfficeStore

# So many applications are opened for one list: whoever waits for it gets an answer.
A_LIST: Final = 500


@dataclass(frozen=True)
class PayWish:
    """A list that is wished for: ``since`` is the number in the feed above which it begins."""

    procedure: str
    amount: int
    since: int = 0
    released: Collection[str] = ()


@dataclass(frozen=True)
class MadeList:
    """A list that was made, where the next one begins, and whether anything is left for it."""

    made: PaymentList
    next: int
    is_more: bool


@dataclass(frozen=True)
class Paying:
    """Makes lists and gives older ones again, for departments or for all (None)."""

    store: OfficeStore
    records: Records
    departments: frozenset[str] | None = None

    def make(self, wish: PayWish, order: PaymentOrder | None = None) -> MadeList:
        """Make a list of what is accepted, unpaid and above a number; see `Payments.make`."""
        feed = Feed(self.store)
        feed.catch_up()
        found: list[Outcome] = []
        for outcome in self._candidates(feed, wish):
            found.append(outcome)
            if len(found) > A_LIST:
                break
        chosen, is_more = found[:A_LIST], len(found) > A_LIST
        records = self.records.of(chosen, wish.procedure)
        made = Payments(self.store).make(records, wish.amount, wish.released, order)
        return MadeList(made, chosen[-1].n if chosen else wish.since, is_more)

    def make_whole(
        self, procedure: str, amount: int, released: Collection[str] = ()
    ) -> PaymentList:
        """Make one list of all that is accepted and unpaid, opened one after another."""
        feed = Feed(self.store)
        feed.catch_up()
        found = self._candidates(feed, PayWish(procedure, amount))
        return Payments(self.store).make(self.records.of(found, procedure), amount, released)

    def ordered(self, wish: PayWish, order: PaymentOrder) -> tuple[MadeList, bool]:
        """Return the list of an order, and whether it was made just now.

        An order that comes again has its list already: nothing is looked for anew.

        Raises:
            ValueError, AnotherOrder, ListNotWhole: see `Payments`.
        """
        try:
            if earlier := Payments(self.store).made_for(order):
                raise AlreadyMade(earlier)
            return self.make(wish, order), True
        except AlreadyMade as made:
            return MadeList(self.again(made.number), wish.since, False), False

    def again(self, number: int) -> PaymentList:
        """Return a list that was made, the same lines; see `Payments.again`."""
        outcomes = Feed(self.store).paid_by(number)
        return Payments(self.store).again(number, self.records.of(outcomes))

    def _candidates(self, feed: Feed, wish: PayWish) -> Iterator[Outcome]:
        since = wish.since
        while lot := feed.unpaid(since, self.departments):
            rows = {
                row.id: row for row in self.store.applications([one.application for one in lot])
            }
            for outcome in lot:
                row = rows.get(outcome.application)
                if row is not None and row.procedure == wish.procedure:
                    yield outcome
            since = lot[-1].n
