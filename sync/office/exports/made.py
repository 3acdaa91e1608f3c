"""Keeps what a clerk exported for a day, sealed: to be looked at, and fetched once more."""

import base64
import json
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sync.office.exports.carriage import CarriedFile, CarriedStream
from sync.office.exports.feed import OutcomePage
from sync.office.exports.records import ForAPerson
from sync.office.store.columns import UNREADABLE
from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now
from sync.wire.digest import sha256_hex

KEPT: Final = timedelta(days=1)
COLUMN: Final = "made_export.content"
PIECE: Final = "."  # stands before the place of a piece in its id
PIECE_BYTES: Final = 1024 * 1024


@dataclass(frozen=True)
class MadeExport:
    """A file that was made, from which number the next goes on, and whether it has any."""

    id: str
    load: CarriedFile = field(repr=False)
    next: int
    is_more: bool
    sha256: str = ""
    pieces: int = 0

    @property
    def name(self) -> str:
        """The name of the file; it names nobody."""
        return f"{self.load.name}{self.load.suffix}"


@dataclass(frozen=True)
class MadeExports:
    """The files that one clerk made; nobody else gets them."""

    store: OfficeStore
    clerk: str
    now: Callable[[], datetime] = field(default=utc_now)

    def keep(self, load: CarriedFile, next: int, *, is_more: bool) -> MadeExport:
        """Keep a file for a day; the office's rounds delete it then, see `drop_made`."""
        digest = sha256_hex(load.content)
        made = MadeExport(secrets.token_hex(8), load, next, is_more, digest)
        self._put(made.id, _to_text(made))
        return made

    def keep_poured(
        self,
        name: str,
        suffix: str,
        pour: Callable[[Callable[[bytes], object]], CarriedStream],
        wish: OutcomePage,
    ) -> MadeExport | None:
        """Keep a file that *pour* writes, sealed piece by piece; None where nothing stands in it.

        Raises:
            HolderAway: as *pour* does; nothing of it is kept.
        """
        id, pieces = secrets.token_hex(8), _Pieces()
        try:
            said = pour(lambda content: self._put_pieces(id, pieces.whole(content), pieces))
            self._put_pieces(id, pieces.rest(), pieces)
        except BaseException:
            self._forget(id, pieces)
            raise
        if not said.numbers and not said.left:
            self._forget(id, pieces)
            return None
        load = CarriedFile(name, suffix, b"", said.numbers, 0, said.left)
        made = MadeExport(id, load, wish.next, wish.is_more, said.sha256, pieces.count)
        self._put(id, _to_text(made))
        return made

    def content(self, made: MadeExport) -> Iterator[bytes]:
        """Yield a file piece by piece, as it was made. ValueError: a piece is gone or damaged."""
        yield made.load.content
        for place in range(made.pieces):
            id = _piece_id(made.id, place)
            ((sealed,),) = self.store.rows("select content from made_export where id = ?", id)
            text = self.store.cipher.opened(COLUMN, id, sealed)
            yield base64.b64decode(text or "", validate=True)

    def _put_pieces(self, id: str, whole: Iterable[bytes], pieces: "_Pieces") -> None:
        for piece in whole:
            self._put(_piece_id(id, pieces.count), base64.b64encode(piece).decode())
            pieces.count += 1

    def _forget(self, id: str, pieces: "_Pieces") -> None:
        with self.store.transaction() as db:
            for place in range(pieces.count):
                db.execute("delete from made_export where id = ?", [_piece_id(id, place)])

    def _put(self, id: str, text: str) -> None:
        sealed = self.store.cipher.seal(COLUMN, id, text)
        with self.store.transaction() as db:
            db.execute(
                "insert into made_export (id, clerk, made_at, content) values (?, ?, ?, ?)",
                [id, self.clerk, self.now().isoformat(), sealed],
            )

    def find(self, id: str) -> MadeExport | None:
        """Return a file of the clerk's; None for another's, and after a day."""
        rows = self.store.rows(
            "select content from made_export where id = ? and clerk = ? and made_at >= ?",
            *(id, self.clerk, _begin(self.now())),
        )
        is_there = bool(rows) and PIECE not in id
        text = self.store.cipher.opened(COLUMN, id, rows[0][0]) if is_there else None
        return None if text in (None, UNREADABLE) else _of_text(id, text or "")


def drop_made(store: OfficeStore, now: datetime) -> int:
    """Delete the files that are older than a day, whoever made them; return how many."""
    with store.transaction() as db:
        return db.execute("delete from made_export where made_at < ?", [_begin(now)]).rowcount


@dataclass
class _Pieces:
    """Cuts what is poured into pieces of one length; counts those that were put."""

    count: int = 0
    _kept: bytearray = field(default_factory=bytearray)

    def whole(self, content: bytes) -> Iterator[bytes]:
        """Yield the pieces that are full with *content*."""
        self._kept += content
        while len(self._kept) >= PIECE_BYTES:
            yield bytes(self._kept[:PIECE_BYTES])
            del self._kept[:PIECE_BYTES]

    def rest(self) -> Iterator[bytes]:
        """Yield what is left, where anything is."""
        if self._kept:
            yield bytes(self._kept)


def _piece_id(id: str, place: int) -> str:
    return f"{id}{PIECE}{place:06}"


def _begin(now: datetime) -> str:
    return (now - KEPT).isoformat()


def _to_text(made: MadeExport) -> str:
    load = made.load
    return json.dumps(
        {
            "name": [load.name, load.suffix],
            "content": base64.b64encode(load.content).decode(),
            "numbers": list(load.numbers),
            "left": [[one.n, one.number, one.why] for one in load.left],
            "next": made.next,
            "is_more": made.is_more,
            "sha256": made.sha256,
            "pieces": made.pieces,
        }
    )


def _of_text(id: str, text: str) -> MadeExport:
    said = json.loads(text)
    left = tuple(ForAPerson(*one) for one in said["left"])
    content = base64.b64decode(said["content"])
    name, suffix = said["name"]
    load = CarriedFile(name, suffix, content, tuple(said["numbers"]), 0, left)
    return MadeExport(id, load, said["next"], said["is_more"], said["sha256"], said["pieces"])
