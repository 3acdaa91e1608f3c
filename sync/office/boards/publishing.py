"""Signs the city's boards anew when they change or grow old, and puts them up at the reception."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sync.office.city.own_layer import OwnLayerRefused, read_own_layer
from sync.office.keys.keys import OfficeKeys
from sync.office.line.client import OfficeClient, OneRefused, ReceptionAway
from sync.office.store.boards import BoardRow, board_row, forget_board, keep_board, mark_put_up
from sync.office.store.store import OfficeStore
from sync.wire.boards.board import Board, sign_board
from sync.wire.boards.bodies import CLOSED_DAYS, ClosedDaysBody
from sync.wire.canonical import canonical
from sync.wire.city import utc_now
from sync.wire.digest import sha256_hex

log = logging.getLogger(__name__)

# Its age is what a person reads: the city said so this morning, and not when it last changed.
RENEW_AFTER: Final = timedelta(hours=6)
VALID_FOR: Final = timedelta(days=60)
EVERY_S: Final = 60.0


@dataclass(frozen=True)
class BoardPublishing:
    """Says the boards of one office; *own_layer* is a file, read again in every round."""

    store: OfficeStore
    keys: OfficeKeys = field(repr=False)
    client: OfficeClient
    own_layer: Path
    now: Callable[[], datetime] = field(default=utc_now)

    def pause_s(self) -> float:
        """Return the seconds between two rounds."""
        return EVERY_S

    def run_once(self) -> None:
        """Put up what changed, what grew old and what a restored reception lost.

        A mistake in the city's file and a reception that is away are logged; the board that is
        up stays, with its age.
        """
        try:
            said = read_own_layer(self.own_layer).closed_days()
        except OwnLayerRefused as refused:
            log.error("the boards stay as they are: %s", refused)
            return
        try:
            self._put_up(self._renewed(said), self.store.setting("epoch"))
        except ReceptionAway as error:
            log.info("a board waits: %s", error)

    def _renewed(self, said: ClosedDaysBody) -> BoardRow:
        """Return the board as it stands, signed anew where it is due."""
        body, now = said.model_dump(mode="json"), self.now()
        digest = sha256_hex(canonical([body, self.keys.answer_kid]))
        held = board_row(self.store, CLOSED_DAYS)
        if held and held.digest == digest and held.at <= now < held.at + RENEW_AFTER:
            return held
        # Never behind the one before: who has that one would not take this one.
        at = max(now, held.at + timedelta(milliseconds=1)) if held else now
        board = Board(CLOSED_DAYS, at.astimezone(UTC), at + VALID_FOR, body)
        signed = sign_board(board, self.keys.answer_kid, self.keys.answer_key)
        return keep_board(self.store, BoardRow(CLOSED_DAYS, board.at, digest, signed))

    def _put_up(self, row: BoardRow, epoch: str) -> None:
        if row.put_up_in == epoch:
            return
        try:
            self.client.put_board(row.name, row.content)
        except OneRefused as refused:
            log.warning("the reception refused a board: %s", refused)
            if refused.slug == "board-not-newer":  # this office was restored: say it of now
                forget_board(self.store, row.name)
            return
        mark_put_up(self.store, row, epoch)
