"""Counts the applications of one day on the tablet, and where each is now.

Two records that are written together are compared: the evidence, a signed chain,
has an event for each application that was sealed; the outbox says where it is.
An application that only the evidence knows has vanished, and the sheet does not
balance. Each counts on the day that it was sealed by the clock at that time, so
a clock that is put right later changes no sum.
"""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Final

from sync.tablet.evidence.evidence import sealed_at
from sync.tablet.evidence.office_log import office_log
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
    """Count the applications of *day*, by Japan's calendar, as they stand at *now*."""
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
        office_log=office_log(outbox.store),
    )
