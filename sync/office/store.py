"""What the office keeps: applications (sealed as they came), decisions, tablets, clerks."""

from dataclasses import dataclass, field
from typing import Final

from sync.server_store import ServerStore

SCHEMA: Final = """
create table setting (name text primary key, value text not null) without rowid;
create table device (
    id text primary key, name text not null, sign_key blob not null, seal_key blob not null,
    approved_at text, approved_by text
) without rowid;
create table clerk (
    id text primary key, name text not null, salt blob not null, digest blob not null
) without rowid;
create table application (
    id text primary key, device text not null, number text, procedure text, title text,
    person text, counter_at text, received_at text not null, status text not null,
    reason text, content blob not null
) without rowid;
create index application_list on application (status, received_at);
create table decision (
    id text not null, seq integer not null, status text not null, message text not null,
    clerk text not null, at text not null, sealed blob, sent_at text, primary key (id, seq)
) without rowid
"""
COLUMNS: Final = (
    "id, device, number, procedure, title, person, counter_at, received_at, status, reason"
)


@dataclass(frozen=True)
class Row:
    """One application in the list. ``status`` ``unopened`` carries a ``reason``."""

    id: str
    device: str
    number: str | None
    procedure: str | None
    title: str | None
    person: str | None = field(repr=False)
    counter_at: str | None
    received_at: str
    status: str
    reason: str | None


@dataclass(frozen=True)
class Decision:
    """One step of an application's way through the office."""

    seq: int
    status: str
    message: str = field(repr=False)
    clerk: str
    at: str
    is_sent: bool


class OfficeStore(ServerStore):
    """The office's tables."""

    schema = SCHEMA

    def cursor(self) -> int:
        """Return how far the reception was read."""
        found = self.rows("select value from setting where name = 'cursor'")
        return int(found[0][0]) if found else 0

    def find(self, *, status: str = "", text: str = "", limit: int = 200) -> list[Row]:
        """Return applications, the oldest undecided first; *text* is a number, name or title."""
        like = f"%{text.replace('-', '').replace(' ', '')}%"
        rows = self.rows(
            f"select {COLUMNS} from application where (? = '' or status = ?)"  # noqa: S608
            " and (? = '%%' or number like ? or replace(person, '　', '') like ? or title like ?)"
            " order by status in ('accepted', 'rejected', 'returned'), received_at limit ?",
            status,
            status,
            like,
            like,
            like,
            like,
            limit,
        )
        return [Row(*row) for row in rows]

    def application(self, id: str) -> tuple[Row, bytes] | None:
        """Return one application and its sealed bytes."""
        found = self.rows(
            f"select {COLUMNS}, content from application where id = ?",  # noqa: S608
            id,
        )
        return (Row(*found[0][:-1]), bytes(found[0][-1])) if found else None

    def decisions(self, id: str) -> list[Decision]:
        """Return an application's decisions, oldest first."""
        rows = self.rows(
            "select seq, status, message, clerk, at, sent_at from decision where id = ?"
            " order by seq",
            id,
        )
        return [
            Decision(seq, status, message, clerk, at, sent_at is not None)
            for seq, status, message, clerk, at, sent_at in rows
        ]

    def device_keys(self, id: str) -> tuple[bytes, bytes] | None:
        """Return sign and seal key of an approved tablet; None for any other."""
        found = self.rows(
            "select sign_key, seal_key from device where id = ? and approved_at is not null", id
        )
        return (bytes(found[0][0]), bytes(found[0][1])) if found else None
