"""What the reception holds: sealed bytes, device keys, answers on their way."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlite_utils import Database

from sync.server_store import ServerStore

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


class ReceptionStore(ServerStore):
    """The reception's tables: a receipt is signed after the commit only."""

    schema = SCHEMA

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
