"""Writes the next event of a log: numbered, chained, signed, after comparing the clocks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.wire.events.clocks import anchor, clock_change
from sync.wire.events.event import Event, Head, SignedEvent, sign_event, wall_time


@dataclass(frozen=True)
class Said:
    """The content of an event that is to be written; ``staff`` and ``visit`` are ids."""

    kind: str
    staff: str | None = None
    visit: str | None = None
    detail: Mapping[str, str | int] = field(default_factory=dict)


@dataclass
class EventWriter:
    """Writes the events of one start of the app (*boot*: 16 random bytes in hex)."""

    device: str
    key: Ed25519PrivateKey = field(repr=False)
    boot: str
    now: Callable[[], datetime]
    mono_s: Callable[[], float]
    _since: Event | None = field(default=None, init=False, repr=False)
    _last: Event | None = field(default=None, init=False, repr=False)

    def write(self, head: Head, said: Said) -> list[SignedEvent]:
        """Return the events that follow *head*: *said*, after a note on a clock that was set.

        Raises:
            ValueError: *said* is not what its kind allows.
        """
        at, mono_s = self.now(), self.mono_s()
        if self._last is not None and self._last.seq <= head.seq:  # it was not undone
            self._since = anchor(self._since, self._last)
        change = clock_change(self._since or head.event, at, mono_s, self.boot)
        lines = [*([Said(change[0], detail=change[1])] if change else []), said]
        written: list[SignedEvent] = []
        for line in lines:
            event = Event(
                self.device, head.seq + 1, head.digest, line.kind, wall_time(at), mono_s,
                self.boot, line.staff, line.visit, line.detail,
            )  # fmt: skip
            written.append(sign_event(event, self.key))
            head = written[-1].head()
        self._last = head.event
        return written
