"""Keeps the boards that the office said, and to which reception."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sync.office.store.store import OfficeStore

# Two offices may sign at once: the later word stays, for both.
KEEP: Final = (
    "insert into board (name, at, digest, content) values (?, ?, ?, ?)"
    " on conflict (name) do update set"
    " digest = case when excluded.at > board.at then excluded.digest else board.digest end,"
    " content = case when excluded.at > board.at then excluded.content else board.content end,"
    " put_up_in = case when excluded.at > board.at then null else board.put_up_in end,"
    " at = case when excluded.at > board.at then excluded.at else board.at end"
)


@dataclass(frozen=True)
class BoardRow:
    """One board as it was signed; *digest* is of what it says and the key that signed.

    ``put_up_in`` is the epoch of the reception that has it; None where none has.
    """

    name: str
    at: datetime
    digest: str
    content: bytes
    put_up_in: str | None = None


def board_row(store: OfficeStore, name: str) -> BoardRow | None:
    """Return the newest board *name*; None before the first."""
    found = store.rows("select at, digest, content, put_up_in from board where name = ?", name)
    if not found:
        return None
    at, digest, content, put_up_in = found[0]
    return BoardRow(name, datetime.fromisoformat(at), digest, bytes(content), put_up_in)


def keep_board(store: OfficeStore, row: BoardRow) -> BoardRow:
    """Keep a signed board unless a later one is here; return the one that is here now."""
    at = row.at.isoformat(timespec="microseconds")
    with store.transaction() as db:
        db.execute(KEEP, [row.name, at, row.digest, row.content])
    return board_row(store, row.name) or row


def mark_put_up(store: OfficeStore, row: BoardRow, epoch: str) -> None:
    """Mark that the reception of this *epoch* has this very board."""
    with store.transaction() as db:
        db.execute(
            "update board set put_up_in = ? where name = ? and at = ?",
            [epoch, row.name, row.at.isoformat(timespec="microseconds")],
        )


def forget_board(store: OfficeStore, name: str) -> None:
    """Forget a board, so that the next round signs one of its own time."""
    with store.transaction() as db:
        db.execute("delete from board where name = ?", [name])
