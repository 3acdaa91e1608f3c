"""Stores events: each number of a tablet once, other bytes under that number as a fork."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from sync.reception.store.quota import Brought, count_brought
from sync.wire.events.chain import ChainState, Link, chain_state
from sync.wire.events.event import SignedEvent

SCHEMA: Final = """
create table event (
    device text not null, seq integer not null, prev text not null, digest text not null,
    kind text not null, at text not null, content blob not null, received_at text not null,
    offers integer not null default 1, primary key (device, seq)
);
create table event_fork (
    device text not null, seq integer not null, prev text not null, digest text not null,
    content blob not null, noted_at text not null, offers integer not null default 1,
    primary key (device, seq, digest)
)
"""
MOST_GAPS: Final = 100
RECORD: Final = (
    "id, seq, prev, digest, suite, city_key, sealed_at, received_at, durable_at, handed_over_at"
)

Row = tuple[Any, ...]


class EventDatabase(Protocol):
    """What these functions need of the reception's store, on SQLite and on PostgreSQL."""

    def transaction(self) -> AbstractContextManager[Any]:
        """Run the block in one durable transaction."""

    def rows(self, sql: str, *values: object) -> list[Row]:
        """Return what a query finds."""


@dataclass(frozen=True)
class EventsTaken:
    """The outcome of a batch: how many were new, and which numbers hold other bytes."""

    new: int
    forks: tuple[int, ...]


def take_events(
    store: EventDatabase, events: Sequence[SignedEvent], received_at: datetime
) -> EventsTaken:
    """Store each event once, all in one transaction; durable when this returns.

    A number that is there already keeps its first bytes; other bytes of the
    same tablet are kept beside it, because a fork is evidence too.
    """
    new, forks, at = 0, [], received_at.isoformat()
    kept: defaultdict[str, list[int]] = defaultdict(list)
    with store.transaction() as db:
        for signed in events:
            event, digest, content = signed.event, signed.digest(), signed.to_bytes()
            offers, held = db.execute(
                "insert into event (device, seq, prev, digest, kind, at, content, received_at)"
                " values (?, ?, ?, ?, ?, ?, ?, ?)"
                " on conflict (device, seq) do update set offers = event.offers + 1"
                " returning offers, digest",
                [event.device, event.seq, event.prev, digest, event.kind, event.at, content, at],
            ).fetchone()
            new += offers == 1
            if offers == 1 or held != digest:
                kept[event.device].append(len(content))
            if held != digest:
                forks.append(event.seq)
                db.execute(
                    "update device set forked_at = coalesce(forked_at, ?) where id = ?",
                    [at, event.device],
                )
                db.execute(
                    "insert into event_fork (device, seq, prev, digest, content, noted_at)"
                    " values (?, ?, ?, ?, ?, ?)"
                    " on conflict (device, seq, digest) do update"
                    " set offers = event_fork.offers + 1",
                    [event.device, event.seq, event.prev, digest, content, at],
                )
        for device, sizes in sorted(kept.items()):
            count_brought(db, device, Brought.EVENTS, received_at, sizes)
    return EventsTaken(new, tuple(forks))


def event_gaps(store: EventDatabase, device: str) -> list[tuple[int, int]]:
    """Return the missing numbers of a tablet as (first, last), the first hundred of them.

    Counting costs a few milliseconds for a year of a tablet's events; only a
    tablet that has a gap costs the search for it.
    """
    ((count, last),) = store.rows(
        "select count(*), coalesce(max(seq), 0) from event where device = ?", device
    )
    if count == last:
        return []
    rows = store.rows(
        "select before + 1, seq - 1 from (select seq, coalesce(lag(seq) over (order by seq), 0)"
        " as before from event where device = ?) as numbered where seq > before + 1"
        " order by seq limit ?",
        device,
        MOST_GAPS,
    )
    return [(int(first), int(last)) for first, last in rows]


def event_state(store: EventDatabase, device: str) -> ChainState:
    """Return what is held, missing, doubled and torn in a tablet's log."""
    rows = store.rows(
        "select seq, prev, digest from event where device = ?"
        " union all select seq, prev, digest from event_fork where device = ?",
        device,
        device,
    )
    return chain_state(Link(*row) for row in rows)


def events_after(
    store: EventDatabase, device: str, seq: int, limit: int
) -> list[tuple[int, str, bytes]]:
    """Return number, arrival and bytes of a tablet's events behind *seq*, forks after the first."""
    rows = store.rows(
        "select seq, came_at, content from ("
        "select seq, received_at as came_at, content, 0 as is_fork from event"
        " where device = ? and seq > ?"
        " union all select seq, noted_at, content, 1 from event_fork where device = ? and seq > ?"
        ") as every order by seq, is_fork, came_at limit ?",
        *(device, seq, device, seq, limit),
    )
    return [(number, at, bytes(content)) for number, at, content in rows]


def envelope_gaps(store: EventDatabase, device: str) -> ChainState:
    """Return what is held, missing, doubled and torn among a tablet's envelopes."""
    rows = store.rows("select seq, prev, digest from submission where device = ?", device)
    return chain_state(Link(*row) for row in rows)


def envelope_records(
    store: EventDatabase, device: str, seq: int, limit: int
) -> list[dict[str, Any]]:
    """Return what is known of a tablet's envelopes behind *seq*, without their content."""
    rows = store.rows(
        f"select {RECORD} from submission where device = ? and seq > ?"  # noqa: S608 - our own
        " order by seq, id limit ?",
        device,
        seq,
        limit,
    )
    return [dict(zip(RECORD.split(", "), row, strict=True)) for row in rows]
