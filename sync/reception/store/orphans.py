"""Removes, after days of grace, what was uploaded and belongs to nothing.

An attachment is kept for good once an application that is stored here names it: ``named_at``
is written in the transaction that stores the application. A worker of before that step did not;
its applications are read here first, and nothing finished is removed while one cannot be read.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sync.database import Statements
from sync.errors import WireError
from sync.reception.store.attachments import forget_unfinished
from sync.reception.store.quota import day_of
from sync.reception.store.store import NAMES_NOTED, ReceptionStore, name_attachments
from sync.wire.digest import sha256_hex
from sync.wire.envelope import Envelope

GRACE: Final = timedelta(days=7)
KEEP_COUNTS: Final = timedelta(days=31)
AT_ONCE: Final = 50
UNREADABLE: Final = 2
UNNAMED: Final = "complete_at is not null and named_at is null"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Swept:
    """How many finished attachments that nothing names were removed, and unfinished uploads."""

    unnamed: int
    unfinished: int


def sweep(store: ReceptionStore, now: datetime, grace: timedelta = GRACE) -> Swept:
    """Remove what has belonged to nothing since *grace*; safe beside running workers.

    A tablet that still has the application uploads again what was removed.
    """
    while _note_older_names(store, now):
        pass
    with store.transaction() as db:
        db.execute("delete from brought where day < ?", [day_of(now - KEEP_COUNTS)])
    if store.rows("select 1 from submission where names_noted <> 1 limit 1"):
        log.error("an application cannot be read, so nothing is removed")
        return Swept(0, 0)
    before, unnamed = now - grace, 0
    while count := _forget_unnamed(store, before):
        unnamed += count
    swept = Swept(unnamed, forget_unfinished(store, before))
    if swept != Swept(0, 0):
        log.warning("what belonged to nothing is removed", extra={"facts": vars(swept)})
    return swept


def _note_older_names(store: ReceptionStore, now: datetime) -> bool:
    """Note what some applications of older workers name; tell whether there were any."""
    rows = store.rows(
        "select id, digest, content from submission where names_noted = 0 order by cursor limit ?",
        AT_ONCE,
    )
    with store.transaction() as db:
        for id, digest, content in rows:
            names = _names_in(bytes(content), digest)
            if names is not None:
                name_attachments(db, names, now)
            db.execute(
                "update submission set names_noted = ? where id = ? and names_noted = 0",
                [UNREADABLE if names is None else NAMES_NOTED, id],
            )
    return bool(rows)


def _names_in(content: bytes, digest: str) -> list[str] | None:
    """Return the digests that an application names; None when it is not what was received."""
    if sha256_hex(content) != digest:
        return None
    try:
        return [blob["sha256"] for blob in Envelope.from_bytes(content).header.blobs]
    except WireError:
        return None


def _forget_unnamed(store: ReceptionStore, before: datetime) -> int:
    with store.transaction() as db:
        return sum(_removed(db, before))


def _removed(db: Statements, before: datetime) -> Iterator[int]:
    stale = db.execute(
        f"select digest from attachment where {UNNAMED} and complete_at < ?"  # noqa: S608
        " order by digest limit ?",
        [before.isoformat(), AT_ONCE],
    ).fetchall()
    for (digest,) in stale:
        # Once more: an application may have named it while this waited for the row.
        removed = db.execute(
            f"delete from attachment where digest = ? and {UNNAMED}",  # noqa: S608
            [digest],
        ).rowcount
        if removed:
            db.execute("delete from attachment_part where digest = ?", [digest])
        yield removed
