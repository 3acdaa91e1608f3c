"""Stores sealed attachments by their digest, piece by piece, so that an upload can go on."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sync.reception.store.quota import Brought, count_brought, refuse_over_quota
from sync.reception.store.refusal import RequestRefused
from sync.reception.store.store import ReceptionStore
from sync.wire.digest import sha256_hex
from sync.wire.problem import Slug

log = logging.getLogger(__name__)

LARGEST: Final = 17 * 1024 * 1024
MOST_OPEN: Final = 64
MOST_OPEN_BYTES: Final = 256 * 1024 * 1024


@dataclass(frozen=True)
class Upload:
    """The progress of one attachment's upload."""

    size: int
    offset: int
    is_complete: bool


def begin(store: ReceptionStore, digest: str, size: int, device: str, at: datetime) -> Upload:
    """Begin an upload, or return how far it is; twice is harmless.

    The size is not under the request's signature: one that was begun with
    another begins anew, unless it is complete.

    Raises:
        RequestRefused: ``too-large``, ``full`` (too much begun and not ended), ``other-bytes``,
            ``quota-reached``: the tablet begins no other one today.
    """
    if not 0 < size <= LARGEST:
        raise RequestRefused(Slug.TOO_LARGE)
    if not store.rows("select 1 from attachment where digest = ?", digest):
        refuse_over_quota(store, device, Brought.ATTACHMENTS, at, size)
    with store.transaction() as db:
        count, total = db.execute(
            "select count(*), coalesce(sum(size), 0) from attachment"
            " where device = ? and complete_at is null and digest <> ?",
            [device, digest],
        ).fetchone()
        if count >= MOST_OPEN or total + size > MOST_OPEN_BYTES:
            raise RequestRefused(Slug.FULL)
        is_new = db.execute(
            "insert into attachment (digest, device, size, created_at) values (?, ?, ?, ?)"
            " on conflict (digest) do nothing",
            [digest, device, size, at.isoformat()],
        ).rowcount
        if is_new:
            count_brought(db, device, Brought.ATTACHMENTS, at, [size])
    upload = look(store, digest)
    if upload.size != size:
        refuse_over_quota(store, device, Brought.ATTACHMENTS, at, size)
        return _begin_anew(store, digest, size, device, at)
    if upload.offset == size and not upload.is_complete:  # killed before the last step
        with suppress(RequestRefused):
            return _complete(store, digest, at)
        return look(store, digest)  # it was damaged since: it begins anew
    return upload


def _begin_anew(store: ReceptionStore, digest: str, size: int, device: str, at: datetime) -> Upload:
    with store.transaction() as db:
        changed = db.execute(
            "update attachment set size = ? where digest = ? and complete_at is null",
            [size, digest],
        ).rowcount
        if not changed:
            raise RequestRefused(Slug.OTHER_BYTES)
        db.execute("delete from attachment_part where digest = ?", [digest])
        count_brought(db, device, Brought.ATTACHMENTS, at, [size])
    return Upload(size, 0, False)


def look(store: ReceptionStore, digest: str) -> Upload:
    """Return how far an upload is; RequestRefused ``not-found`` when nobody began it."""
    found = store.rows("select size, complete_at from attachment where digest = ?", digest)
    if not found:
        raise RequestRefused(Slug.NOT_FOUND)
    size, complete_at = found[0]
    if complete_at is not None:
        return Upload(size, size, True)
    ((offset,),) = store.rows(
        "select coalesce(max(start + length(content)), 0) from attachment_part where digest = ?",
        digest,
    )
    return Upload(size, int(offset), False)


def append(store: ReceptionStore, digest: str, start: int, content: bytes, at: datetime) -> Upload:
    """Keep one more piece; durable when this returns.

    Raises:
        RequestRefused: ``wrong-offset`` (another piece lies there), ``too-large``, or
            ``other-bytes``: the whole is not what its digest says, it begins again.
    """
    with store.transaction() as db:
        upload = look(store, digest)
        if start != upload.offset or upload.is_complete:
            raise RequestRefused(Slug.WRONG_OFFSET)
        if start + len(content) > upload.size:
            raise RequestRefused(Slug.TOO_LARGE)
        kept = db.execute(
            "insert into attachment_part values (?, ?, ?) on conflict (digest, start) do nothing",
            [digest, start, content],
        ).rowcount
        if not kept:
            raise RequestRefused(Slug.WRONG_OFFSET)
    upload = Upload(upload.size, start + len(content), False)
    return _complete(store, digest, at) if upload.offset == upload.size else upload


def content_of(store: ReceptionStore, digest: str) -> bytes:
    """Return a whole attachment; RequestRefused ``not-found`` unless it is complete.

    One that is damaged counts as not complete from then on: its tablet uploads it again.
    """
    if not look(store, digest).is_complete:
        raise RequestRefused(Slug.NOT_FOUND)
    whole = _joined(store, digest)
    if sha256_hex(whole) != digest:
        log.error("an attachment is damaged")
        with store.transaction() as db:
            db.execute("update attachment set complete_at = null where digest = ?", [digest])
        raise RequestRefused(Slug.NOT_FOUND)
    return whole


def missing(store: ReceptionStore, wanted: Sequence[tuple[str, int]]) -> list[str]:
    """Return the digests of *wanted* that are not complete here."""
    if not wanted:
        return []
    marks = ", ".join("?" * len(wanted))
    rows = store.rows(
        "select digest, size from attachment where complete_at is not null"  # noqa: S608
        f" and digest in ({marks})",
        *[digest for digest, _ in wanted],
    )
    here = set(rows)
    return [digest for digest, size in wanted if (digest, size) not in here]


def forget_unfinished(store: ReceptionStore, before: datetime) -> int:
    """Remove uploads that were begun before *before* and not ended; the tablet begins them again.

    One that an application names is damaged since: it stays for its tablet to mend.
    """
    unfinished = "complete_at is null and named_at is null and created_at < ?"
    stale = f"select digest from attachment where {unfinished}"  # noqa: S608
    with store.transaction() as db:
        moment = [before.isoformat()]
        db.execute(f"delete from attachment_part where digest in ({stale})", moment)  # noqa: S608
        return db.execute(f"delete from attachment where {unfinished}", moment).rowcount  # noqa: S608


def _complete(store: ReceptionStore, digest: str, at: datetime) -> Upload:
    whole = _joined(store, digest)
    if sha256_hex(whole) != digest:
        with store.transaction() as db:
            db.execute("delete from attachment_part where digest = ?", [digest])
        raise RequestRefused(Slug.OTHER_BYTES)
    with store.transaction() as db:
        db.execute(
            "update attachment set complete_at = ? where digest = ?", [at.isoformat(), digest]
        )
    return Upload(len(whole), len(whole), True)


def _joined(store: ReceptionStore, digest: str) -> bytes:
    rows = store.rows("select content from attachment_part where digest = ? order by start", digest)
    return b"".join(bytes(content) for (content,) in rows)
