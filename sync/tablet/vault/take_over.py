"""Takes over what a person whom the city took off left half-done on this tablet."""

from contextlib import suppress

from sync.tablet.errors import StoreDamaged
from sync.tablet.store.store import Store
from sync.tablet.vault.drafts import Drafts
from sync.tablet.vault.shift import Shift, erase_shift, open_shift_key, take_late
from sync.tablet.vault.taken_off import count_half_done, open_escrow
from sync.tablet.vault.transfer import Transfers, open_transfer_key


def take_over(store: Store, id: str, *, by: Shift) -> int:
    """Put the half-done visits of the person *id* among those of *by*, in one transaction.

    The person's key goes for good with it; only a damaged visit keeps it.

    Returns:
        How many visits came.

    Raises:
        ColleagueNotReady: the person is not off, or the city has no key for them; nothing
            was changed. So the city puts them back, and they transfer the visits.
        Locked, LeaseEnded: nobody is signed in, or under a lease that is over.
    """
    seal_key, now = by.seal_key, by.drafts.now
    staff_key = open_escrow(store, id, seal_key)
    with store.atomic() as db:
        left = count_half_done(store, id)
        theirs = Drafts(store, id, open_shift_key(store, id, staff_key, now), now)
        private = open_transfer_key(store, id, staff_key, seal_key, theirs)
        take_late(store, id, staff_key, theirs)
        Transfers(store, id, theirs, seal_key, private, now).take()
        for visit in theirs.visits():
            with suppress(StoreDamaged):  # it stays as it is; the others come
                by.drafts.adopt(theirs.release(visit.id))
        kept = count_half_done(store, id)
        if not kept:
            erase_shift(db, id)
            db.execute("delete from staff where id = ?", [id])
    store.scrub()
    return left - kept
