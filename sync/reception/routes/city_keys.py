"""Knows the city's sealing keys that a tablet may have used: of the settings and every pack."""

import time
from dataclasses import dataclass, field
from typing import Final

from sync.reception.keys.keys import ReceptionKeys
from sync.reception.routes.packs import Packs

LOOK_AGAIN_S: Final = 10.0


@dataclass
class CityKeys:
    """Says whether a key is the city's; looks into the packs' folder every ten seconds at most."""

    keys: ReceptionKeys
    packs: Packs | None = None
    _published: frozenset[str] = frozenset()
    _looked_at: float = field(default=-LOOK_AGAIN_S)

    def __contains__(self, id: object) -> bool:
        if id in self.keys.city_keys or id in self._published:
            return True
        if self.packs is None or time.monotonic() - self._looked_at < LOOK_AGAIN_S:
            return False
        self._looked_at, self._published = time.monotonic(), frozenset(self.packs.city_keys())
        return id in self._published
