"""Gives out a tablet's receipt numbers, each once."""

from datetime import date
from typing import Final

from sync.tablet.outbox.receipt_number import first_count, make_number
from sync.tablet.store.store import Store

LAST_NUMBER: Final = "last_number"


def reserve_number(store: Store, prefix: int, on: date) -> str:
    """Return a receipt number that this tablet never gave and never gives again.

    A number that is not used leaves a gap. After 512 in a day the next
    day's numbers follow.

    Args:
        store: remembers the last number; joins an open transaction.
        prefix: the tablet's own four digits, 0 to 4095.
        on: the day that the number says.
    """
    with store.atomic():
        last = int(store.setting(LAST_NUMBER) or b"-1")
        count = max(last + 1, first_count(on))
        # Numbers come round after eleven years; a clock can be that wrong in a moment.
        while _is_queued(store, make_number(prefix, count)):
            count += 1
        store.put_setting(LAST_NUMBER, str(count).encode())
    return make_number(prefix, count)


def _is_queued(store: Store, number: str) -> bool:
    return bool(store.rows("select 1 from outbox where number = ?", number))
