"""Reads the city's closed days from the board that the office said last."""

from sync.errors import WireError
from sync.office.keys.keys import OfficeKeys
from sync.office.store.boards import board_row
from sync.office.store.store import OfficeStore
from sync.wire.boards.board import read_board
from sync.wire.boards.bodies import CLOSED_DAYS, ClosedDaysBody, body_of
from sync.wire.boards.closed_days import ClosedDays
from sync.wire.city import NamedKey


def known_closed_days(store: OfficeStore, keys: OfficeKeys) -> ClosedDays | None:
    """Return on which days the city is closed; None where no board of this office's key says it."""
    row = board_row(store, CLOSED_DAYS)
    if row is None:
        return None
    own = NamedKey(kid=keys.answer_kid, public=keys.answer_key.public_key().public_bytes_raw())
    try:
        said = body_of(read_board(row.content, (own,)), ClosedDaysBody)
    except WireError:  # of the epoch before, until the next round signs it anew
        return None
    return ClosedDays(frozenset(said.closed_on), said.year_end)
