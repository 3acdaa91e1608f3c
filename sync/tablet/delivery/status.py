"""Holds the courier's status, which screens read and several threads change."""

import threading
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sync.errors import SyncError
from sync.tablet.errors import (
    CaptivePortal,
    DeviceRevoked,
    LineDown,
    NotApproved,
    ServerRefused,
    TlsNotTrusted,
)

# What the whole line says when one of these ends a run: the next record would fail as well.
LINES: Final[dict[type[SyncError], str]] = {
    LineDown: "no_line",
    CaptivePortal: "captive",
    TlsNotTrusted: "tls",
    DeviceRevoked: "refused",
    NotApproved: "pending",
    ServerRefused: "refused",
}


@dataclass(frozen=True)
class CourierStatus:
    """The courier's status at one moment.

    ``line`` is online, no_line, captive, tls, pending or refused; ``error`` says why not.

    ``bytes_sent`` of ``bytes_total`` belong to the run that goes on while ``sending``.
    """

    line: str = "no_line"
    error: SyncError | None = None
    sending: bool = False
    last_contact_at: datetime | None = None
    bytes_sent: int = 0
    bytes_total: int = 0

    @property
    def is_answered(self) -> bool:
        """Whether the reception responds, be it with a revocation: it still takes evidence then."""
        return self.line == "online" or isinstance(self.error, DeviceRevoked)


class LiveStatus:
    """Holds the newest status; safe from every thread."""

    def __init__(self, last_contact_at: datetime | None) -> None:
        self._lock = threading.Lock()
        self._newest = CourierStatus(last_contact_at=last_contact_at)

    def now(self) -> CourierStatus:
        """Return the newest status."""
        return self._newest

    def change(self, **fields: Any) -> None:
        """Replace these fields of the status."""
        with self._lock:
            self._newest = replace(self._newest, **fields)

    def add_bytes(self, count: int) -> None:
        """Count bytes that were handed to the line."""
        with self._lock:
            self._newest = replace(self._newest, bytes_sent=self._newest.bytes_sent + count)

    def fail(self, error: SyncError) -> None:
        """End the run with what *error* says of the whole line."""
        self.change(line=LINES.get(type(error), "refused"), error=error, sending=False)
