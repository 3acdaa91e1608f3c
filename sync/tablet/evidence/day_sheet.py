"""Counts one day on the tablet: what was handled here, and where each of it is now.

What was handled is told by two books that are written together: the evidence,
a signed chain, says of each application that it was sealed; the outbox says
where it is. One that the evidence knows and the outbox does not has vanished,
and the sheet does not balance. Each counts on the day that it was sealed by
the clock of then, so a clock that is put right changes no sum.
"""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Final

from sync.tablet.evidence.evidence import sealed_at
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.outbox.state import ItemState
from sync.wire.japan import JAPAN
from sync.wire.messages.day_sheet import DaySheet

PLACES: Final = {
    ItemState.SEALED: "waiting",
    ItemState.SENDING: "waiting",
    ItemState.RECEIPTED: "sent",
    ItemState.DURABLE: "sent",
    ItemState.QUARANTINED: "quarantined",
    ItemState.GIVEN_UP: "given_up",
}


def make_day_sheet(outbox: Outbox, day: date, now: datetime) -> DaySheet:
    """Count one day."""
    begin = datetime.combine(day, time(), JAPAN)
    rows = outbox.store.rows("select id, state, sealed_at from outbox")
    places = {id: PLACES[ItemState.read(state)] for id, state, _ in rows}
    in_outbox = {id: datetime.fromisoformat(at) for id, _, at in rows}
    known = in_outbox | sealed_at(outbox.store, outbox.enrolled.id)
    handled = [id for id, at in known.items() if begin <= at < begin + timedelta(days=1)]
    counts = Counter(places[id] for id in handled if id in places)
    return DaySheet(
        device=outbox.enrolled.id,
        day=day.isoformat(),
        made_at=now,
        handled=len(handled),
        sent=counts["sent"],
        waiting=counts["waiting"],
        quarantined=counts["quarantined"],
        given_up=counts["given_up"],
    )
