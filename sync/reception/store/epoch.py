"""Tells the epoch to a running worker; another process may begin a new one meanwhile."""

import math
import time
from dataclasses import dataclass
from typing import Final

from sync.reception.store.store import ReceptionStore

LOOK_AGAIN_S: Final = 1.0


@dataclass
class Epoch:
    """Reads the epoch from the database once a second at most.

    Whatever is stored within that second is in the new epoch's database already, so a
    receipt that still names the old one promises nothing that is not kept.
    """

    store: ReceptionStore
    _known: str = ""
    _looked_at: float = -math.inf

    def now(self) -> str:
        """Return the epoch; it may have to ask, so not on the event loop.

        Raises:
            DatabaseAway: it has to ask, and nobody answers.
        """
        at = time.monotonic()
        if at - self._looked_at >= LOOK_AGAIN_S:
            self._known, self._looked_at = self.store.epoch(), at
        return self._known
