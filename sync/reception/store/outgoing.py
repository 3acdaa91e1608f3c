"""Keeps what the office wants sent to foreign systems until the relay has settled it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.reception.store.refusal import RequestRefused
from sync.reception.store.store import ReceptionStore
from sync.wire.messages.outgoing import OutgoingJob
from sync.wire.problem import Slug

KEEP_SETTLED = timedelta(days=30)


@dataclass(frozen=True)
class ClaimedJob:
    """A job that the relay has for five minutes, and how often it was tried before."""

    job: OutgoingJob
    tries: int


def put_job(store: ReceptionStore, job: OutgoingJob, at: datetime) -> None:
    """Keep a job; the same one twice is harmless, also once it is settled.

    Raises:
        RequestRefused: ``other-bytes``, another job lies under this id.
    """
    said = job.to_json()
    with store.transaction() as db:
        (held,) = db.execute(
            "insert into outgoing (id, content, due_at, put_at) values (?, ?, ?, ?)"
            " on conflict (id) do update set id = outgoing.id returning content",
            [job.id, said, job.not_before.isoformat(), at.isoformat()],
        ).fetchone()
    if bytes(held) != said:
        raise RequestRefused(Slug.OTHER_BYTES)


def claim_jobs(
    store: ReceptionStore, most: int, now: datetime, until: datetime
) -> list[ClaimedJob]:
    """Claim the jobs that are due; the claim of a relay that died ends at *until*."""
    with store.transaction() as db:
        rows = db.execute(
            "update outgoing set claimed_until = ? where id in ("  # noqa: S608
            "select id from outgoing where settled_at is null and due_at <= ?"
            f" and claimed_until < ? order by due_at limit ? {store.database.skip_locked})"
            " returning content, tries",
            [until.isoformat(), now.isoformat(), now.isoformat(), most],
        ).fetchall()
    return [ClaimedJob(OutgoingJob.of(bytes(content)), int(tries)) for content, tries in rows]


def settle_job(store: ReceptionStore, id: str, at: datetime) -> None:
    """Mark that the relay is done with a job: its outcome lies in the mail box."""
    with store.transaction() as db:
        db.execute(
            "update outgoing set settled_at = coalesce(settled_at, ?) where id = ?",
            [at.isoformat(), id],
        )


def put_off_job(store: ReceptionStore, id: str, until: datetime) -> None:
    """Have a job that failed for now tried again later."""
    with store.transaction() as db:
        db.execute(
            "update outgoing set tries = tries + 1, due_at = ?, claimed_until = '' where id = ?",
            [until.isoformat(), id],
        )


def drop_settled_jobs(store: ReceptionStore, now: datetime) -> None:
    """Delete what was settled a month ago; nothing that still waits."""
    with store.transaction() as db:
        db.execute("delete from outgoing where settled_at < ?", [(now - KEEP_SETTLED).isoformat()])
