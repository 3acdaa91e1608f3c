"""Gives the line to the provider that the city names now; what it learnt is kept meanwhile."""

import threading
from dataclasses import dataclass, field

from sync.office.oidc.kept_settings import KeptSettings
from sync.office.oidc.line import ProviderLine
from sync.office.store.store import OfficeStore


@dataclass
class CityProvider:
    """The provider of one process of the office; threads share it."""

    store: OfficeStore
    _line: ProviderLine | None = field(default=None, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def line(self) -> ProviderLine | None:
        """Return the line; None where the city names no provider. A new one where it changed."""
        kept = KeptSettings(self.store).find()
        with self._lock:
            if kept is None:
                self._line = None
            elif self._line is None or self._line.kept != kept:
                self._line = ProviderLine(kept)
            return self._line
