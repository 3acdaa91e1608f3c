"""Keeps the newest of each board of the city, and shows none without its age."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from sync.errors import SyncError, WireError
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.store.store import Store
from sync.wire.boards.board import LARGEST_BOARD, Board, read_board
from sync.wire.boards.bodies import BODIES, refuse_unknown_body
from sync.wire.digest import sha256_hex

log = logging.getLogger(__name__)

KEEP: Final = (
    "insert into board values (?, ?, ?, ?) on conflict (name) do update set at = excluded.at,"
    " content = excluded.content, fetched_at = excluded.fetched_at where excluded.at > board.at"
)


class BoardLine(Protocol):
    """What fetching needs of the client."""

    def board(self, name: str, most: int, have: str = "") -> bytes | None: ...


@dataclass(frozen=True)
class SeenBoard:
    """A board that may be shown, and how long ago the city said it."""

    board: Board
    age: timedelta


@dataclass
class BoardShelf:
    """The boards that this tablet has; the courier fetches them, screens look at them.

    What was checked once is kept in memory too: a screen that is drawn asks no disk.
    """

    store: Store
    enrolled: EnrolledDevice
    now: Callable[[], datetime]
    _known: dict[str, Board] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, content in self.store.rows("select name, content from board"):
            self._show(str(name), bytes(content))

    def seen(self, name: str, now: datetime) -> SeenBoard | None:
        """Return the board *name* with its age at *now*.

        None when there is none, when the city's word has ended, and when it is from the future:
        then this tablet's clock is wrong, and no age would be true.
        """
        board = self._known.get(name)
        if board is None or board.is_ahead(now) or now > board.valid_until:
            return None
        return SeenBoard(board, max(now - board.at, timedelta(0)))

    def fetch(self, line: BoardLine) -> None:
        """Fetch each board that the reception has in another state. Never raises SyncError."""
        for name in BODIES:
            try:
                content = line.board(name, LARGEST_BOARD, self._tag(name))
                if content is not None:
                    self.put(name, content)
            except SyncError as error:  # an older reception has none; the next round asks again
                log.info("a board was not fetched: %s", type(error).__name__)

    def put(self, name: str, content: bytes) -> None:
        """Keep a board, unless one as new is here.

        Raises:
            SignatureInvalid: no key of the city signed it.
            WireError: it is no board, another one, or from the future.
        """
        board = read_board(content, self.enrolled.city.answer_keys)
        refuse_unknown_body(board)
        if board.name != name:
            raise WireError("another board")
        if board.is_ahead(self.now()):
            raise WireError("a board from the future")
        with self.store.atomic() as db:
            db.execute(KEEP, [name, board.moment, content, self.now().isoformat()])
        ((held,),) = self.store.rows("select content from board where name = ?", name)
        self._show(name, bytes(held))

    def _tag(self, name: str) -> str:
        """Return what the reception calls the board that is here; empty for none."""
        found = self.store.rows("select content from board where name = ?", name)
        return sha256_hex(bytes(found[0][0])) if found else ""

    def _show(self, name: str, content: bytes) -> None:
        """Look at a kept board again: its key may be withdrawn, its bytes damaged."""
        try:
            board = read_board(content, self.enrolled.city.answer_keys)
            refuse_unknown_body(board)
        except WireError as error:
            self._known.pop(name, None)
            log.warning("a kept board is not shown: %s", type(error).__name__)
        else:
            self._known[name] = board
