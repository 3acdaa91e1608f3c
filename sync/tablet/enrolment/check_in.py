"""Gives a tablet back to the city, once nothing on it is unsent or half-done."""

from sync.tablet.device.secret import DeviceSecret
from sync.tablet.errors import UnsentWork
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.outbox.state import ItemState
from sync.tablet.relay.carried import Carried
from sync.tablet.vault.transfer import HALF_DONE


def check_in(outbox: Outbox, secret: DeviceSecret) -> None:
    """Erase the half of the device secret that opens anything on this tablet.

    Raises:
        UnsentWork: something is not durable at the city, half-done, or carried for
            a colleague; nothing was changed.
    """
    left = unsent_work(outbox)
    if left.total:
        raise left
    secret.wipe()


def unsent_work(outbox: Outbox) -> UnsentWork:
    """Count what would be lost if the tablet were given back now."""
    found = outbox.by_state()
    ended = found[ItemState.DURABLE] + found[ItemState.GIVEN_UP]
    ((drafts,),) = outbox.store.rows(f"select count(*) from ({HALF_DONE})")  # noqa: S608
    carried = Carried(outbox.store, outbox.enrolled).counts()
    return UnsentWork(
        applications=found.total() - ended,
        drafts=drafts,
        carried=carried.waiting,
        given_up=found[ItemState.GIVEN_UP],
    )
