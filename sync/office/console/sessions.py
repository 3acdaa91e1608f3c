"""Holds who is signed in to the console, in memory, and ends what was left alone or grew old."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from sync.office.access.permissions import NOTHING, Rights
from sync.office.listing.filters import ListFilter
from sync.office.listing.places import ListOrder
from sync.wire.events.clocks import seconds_since_boot

IDLE_S: Final = 20 * 60
LONGEST_S: Final = 10 * 60 * 60


@dataclass
class ListView:
    """What of the list a clerk looks at; with the session, so that no address names anybody."""

    filter: ListFilter = field(default_factory=ListFilter)
    order: ListOrder = ListOrder.TO_DO


@dataclass(frozen=True)
class Session:
    """Who is signed in, the secret that every form of theirs carries, and their view.

    ``salt`` is that of the passphrase that was typed: with another one the session ends.
    ``rights`` is what the clerk may do now; it is asked anew for each request.
    """

    clerk: str
    name: str
    salt: bytes = field(repr=False)
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    view: ListView = field(default_factory=ListView, repr=False)
    rights: Rights = NOTHING


@dataclass
class _Kept:
    session: Session
    begun_s: float
    seen_s: float


@dataclass
class Sessions:
    """The sessions by their cookie's value; any thread may ask. A restart ends them all."""

    mono_s: Callable[[], float] = field(default=seconds_since_boot)
    _kept: dict[str, _Kept] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def begin(self, session: Session) -> str:
        """Keep a new session under a new cookie value, and drop those that are over."""
        cookie, now_s = secrets.token_urlsafe(32), self.mono_s()
        with self._lock:
            for old in [one for one, kept in self._kept.items() if _is_over(kept, now_s)]:
                del self._kept[old]
            self._kept[cookie] = _Kept(session, now_s, now_s)
        return cookie

    def find(self, cookie: str | None) -> Session | None:
        """Return the session of a cookie, used now; None when there is none any more."""
        now_s = self.mono_s()
        with self._lock:
            kept = self._kept.get(cookie or "")
            if kept is None or _is_over(kept, now_s):
                return None
            kept.seen_s = now_s
            return kept.session

    def end(self, cookie: str | None) -> Session | None:
        """Forget a session and return it; harmless when there is none."""
        with self._lock:
            kept = self._kept.pop(cookie or "", None)
        return kept.session if kept else None


def _is_over(kept: _Kept, now_s: float) -> bool:
    return now_s - kept.seen_s >= IDLE_S or now_s - kept.begun_s >= LONGEST_S
