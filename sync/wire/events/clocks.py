"""Compares the wall clock with the seconds since boot, to tell when the wall clock was set."""

import time
from datetime import datetime
from typing import Final

from sync.wire.events.event import Event

DRIFT_BOUND_S: Final = 120

Change = tuple[str, dict[str, str | int]]


def seconds_since_boot() -> float:
    """Return the machine's own seconds, those asleep included, to the millisecond.

    Linux's plain monotonic clock stands still while a tablet sleeps, which
    would look like a clock set forward; CLOCK_BOOTTIME does not.
    """
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return round(time.monotonic() if boottime is None else time.clock_gettime(boottime), 3)


def clock_change(since: Event | None, at: datetime, mono_s: float, boot: str) -> Change | None:
    """Return the kind and detail of the event that a changed wall clock calls for.

    Within one start of the app the two clocks must have grown alike, within
    DRIFT_BOUND_S, *since* an event that :func:`anchor` chose: between
    neighbours small steps would add up unseen. Over a restart only going back
    can be seen: nobody knows how long the app was not running.
    """
    if since is None:
        return None
    grown_s = (at - since.moment).total_seconds()
    is_same_boot = since.boot == boot
    apart_s = grown_s - (mono_s - since.mono_s) if is_same_boot else min(grown_s, 0.0)
    if abs(apart_s) <= DRIFT_BOUND_S:
        return None
    kind = "clock_rolled_back" if apart_s < 0 else "clock_jumped"
    return kind, {"size_s": round(abs(apart_s)), "seen": "running" if is_same_boot else "start"}


def anchor(since: Event | None, event: Event) -> Event:
    """Return what is measured against after *event* of the same start of the app.

    That is its first event, or the first one after its clock was last changed.
    """
    if since is None or clock_change(since, event.moment, event.mono_s, event.boot):
        return event
    return since
