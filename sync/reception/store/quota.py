"""Limits what one tablet may bring in a day, so that one in hostile hands fills no disk.

The usual values stand here; an operator's stand in the table ``quota`` and count at once. A day
is Japan's. What was brought is counted in the transaction that keeps it.
"""

import logging
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Protocol

from sync.database import Statements
from sync.reception.store.refusal import RequestRefused
from sync.wire.japan import JAPAN
from sync.wire.problem import Slug

SCHEMA: Final = """
create table quota (kind text primary key, items integer not null, bytes integer not null);
create table brought (
    device text not null, day text not null, kind text not null,
    items integer not null default 0, bytes integer not null default 0, refused_at text,
    primary key (device, day, kind)
)
"""
MIB: Final = 1024 * 1024
COUNT: Final = (
    "insert into brought (device, day, kind, items, bytes) values (?, ?, ?, ?, ?)"
    " on conflict (device, day, kind) do update set items = brought.items + excluded.items,"
    " bytes = brought.bytes + excluded.bytes"
)

log = logging.getLogger(__name__)


class Brought(StrEnum):
    """The kinds of things that tablets bring."""

    APPLICATIONS = "applications"
    ATTACHMENTS = "attachments"
    EVENTS = "events"


@dataclass(frozen=True)
class Quota:
    """So many items and bytes of one kind, for each tablet and day."""

    items: int
    bytes: int

    def __post_init__(self) -> None:
        if self.items < 1 or self.bytes < MIB:
            raise ValueError("a quota is one item and one MiB at least")


# Enough for a tablet that comes back from a month without a line.
USUAL: Final[Mapping[Brought, Quota]] = {
    Brought.APPLICATIONS: Quota(5_000, 1024 * MIB),
    Brought.ATTACHMENTS: Quota(2_000, 4096 * MIB),
    Brought.EVENTS: Quota(100_000, 64 * MIB),
}


class QuotaDatabase(Protocol):
    """What these functions need of the reception's store."""

    def transaction(self) -> AbstractContextManager[Statements]:
        """Run the block in one durable transaction."""

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what a query finds."""


def quotas(store: QuotaDatabase) -> dict[Brought, Quota]:
    """Return the quota of each kind: an operator's, else the usual one."""
    own = {kind: Quota(*most) for kind, *most in store.rows("select kind, items, bytes from quota")}
    return {kind: own.get(kind.value, usual) for kind, usual in USUAL.items()}


def set_quota(store: QuotaDatabase, kind: Brought, quota: Quota) -> None:
    """Let *quota* count from now on, in every worker."""
    with store.transaction() as db:
        db.execute(
            "insert into quota (kind, items, bytes) values (?, ?, ?)"
            " on conflict (kind) do update set items = excluded.items, bytes = excluded.bytes",
            [kind.value, quota.items, quota.bytes],
        )


def refuse_over_quota(
    store: QuotaDatabase, device: str, kind: Brought, at: datetime, more_bytes: int = 0
) -> None:
    """Return while a tablet may bring one more item of *more_bytes* today.

    Raises:
        RequestRefused: ``quota-reached``, with the seconds until the next day. The first one of
            a day is an alert in the log, and in the metrics.
    """
    key = (device, day_of(at), kind.value)
    found = store.rows(
        "select items, bytes, refused_at from brought where device = ? and day = ? and kind = ?",
        *key,
    )
    items, held, refused_at = found[0] if found else (0, 0, None)
    most = quotas(store)[kind]
    if items < most.items and held + more_bytes <= most.bytes:
        return
    if refused_at is None:
        _note_refusal(store, key, at)
    raise RequestRefused(Slug.QUOTA_REACHED, retry_after_s=_until_next_day_s(at))


def count_brought(
    db: Statements, device: str, kind: Brought, at: datetime, sizes: Sequence[int]
) -> None:
    """Count what the open transaction keeps for a tablet: the bytes of each item."""
    db.execute(COUNT, [device, day_of(at), kind.value, len(sizes), sum(sizes)])


def day_of(at: datetime) -> str:
    """Return the day in Japan."""
    return at.astimezone(JAPAN).date().isoformat()


def _note_refusal(store: QuotaDatabase, key: tuple[str, str, str], at: datetime) -> None:
    with store.transaction() as db:
        db.execute(COUNT, [*key, 0, 0])
        is_first = db.execute(
            "update brought set refused_at = ? where device = ? and day = ? and kind = ?"
            " and refused_at is null",
            [at.isoformat(), *key],
        ).rowcount
    if is_first:
        facts = {"tablet": key[0], "kind": key[2]}
        log.error("a tablet reached its quota of the day", extra={"facts": facts})


def _until_next_day_s(at: datetime) -> int:
    here = at.astimezone(JAPAN)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return int((midnight - here).total_seconds()) + 1
