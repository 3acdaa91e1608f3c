"""Keeps what foreign systems sent, sealed, each once, until an office holds it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from sync.reception.store.refusal import RequestRefused
from sync.reception.store.store import ReceptionStore
from sync.wire.digest import sha256_hex
from sync.wire.problem import Slug

# Forged mail costs a row each: so many wait at once, and the sender comes again later.
MOST_WAITING: Final = 5000
FULL_FOR_S: Final = 300
KEEP_TAKEN: Final = timedelta(days=30)


def put_mail(store: ReceptionStore, source: str, id: str, content: bytes, at: datetime) -> None:
    """Keep a sealed mail; the same one twice is harmless, the first seal stays.

    Raises:
        RequestRefused: ``unavailable``, too many wait for the office.
    """
    with store.transaction() as db:
        (waiting,) = db.execute("select count(*) from mail where taken_at is null").fetchone()
        if waiting >= MOST_WAITING:
            raise RequestRefused(Slug.UNAVAILABLE, retry_after_s=FULL_FOR_S)
        db.execute(
            "insert into mail (source, id, digest, content, received_at) values (?, ?, ?, ?, ?)"
            " on conflict (source, id) do update set offers = mail.offers + 1",
            [source, id, sha256_hex(content), content, at.isoformat()],
        )


def claim_mail(store: ReceptionStore, most: int, now: datetime, until: datetime) -> list[bytes]:
    """Claim the oldest mails that no office holds; the claim of one that died ends at *until*."""
    with store.transaction() as db:
        rows = db.execute(
            "update mail set claimed_until = ? where cursor in ("  # noqa: S608
            "select cursor from mail where taken_at is null and claimed_until < ?"
            f" order by cursor limit ? {store.database.skip_locked})"
            " returning cursor, content",
            [until.isoformat(), now.isoformat(), most],
        ).fetchall()
    return [bytes(content) for _, content in sorted(rows, key=lambda row: int(row[0]))]


def mark_mail_taken(
    store: ReceptionStore, ids: Sequence[str], digests: Sequence[str], at: datetime
) -> None:
    """Mark that an office keeps these; only where it keeps the very bytes."""
    with store.transaction() as db:
        for id, digest in zip(ids, digests, strict=True):
            db.execute(
                "update mail set taken_at = coalesce(taken_at, ?) where id = ? and digest = ?",
                [at.isoformat(), id, digest],
            )


def forget_taken_mail(store: ReceptionStore, since: datetime) -> None:
    """Let what the office took since then be claimed again: its database was restored."""
    with store.transaction() as db:
        db.execute(
            "update mail set taken_at = null, claimed_until = '' where taken_at >= ?",
            [since.astimezone(UTC).isoformat()],
        )


def drop_taken_mail(store: ReceptionStore, now: datetime) -> None:
    """Delete what an office has kept for a month; nothing that it did not say back."""
    with store.transaction() as db:
        db.execute("delete from mail where taken_at < ?", [(now - KEEP_TAKEN).isoformat()])
