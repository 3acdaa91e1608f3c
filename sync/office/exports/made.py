"""Keeps what a clerk exported for a day, sealed: to be looked at, and fetched once more."""

import base64
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sync.office.exports.carriage import CarriedFile
from sync.office.exports.records import ForAPerson
from sync.office.store.columns import UNREADABLE
from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now

KEPT: Final = timedelta(days=1)
COLUMN: Final = "made_export.content"


@dataclass(frozen=True)
class MadeExport:
    """A file that was made, from which number the next goes on, and whether it has any."""

    id: str
    load: CarriedFile = field(repr=False)
    next: int
    is_more: bool

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
        made = MadeExport(secrets.token_hex(8), load, next, is_more)
        sealed = self.store.cipher.seal(COLUMN, made.id, _to_text(made))
        with self.store.transaction() as db:
            db.execute(
                "insert into made_export (id, clerk, made_at, content) values (?, ?, ?, ?)",
                [made.id, self.clerk, self.now().isoformat(), sealed],
            )
        return made

    def find(self, id: str) -> MadeExport | None:
        """Return a file of the clerk's; None for another's, and after a day."""
        rows = self.store.rows(
            "select content from made_export where id = ? and clerk = ? and made_at >= ?",
            *(id, self.clerk, _begin(self.now())),
        )
        text = self.store.cipher.opened(COLUMN, id, rows[0][0]) if rows else None
        return None if text in (None, UNREADABLE) else _of_text(id, text or "")


def drop_made(store: OfficeStore, now: datetime) -> int:
    """Delete the files that are older than a day, whoever made them; return how many."""
    with store.transaction() as db:
        return db.execute("delete from made_export where made_at < ?", [_begin(now)]).rowcount


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
        }
    )


def _of_text(id: str, text: str) -> MadeExport:
    said = json.loads(text)
    left = tuple(ForAPerson(*one) for one in said["left"])
    content = base64.b64decode(said["content"])
    name, suffix = said["name"]
    load = CarriedFile(name, suffix, content, tuple(said["numbers"]), 0, left)
    return MadeExport(id, load, said["next"], said["is_more"])
