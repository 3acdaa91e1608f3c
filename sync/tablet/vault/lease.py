"""Keeps the newest key lease and says whether drafts may be opened, by the highest time seen."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sync.errors import LeaseInvalid
from sync.tablet.errors import LeaseEnded, LeaseTooOld, OrderedLock, StoreDamaged, WipedByCity
from sync.tablet.store.store import Store
from sync.tablet.store.time_seen import LEASE_CLOCK, PACK_CLOCK, TimeSeen
from sync.wire.canonical import canonical
from sync.wire.city import NamedKey
from sync.wire.messages.lease import USUAL, Lease, Order, lease_fields, verify_lease

KEPT: Final = "lease"
# The lease that a tablet gives itself at enrolment is older than any that the city signs.
UNSIGNED: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Leases:
    """Keeps one lease in the store, checked when it came, and the highest time ever seen.

    The token itself is not kept: a receipt key that the city has changed since
    must not end a lease that was good.
    """

    store: Store
    now: Callable[[], datetime]

    def begin(self, device: str) -> None:
        """Start the first lease, of 7 days, at enrolment; joins an open transaction."""
        at = self.now()
        with self.store.atomic():
            self._keep(Lease(device, UNSIGNED, at + USUAL))
            self._seen.note(at)

    def take(self, token: str, device: str, keys: tuple[NamedKey, ...]) -> Lease:
        """Keep the lease in *token* in place of the one before; the same one again is harmless.

        Its ``issued_at`` is the one time that the tablet's clock cannot make up,
        so it also mends a highest time that came from a wrong clock.

        Raises:
            LeaseInvalid: not signed by the city, or for another tablet.
            LeaseTooOld: one at least as new is kept; nothing was changed.
        """
        lease = verify_lease(token, keys)
        if lease.device != device:
            raise LeaseInvalid("a lease for another tablet")
        with self.store.atomic():
            kept = self.kept()
            if lease == kept:
                return kept
            if lease.issued_at <= kept.issued_at:
                raise LeaseTooOld
            self._keep(lease)
            for clock in (LEASE_CLOCK, PACK_CLOCK):
                TimeSeen(self.store, clock, self.now).note(lease.issued_at)
        return lease

    def kept(self) -> Lease:
        """Return the kept lease; a tablet enrolled before there were leases gets its first now.

        Raises:
            StoreDamaged: the disk damaged it.
        """
        found = self.store.setting(KEPT)
        if found is None:
            self.begin("")
            return self.kept()
        try:
            fields = json.loads(found)
            return Lease(
                fields["device"],
                datetime.fromisoformat(fields["issued_at"]),
                datetime.fromisoformat(fields["until"]),
                Order(fields["order"]),
            )
        except (KeyError, TypeError, ValueError) as damaged:
            raise StoreDamaged("the key lease cannot be read") from damaged

    def refuse_to_open(self) -> None:
        """Refuse unless drafts may be opened now.

        Raises:
            LeaseEnded, OrderedLock, WipedByCity: they may not; what is sealed goes on its way.
        """
        self.refuse_ordered()
        if self.is_over():
            raise LeaseEnded

    def refuse_ordered(self) -> None:
        """Refuse when the city ordered so; raises OrderedLock or WipedByCity."""
        order = self.kept().order
        if order is Order.WIPE:
            raise WipedByCity
        if order is Order.LOCK:
            raise OrderedLock

    def is_over(self) -> bool:
        """Tell whether the lease has ended."""
        return self.time() >= self.kept().until

    def left(self) -> timedelta:
        """Return for how long drafts may still be opened; not under zero."""
        return max(timedelta(0), self.kept().until - self.time())

    def time(self) -> datetime:
        """Return the highest time that was seen here and is believable, and note it."""
        return self._seen.highest(_confirmed_at(self.kept()))

    def is_behind(self, issued_at: datetime) -> bool:
        """Tell whether a lease of *issued_at* mends what a clock that was ahead left here."""
        return self._seen.is_behind(issued_at)

    @property
    def _seen(self) -> TimeSeen:
        return TimeSeen(self.store, LEASE_CLOCK, self.now)

    def _keep(self, lease: Lease) -> None:
        self.store.put_setting(KEPT, canonical(lease_fields(lease)))


def _confirmed_at(lease: Lease) -> datetime:
    """Return the city's time in *lease*; the enrolment's for the one that a tablet gave itself."""
    return lease.until - USUAL if lease.issued_at == UNSIGNED else lease.issued_at
