"""Keeps the highest time that was seen, as far as the city's last word makes it believable.

Without it a clock that is set back would prolong what the city let the tablet do until a day.
With it alone one start with a clock years ahead would end all of that, long after the clock is
right again. So a time far beyond the city's last word counts while the clock shows it, and
leaves no mark.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sync.tablet.store.store import Store

LEASE_CLOCK: Final = "time_seen"
PACK_CLOCK: Final = "pack_clock"
NOTED_EVERY: Final = timedelta(minutes=1)
# No lease runs so long, and without a word from the city a tablet has no key to seal to by then.
BELIEVED_AHEAD: Final = timedelta(days=180)


@dataclass(frozen=True)
class TimeSeen:
    """One mark in the store, under *name*."""

    store: Store
    name: str
    now: Callable[[], datetime]

    def highest(self, confirmed_at: datetime) -> datetime:
        """Return the highest time seen, and note it.

        Args:
            confirmed_at: the last time that the city confirmed, or that of the enrolment.
        """
        now, most = self.now(), confirmed_at + BELIEVED_AHEAD
        with self.store.atomic():
            seen = self._seen()
            if seen is None or seen > most:  # an older version noted any time
                seen = confirmed_at
                self.note(seen)
            if now <= most and now - seen >= NOTED_EVERY:
                self.note(now)
        return max(now, seen)

    def is_behind(self, at: datetime) -> bool:
        """Tell whether the clock is right by the city's time *at* and the mark is ahead of both."""
        seen, bound = self._seen(), at + timedelta(hours=1)
        return seen is not None and self.now() < bound < seen

    def note(self, at: datetime) -> None:
        """Put the mark to *at*, also back."""
        self.store.put_setting(self.name, at.isoformat().encode())

    def _seen(self) -> datetime | None:
        found = self.store.setting(self.name)
        return datetime.fromisoformat(found.decode()) if found else None
