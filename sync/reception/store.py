"""What the reception holds: sealed bytes, device keys, answers on their way."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import Any, Final

from sqlite_utils import Database

SCHEMA: Final = """
create table setting (name text primary key, value blob not null) without rowid;
create table device (
    id text primary key, name text not null, sign_key blob not null, seal_key blob not null,
    number_prefix integer not null unique, enrolled_at text not null, revoked_at text
) without rowid;
create table code (digest text primary key, expires_at text not null, used_at text) without rowid;
create table submission (
    cursor integer primary key autoincrement, id text not null unique, device text not null,
    seq integer not null, digest text not null, content blob not null, received_at text not null,
    offers integer not null default 1
);
create index submission_device on submission (device, cursor);
create table answer (
    cursor integer primary key autoincrement, id text not null, device text not null,
    seq integer not null, content blob not null, unique (id, seq)
);
create index answer_device on answer (device, cursor)
"""


@dataclass(frozen=True)
class Device:
    """A tablet that may send; the keys are public."""

    id: str
    name: str
    sign_key: bytes
    seal_key: bytes
    number_prefix: int
    enrolled_at: str
    revoked_at: str | None


@dataclass(frozen=True)
class Offer:
    """One checked envelope that wants to be stored."""

    id: str
    device: str
    seq: int
    digest: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Stored:
    """What the database holds for an offer's id after the transaction."""

    is_new: bool
    id: str
    device: str
    seq: int
    digest: str
    received_at: datetime


class ReceptionStore:
    """SQLite in WAL with ``synchronous=FULL``: a receipt is signed after the commit only."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._lock = RLock()

    @classmethod
    def open(cls, path: Path) -> "ReceptionStore":
        """Open or make the database."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        # EXTRA first: the file's creation itself must survive a power cut.
        connection.execute("pragma synchronous = extra")
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        store = cls(Database(connection))
        store._migrate()
        return store

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[Database]:
        """Run the block in one durable transaction."""
        with self._lock, self._db.atomic():
            yield self._db

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        with self._lock:
            return self._db.execute(sql, list(values)).fetchall()

    def setting(self, name: str) -> bytes | None:
        """Return a setting; None when it was never put."""
        found = self.rows("select value from setting where name = ?", name)
        return bytes(found[0][0]) if found else None

    def put_setting(self, name: str, value: bytes) -> None:
        """Put or replace a setting."""
        with self.transaction() as db:
            db.execute("insert or replace into setting values (?, ?)", [name, value])

    def take(self, offers: list[Offer], received_at: datetime) -> list[Stored]:
        """Store each offer once, all in one transaction; durable when this returns.

        An id that is there already keeps its first bytes, and the row says
        which those are. ``do update`` rather than ``do nothing``: on a
        replicated database only the former waits for the other copies.
        """
        with self.transaction() as db:
            return [self._take(db, offer, received_at) for offer in offers]

    def _take(self, db: Database, offer: Offer, received_at: datetime) -> Stored:
        row = db.execute(
            "insert into submission (id, device, seq, digest, content, received_at)"
            " values (?, ?, ?, ?, ?, ?)"
            " on conflict (id) do update set offers = offers + 1"
            " returning offers, device, seq, digest, received_at",
            [
                offer.id,
                offer.device,
                offer.seq,
                offer.digest,
                offer.content,
                received_at.isoformat(),
            ],
        ).fetchone()
        offers, device, seq, digest, at = row
        return Stored(offers == 1, offer.id, device, seq, digest, datetime.fromisoformat(at))

    def stored_after(self, device: str, cursor: int, limit: int) -> list[tuple[int, Stored]]:
        """Return what one device sent behind *cursor*, for receipts that got lost."""
        rows = self.rows(
            "select cursor, id, seq, digest, received_at from submission"
            " where device = ? and cursor > ? order by cursor limit ?",
            device,
            cursor,
            limit,
        )
        return [
            (number, Stored(False, id, device, seq, digest, datetime.fromisoformat(at)))
            for number, id, seq, digest, at in rows
        ]

    def submissions_after(self, cursor: int, limit: int) -> list[tuple[int, bytes, str]]:
        """Return cursor, sealed bytes and arrival of what arrived behind *cursor*."""
        rows = self.rows(
            "select cursor, content, received_at from submission where cursor > ?"
            " order by cursor limit ?",
            cursor,
            limit,
        )
        return [(number, bytes(content), at) for number, content, at in rows]

    def put_answer(self, id: str, device: str, seq: int, content: bytes) -> None:
        """Keep an answer for its tablet; twice is harmless."""
        with self.transaction() as db:
            db.execute(
                "insert or ignore into answer (id, device, seq, content) values (?, ?, ?, ?)",
                [id, device, seq, content],
            )

    def answers_after(self, device: str, cursor: int, limit: int) -> list[tuple[int, bytes]]:
        """Return the answers to one device behind *cursor*."""
        rows = self.rows(
            "select cursor, content from answer where device = ? and cursor > ?"
            " order by cursor limit ?",
            device,
            cursor,
            limit,
        )
        return [(number, bytes(content)) for number, content in rows]

    def device(self, id: str) -> Device | None:
        """Return a device; None when nobody of that id was enrolled."""
        found = self.rows("select * from device where id = ?", id)
        return Device(*found[0]) if found else None

    def devices(self) -> list[Device]:
        """Return every device that was ever enrolled."""
        return [Device(*row) for row in self.rows("select * from device order by enrolled_at")]

    def _migrate(self) -> None:
        with self._lock:
            (version,) = self._db.execute("pragma user_version").fetchone()
            if version:
                return
            with self._db.atomic():
                for statement in SCHEMA.split(";"):
                    self._db.execute(statement)
                self._db.execute("pragma user_version = 1")
