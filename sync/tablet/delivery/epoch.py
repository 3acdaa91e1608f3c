"""Notices that the reception was restored from a backup, by the epoch that it names."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sync.tablet.delivery.decisions import DecisionShelf
from sync.tablet.outbox.outbox import Outbox

EPOCH: Final = "epoch"


@dataclass(frozen=True)
class KnownEpoch:
    """Keeps the reception's last epoch; calls *on_restored* when another one is heard."""

    outbox: Outbox
    shelf: DecisionShelf
    on_restored: Callable[[], None]

    def hear(self, name: str) -> bool:
        """Keep the epoch *name*; tell whether it took the place of another one.

        Then everything that was not durable is offered again, and the decisions
        are asked for from the beginning: the restored reception counts anew.
        """
        store, epoch = self.outbox.store, name.encode()
        known = store.setting(EPOCH)
        if known == epoch:
            return False
        with store.atomic():
            store.put_setting(EPOCH, epoch)
            if known is not None:
                self.outbox.offer_again()
                self.shelf.begin_again()
                self.on_restored()
        return known is not None
