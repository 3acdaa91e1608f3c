"""Finds damaged applications, keeps them from the office, and lets their tablets send again."""

import logging
from collections.abc import Collection
from datetime import datetime

from sync.errors import WireError
from sync.reception.store.attachments import content_of, missing
from sync.reception.store.refusal import RequestRefused
from sync.reception.store.store import Claimed, ReceptionStore, is_time
from sync.wire.digest import sha256_hex
from sync.wire.envelope import Envelope

log = logging.getLogger(__name__)


def claim_whole(store: ReceptionStore, most: int, now: datetime, until: datetime) -> list[Claimed]:
    """Claim as :meth:`ReceptionStore.claim` does, but only what is whole with its attachments.

    What is not is marked as damaged: a flipped bit here must never look durable.
    """
    claimed = store.claim(most, now, until)
    damaged = {one.id for one in claimed if not _is_whole(store, one)}
    _mark(store, damaged, now)
    return [one for one in claimed if one.id not in damaged]


def look_for_damage(store: ReceptionStore, now: datetime) -> int:
    """Mark as damaged what lies here only and is not whole; return how many.

    Reads all of it; called before a copy of the database makes it durable.
    """
    ids = store.rows("select id from submission where durable_at is null and damaged_at is null")
    damaged = {id for (id,) in ids if not _is_whole_with_attachments(store, id)}
    _mark(store, damaged, now)
    return len(damaged)


def _mark(store: ReceptionStore, damaged: Collection[str], now: datetime) -> None:
    if damaged:
        store.mark_damaged(sorted(damaged), now)
        log.error("applications are damaged", extra={"facts": {"count": len(damaged)}})


def _is_whole(store: ReceptionStore, one: Claimed) -> bool:
    if sha256_hex(one.content) != one.digest or not is_time(one.received_at):
        return False
    try:
        header = Envelope.from_bytes(one.content).header
    except WireError:
        return False
    wanted = [(blob["sha256"], blob["len"]) for blob in header.blobs]
    return header.id == one.id and not missing(store, wanted)


def _is_whole_with_attachments(store: ReceptionStore, id: str) -> bool:
    (row,) = store.rows("select received_at, digest, content from submission where id = ?", id)
    one = Claimed(id, row[0], row[1], bytes(row[2]))
    if not _is_whole(store, one):
        return False
    try:
        for blob in Envelope.from_bytes(one.content).header.blobs:
            content_of(store, blob["sha256"])
    except RequestRefused:
        return False
    return True
