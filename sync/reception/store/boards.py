"""Keeps the newest of each board that the office said."""

from typing import Final

from sync.reception.store.refusal import RequestRefused
from sync.reception.store.store import ReceptionStore
from sync.wire.boards.board import Board
from sync.wire.problem import Slug

# One statement, so that of two offices the later word stays, in whichever order they come.
KEEP: Final = (
    "insert into board values (?, ?, ?) on conflict (name) do update set"
    " content = case when excluded.at > board.at then excluded.content else board.content end,"
    " at = case when excluded.at > board.at then excluded.at else board.at end"
    " returning content"
)


def keep_board(store: ReceptionStore, board: Board, content: bytes) -> None:
    """Keep *content*, a board whose signature was checked; the same one twice is harmless.

    Raises:
        RequestRefused: ``board-not-newer``, a newer one is here, or another of the same time.
    """
    with store.transaction() as db:
        (held,) = db.execute(KEEP, [board.name, board.moment, content]).fetchone()
    if bytes(held) != content:
        raise RequestRefused(Slug.BOARD_NOT_NEWER)


def kept_board(store: ReceptionStore, name: str) -> bytes | None:
    """Return the newest board *name* as the office signed it; None when it said none."""
    found = store.rows("select content from board where name = ?", name)
    return bytes(found[0][0]) if found else None
